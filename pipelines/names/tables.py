"""The territory tables, as the matcher needs them."""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines.errors import FaroError
from pipelines.names.reader import Place
from pipelines.names.text import fold

Row = dict[str, str]


def places(comunas: list[Row], history: list[Row]) -> dict[str, Place]:
    """Return for every CUT code what may stand beside the name; former regions count."""
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
    """Read a CSV table; a missing file raises `FaroError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [dict(row) for row in csv.DictReader(stream)]
    except FileNotFoundError as error:
        raise FaroError(
            "the territory table is missing",
            where=path.name,
            fix="Put it back into the territory folder",
            code="territory_missing",
        ) from error
