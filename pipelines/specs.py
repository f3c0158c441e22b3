"""What the YAML files may say: sources, columns, contracts. Loading them is checking them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines import paths
from pipelines.errors import FaroError

Severity = Literal["critical", "warning"]
CellType = Literal[
    "text", "integer", "decimal", "percent", "date", "month", "mark", "year", "boolean", "timestamp"
]
Origin = Literal["published", "delivered", "computed", "simulated"]
EntityKind = Literal["country", "group", "rurality", "region", "municipality"]


class Model(BaseModel):
    """Base of every spec: unknown keys are errors, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Model):
    """One text in the two languages of the product."""

    es: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in ``lang`` (``es`` or ``en``)."""
        return self.en if lang == "en" else self.es


class DeliveredFile(Model):
    """One registered file of a source: path below ``data/raw``, checksum and number of rows."""

    path: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    rows: int = Field(ge=0)


class MunicipalityRule(Model):
    """Which columns name the municipality of a row; the match becomes the column ``cut``.

    With ``country`` the row may be of any country: ``municipality_code`` is the match within the
    country of the row, and ``cut`` is filled in Chile alone.
    """

    name: str | None = None
    code: str | None = None
    region: str | None = None
    country: str | None = None
    when: str | None = None


class ChoicesFrom(Model):
    """Accepted texts that a catalogue lists: any of ``spellings`` stands for ``value``.

    ``file`` is a CSV file below ``data/raw``, ``models`` for the tools of every model, or
    ``models/order`` and the like for a table of the models.
    """

    file: str
    value: str
    spellings: tuple[str, ...]


class SourceColumn(Model):
    """One column as delivered: accepted headers, type and bounds of its values.

    ``required`` cells may not be empty; ``default`` fills empty ones; ``keep_state`` adds a
    column ``<name>_state`` that tells missing from not applicable; ``is_country`` accepts any
    country, by its ISO code or by its name in either language.
    """

    headers: tuple[str, ...] = ()
    type: CellType = "text"
    label: Bilingual | None = None
    help: Bilingual | None = None
    required: bool = False
    default: str | None = None
    keep_state: bool = False
    empty_means: bool | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] | None = None
    pattern: str | None = None
    choices: Mapping[str, str] | None = None
    choices_from: ChoicesFrom | None = None
    is_country: bool = False


class RowRule(Model):
    """A row for which ``violates`` (SQL over the typed columns) is true goes to quarantine."""

    id: str
    column: str
    violates: str
    es: str
    en: str


class RowSpec(Model):
    """How the rows of a file are read, typed, keyed and judged.

    ``lookups`` are CSV files below ``data/raw``, or tables of the models (``models/order``), that
    the rules may read, by table name; the rows themselves are ``rows``.
    """

    id: str
    title: Bilingual
    table: str = Field(pattern="^core_[a-z0-9]+__[a-z0-9_]+$")
    keys: tuple[str, ...]
    columns: Mapping[str, SourceColumn]
    municipality: MunicipalityRule | None = None
    lookups: Mapping[str, str] = {}
    rules: tuple[RowRule, ...] = ()


class Source(RowSpec):
    """A registered source: publisher, terms, sealed files, and how their rows are read."""

    publisher: str
    licence: str
    url: str | None = None
    caveats: Bilingual
    origin: Origin
    files: tuple[DeliveredFile, ...]


class Kind(RowSpec):
    """A kind of delivery that anybody may drop in, in any of its shapes.

    ``family`` groups the shapes of one kind; ``at_least_one`` names columns of which a file
    must have one; ``facts`` names columns that a sheet may say once, above its header, as label and
    value side by side; ``examples`` are rows a template shows. With ``keeps_history`` a later file
    never replaces an earlier one; with ``drops_people`` names, e-mails and phones of people are
    left at the door.
    """

    family: str
    order: int
    keeps_history: bool = False
    drops_people: bool = False
    description: Bilingual
    at_least_one: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    examples: tuple[Mapping[str, str], ...]


class Check(Model):
    """A check on a table: ``sql`` lists the rows that break it (none is a pass)."""

    id: str
    severity: Severity
    es: str
    en: str
    sql: str


class ContractColumn(Model):
    """One column of a curated table, described once for every reader."""

    name: str = ""
    type: str
    unit: str | None = None
    label: Bilingual
    definition: Bilingual
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] | None = None
    pattern: str | None = None


class Contract(Model):
    """The single description of a core or out table."""

    name: str
    label: Bilingual
    definition: Bilingual
    grain: Bilingual
    keys: tuple[str, ...]
    columns: tuple[ContractColumn, ...]
    checks: tuple[Check, ...] = ()
    min_rows: int = 0

    def column(self, name: str) -> ContractColumn:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)


class Metric(Model):
    """One figure that pages may show, defined once: where it is and how it is written.

    ``comparable`` names the kinds of entity between which it may be set side by side,
    ``repeated_in`` the other tables where the same figure stands. Name and definition are those of
    its column unless it has its own.
    """

    id: str = ""
    table: str
    value: str
    n: str | None = None
    origin: str | None = "origin"
    dimensions: tuple[str, ...]
    unit: str
    decimals: int
    direction: Literal["up", "down", "none"] = "none"
    min_group: int = 1
    comparable: tuple[EntityKind, ...] = ()
    repeated_in: tuple[str, ...] = ()
    name: Bilingual
    definition: Bilingual


Spec = TypeVar("Spec", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Read one YAML file; a syntax error names the file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe one)
    except yaml.YAMLError as error:
        raise FaroError(
            "is not valid YAML",
            where=path.name,
            fix=" ".join(str(error).split()),
            code="bad_spec",
        ) from error


def parse(model: type[Spec], data: Any, *, where: str) -> Spec:
    """Validate ``data`` as ``model``; the first problem becomes one clear sentence."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FaroError(
            f"{place or 'the file'}: {first['msg']}",
            where=where,
            fix="Correct that entry",
            code="bad_spec",
        ) from error


@cache
def sources() -> dict[str, Source]:
    """Every registered source by its id, in order of file name."""
    loaded = [
        parse(Source, read_yaml(path), where=path.name)
        for path in sorted(paths.SOURCES.glob("*.yml"))
    ]
    return {source.id: source for source in loaded}


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of delivery by its id, in the order of ``order``."""
    loaded = [
        parse(Kind, read_yaml(path), where=path.name) for path in sorted(paths.KINDS.glob("*.yml"))
    ]
    return {kind.id: kind for kind in sorted(loaded, key=lambda kind: kind.order)}


@cache
def contracts() -> dict[str, Contract]:
    """Every contract by table name; columns inherit from ``_shared.yml`` by name."""
    shared = read_yaml(paths.CONTRACTS / "_shared.yml")
    found: dict[str, Contract] = {}
    for path in sorted(paths.CONTRACTS.glob("[!_]*.yml")):
        data = read_yaml(path)
        columns = data.get("columns") if isinstance(data, dict) else None
        if not isinstance(columns, dict):
            raise FaroError(
                "columns: a mapping of column names is expected", where=path.name, code="bad_spec"
            )
        described = [
            {**shared.get(name, {}), **(own or {}), "name": name} for name, own in columns.items()
        ]
        entry = {**data, "name": path.stem, "columns": described}
        found[path.stem] = parse(Contract, entry, where=path.name)
    return found


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of ``metrics.yml`` by its id."""
    words = {
        (table, column.name): {"name": column.label, "definition": column.definition}
        for table, contract in contracts().items()
        for column in contract.columns
    }
    return {
        key: parse(
            Metric,
            {**words.get((entry.get("table"), entry.get("value")), {}), **entry, "id": key},
            where=f"{paths.METRICS.name}: {key}",
        )
        for key, entry in read_yaml(paths.METRICS).items()
    }
