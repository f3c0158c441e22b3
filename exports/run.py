"""Many fichas in one run: on every core, taken up again where it stopped, in one ZIP."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from exports import indexing
from exports.ficha import COMUNAS, RESTS_BY, ficha, origin
from exports.indexing import Sheet, plain
from exports.printing import Tables, address
from exports.writing import write, write_zip
from pipelines import institution, serving
from pipelines.errors import FaroError
from pipelines.marking import file_name, origin_of
from presentation import charts
from presentation.words import Text

PART = 8
HERE = Path(__file__).parent
PRESENTATION = Path(charts.__file__).parent.parent
MAKERS = (HERE, PRESENTATION / "charts", PRESENTATION / "words")


@dataclass(frozen=True)
class Done:
    """What a run did.

    Attributes:
        archive: The ZIP.
        folder: Where the single files stand.
        made: How many were rendered.
        kept: How many stood there already, from the same build.
    """

    archive: Path
    folder: Path
    made: int
    kept: int


def choose(tables: Tables, *, region: str | None = None) -> list[Sheet]:
    """Return the municipalities of the country or of a region, north to south.

    Args:
        tables: The tables of the build.
        region: Two digits; None for the country.

    Raises:
        FaroError: There is no such region.
    """
    rows = tables.of(COMUNAS, has_municipality=True)
    if region is not None:
        rows = rows[rows["region_code"] == region_code(tables, region)]
    rows = rows.sort_values("cut")
    sheets, changing = [], serving.provisional(tables.build)
    narrow = Tables(tables.build, RESTS_BY)
    for row in rows.itertuples():
        worst = origin(narrow, row.cut)
        name = file_name(f"{row.cut}_{plain(row.comuna)}", "pdf", worst, provisional=changing)
        sheets.append(Sheet(row.cut, row.comuna, row.region, name, worst))
    return sheets


def region_code(tables: Tables, region: str) -> str:
    """Return the code of a region as the tables write it: ``5`` and ``05`` are the same.

    Args:
        tables: The tables of the build.
        region: One or two digits.

    Raises:
        FaroError: There is none.
    """
    known = tables("core_territory__region").sort_values("region_code")
    code = region.strip().zfill(2)
    if code not in set(known["region_code"]):
        listed = ", ".join(f"{row.region_code} {row.region}" for row in known.itertuples())
        raise FaroError(
            f"there is no region {region[:40]}", fix=f"There are: {listed}", code="no_region"
        )
    return code


def write_all(
    build_id: str,
    root: Path | None,
    sheets: Sequence[Sheet],
    lang: str,
    out: Path,
    *,
    tick: Callable[[int], None] = lambda _: None,
    workers: int | None = None,
) -> Done:
    """Write a ficha of each municipality and a ZIP of them with its index.

    Every ficha is written as it is made, in a folder named after build and language; a run that
    was interrupted renders only those not there yet.

    Args:
        build_id: The build.
        root: Folder of the builds.
        sheets: The municipalities.
        lang: ``es`` or ``en``.
        out: Folder to write into.
        tick: Called with how many more are ready.
        workers: Processes; as many as there are cores when it is None.
    """
    folder = out / f"fichas_{build_id}_{lang}"
    _renew(folder)
    missing = [sheet for sheet in sheets if not (folder / sheet.name).is_file()]
    tick(len(sheets) - len(missing))
    for count in _render(build_id, root, missing, lang, folder, workers or os.cpu_count() or 1):
        tick(count)
    files: dict[str, bytes | Path] = {sheet.name: folder / sheet.name for sheet in sheets}
    files |= {
        "index.csv": indexing.as_csv(sheets),
        "index.html": indexing.as_html(sheets, build_id, Text(lang)),
    }
    regions = {sheet.region for sheet in sheets}
    changing = serving.provisional(serving.open(build_id, root))
    name = f"fichas_{plain(regions.pop())}" if len(regions) == 1 else "fichas"
    stem = f"{name}_{build_id}_{lang}"
    archive = write_zip(
        out / file_name(stem, "zip", origin_of(*sheets), provisional=changing), files
    )
    return Done(archive, folder, len(missing), len(sheets) - len(missing))


def _renew(folder: Path) -> None:
    """Clear a folder whose fichas another version of this program, or another address, made."""
    files = sorted(path for place in MAKERS for path in place.rglob("*"))
    parts = [path.read_bytes() for path in files if path.suffix in {".py", ".toml", ".typ"}]
    made_by = hashlib.sha256(b"".join([*parts, address("").encode()])).hexdigest()
    mark = folder / ".made_by"
    if mark.is_file() and mark.read_text("ascii") == made_by:
        return
    for stale in folder.glob("*.pdf"):
        stale.unlink()
    write(mark, made_by.encode())


def _render(
    build_id: str,
    root: Path | None,
    sheets: Sequence[Sheet],
    lang: str,
    folder: Path,
    workers: int,
) -> Iterator[int]:
    parts = [sheets[at : at + PART] for at in range(0, len(sheets), PART)]
    work = partial(_some, build_id, root, lang, folder)
    if workers == 1 or len(parts) < 2:
        yield from map(work, parts)
        return
    with institution.processes(workers) as pool:
        yield from pool.map(work, parts)


_tables: dict[tuple[str, Path | None], Tables] = {}


def _some(
    build_id: str, root: Path | None, lang: str, folder: Path, sheets: Sequence[Sheet]
) -> int:
    key = (build_id, root)
    if key not in _tables:
        _tables[key] = Tables(serving.open(build_id, root))
    for sheet in sheets:
        write(folder / sheet.name, ficha(_tables[key], sheet.cut, lang))
    return len(sheets)
