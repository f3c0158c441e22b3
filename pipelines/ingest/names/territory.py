"""The territory tables, as the matcher needs them."""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines.errors import FaroError
from pipelines.ingest.names.reader import Place
from pipelines.ingest.names.text import fold

Row = dict[str, str]
COLUMNS = {
    "comunas.csv": {"cut_code", "comuna", "province", "region_code", "region"},
    "cut_history.csv": {"previous_cut_code", "cut_code"},
    "name_aliases.csv": {"alias", "cut_code", "kind"},
    "regiones.csv": {"region_code", "region_short", "region_official"},
}


def places(comunas: list[Row], history: list[Row]) -> dict[str, Place]:
    """Return for every CUT code what may stand beside the name; former regions count.

    Args:
        comunas: Rows of ``comunas.csv``.
        history: Rows of ``cut_history.csv``: a former code begins with the region it lay in.
    """
    former: dict[str, set[str]] = {}
    for row in history:
        former.setdefault(row["cut_code"], set()).add(row["previous_cut_code"][:2])
    return {
        row["cut_code"]: Place(
            row["comuna"],
            fold(row["province"]),
            frozenset({row["region_code"]} | former.get(row["cut_code"], set())),
        )
        for row in comunas
    }


def read_rows(path: Path) -> list[Row]:
    """Read a CSV table, every cell as text.

    Args:
        path: The table; one of :data:`COLUMNS` must have those columns, others may have any.

    Raises:
        FaroError: ``territory_missing`` or ``territory_damaged``.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            headers = set(reader.fieldnames or ())
            rows = [dict(row) for row in reader]
    except FileNotFoundError as error:
        raise _wrong(path, "the territory table is missing", "territory_missing") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(path, "the territory table is no CSV in UTF-8", "territory_damaged") from error
    missing = COLUMNS.get(path.name, set()) - headers
    if missing or any(None in row.values() for row in rows):
        lacks = f" lacks {', '.join(sorted(missing))}" if missing else " has a short row"
        raise _wrong(path, f"the territory table{lacks}", "territory_damaged")
    return rows


def _wrong(path: Path, what: str, code: str) -> FaroError:
    return FaroError(
        what,
        where=f"{path.parent.name}/{path.name}",
        fix="Put it back into the territory folder",
        code=code,
    )
