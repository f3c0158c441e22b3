"""What a package says of itself, gathered once: tables, files, licences, sources, origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.printing import address
from pipelines import serving
from pipelines.marking import NOTICE, PROVISIONAL, is_simulated
from pipelines.serving import Build, Contract, Metric

TITLE = {
    "es": "Faro: transparencia municipal en Chile",
    "en": "Faro: municipal transparency in Chile",
}
ABOUT = {
    "es": "Cumplimiento de transparencia activa, convenios y adopción del Modelo de Gestión en "
    "Transparencia Municipal, con la fuente, el n y el origen de cada cifra.",
    "en": "Compliance with active transparency, convenios and adoption of the municipal "
    "transparency management model, with the source, n and origin of every figure.",
}
SIMULATED = {
    "es": f"{NOTICE['es']} Están marcadas en la columna origin.",
    "en": f"{NOTICE['en']} They are marked in the column origin.",
}
PUBLISHER = "Faro, transparencia municipal"
KEYWORDS = ("transparencia activa", "municipios", "Chile", "active transparency", "municipalities")


@dataclass(frozen=True)
class Body:
    """One data file: its path in the package, size and checksum."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """One table of the package.

    Attributes:
        contract: Its description.
        csv: Its CSV file.
        parquet: Its Parquet file.
        rows: How many rows.
        licences: Terms of the files it rests on.
        sources: Publisher and address of the files it rests on.
        is_simulated: Whether it holds simulated figures.
        blanks: Columns in which an empty text stands, which a CSV cannot tell from a missing one.
        download: Where the dashboard serves it.
    """

    contract: Contract
    csv: Body
    parquet: Body
    rows: int
    licences: tuple[str, ...]
    sources: tuple[tuple[str, str | None], ...]
    is_simulated: bool
    blanks: frozenset[str]
    download: str

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.contract.name


@dataclass(frozen=True)
class Facts:
    """All that the documents of a package say."""

    build_id: str
    tables: tuple[Table, ...]
    manifest: Mapping[str, Any]
    metrics: Mapping[str, Metric]
    is_provisional: bool

    @property
    def is_simulated(self) -> bool:
        """Whether any table holds simulated figures."""
        return any(table.is_simulated for table in self.tables)

    @property
    def licences(self) -> list[str]:
        """Every licence of the package, once."""
        return sorted({licence for table in self.tables for licence in table.licences})

    def about(self, lang: str) -> str:
        """What the package is, in one language; what must be known of its figures comes first.

        Args:
            lang: ``es`` or ``en``.
        """
        return " ".join([*self.warnings(lang), ABOUT[lang]])

    def warnings(self, lang: str) -> list[str]:
        """What must be known of the figures before anything else: simulated, or may change.

        Args:
            lang: ``es`` or ``en``.
        """
        sentences = [SIMULATED[lang]] if self.is_simulated else []
        return sentences + ([f"{PROVISIONAL[lang]}."] if self.is_provisional else [])


def gather(build: Build, bodies: Mapping[str, Body], tables: Sequence[str] = ()) -> Facts:
    """Gather the facts of tables of a build, all if none is named, by their files' paths.

    Args:
        build: The build.
        bodies: Path in the package → its bytes, or their digest and size.
        tables: Names; all where none is named.
    """
    return Facts(
        build_id=build.build_id,
        tables=tuple(_table(build, name, bodies) for name in tables or build.tables()),
        manifest=build.manifest,
        metrics=build.metrics,
        is_provisional=serving.provisional(build),
    )


def _table(build: Build, name: str, bodies: Mapping[str, Body]) -> Table:
    contract, rests = build.describe(name), build.rests_on(name)
    pairs = {(str(row["publisher"]), row["url"] or None) for row in rests}
    return Table(
        contract=contract,
        csv=bodies[f"data/{name}.csv"],
        parquet=bodies[f"data/{name}.parquet"],
        rows=int(build.manifest["row_counts"][name]),
        licences=tuple(sorted({row["licence"] for row in rests if row["licence"]})),
        sources=tuple(sorted(pairs, key=str)),
        is_simulated=is_simulated(build.origin_of(name)),
        blanks=_blanks(build, contract),
        download=_download(build.build_id, name),
    )


def _download(build_id: str, name: str) -> str:
    """Return where a table is, without its ending: on the site, or in the package itself."""
    on_site = address(f"data/{build_id}/{name}").partition("?")[0]
    return on_site if on_site.startswith("http") else f"data/{name}"


def _blanks(build: Build, contract: Contract) -> frozenset[str]:
    texts = [column.name for column in contract.columns if column.type == "VARCHAR"]
    if not texts:
        return frozenset()
    tests = ", ".join(f'coalesce(bool_or("{name}" = \'\'), false) as "{name}"' for name in texts)
    [blanks] = build.query(f'select {tests} from "{contract.name}"').to_dict("records")  # noqa: S608
    return frozenset(str(name) for name, has_blank in blanks.items() if has_blank)
