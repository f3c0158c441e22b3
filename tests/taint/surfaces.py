"""What readers meet of a world, piece by piece: an id, what it says, and whether it is marked.

Pages and exports join by adding their function to ``SURFACES``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping

from pipelines import origins
from pipelines.serving import Build
from pipelines.serving import metric_files as endpoints

# (id of the piece, what it says, whether it says that it is simulated)
Piece = tuple[str, str, bool]


def tables(build: Build) -> Iterator[Piece]:
    """Yield every row of every table; a column with an origin of its own is a piece of its own."""
    for name in build.tables():
        rows = build.table(name)
        keys = list(build.describe(name).keys)
        marks = rows["origin"] if "origin" in rows else [None] * len(rows)
        apart = _apart(list(rows.columns)) if "origin" in rows else {}
        for at, (row, mark) in enumerate(zip(rows.to_dict("records"), marks, strict=True)):
            place = f"{name}:{'|'.join(str(row[key]) for key in keys) or at}"
            for column, own in apart.items():
                said = {one: row.pop(one) for one in (column, own)}
                yield f"{place}:{column}", _plain(said), origins.SIMULATED in (mark, said[own])
            yield place, _plain(row), mark == origins.SIMULATED


def _plain(row: Mapping[str, object]) -> str:
    """Return a row as text; sums in another order differ in their last digits, and say the same."""
    return "; ".join(f"{name}={_rounded(value)}" for name, value in row.items())


def _rounded(value: object) -> str:
    try:
        return f"{float(value):.9g}" if "." in str(value) else str(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)


def _apart(columns: list[str]) -> dict[str, str]:
    """Return the columns whose origin stands beside them: ``group_id`` and ``group_origin``."""
    owns = [one for one in columns if one.endswith("_origin")]
    return {
        column: own
        for own in owns
        for column in (own.removesuffix("_origin") + "_id", own.removesuffix("_origin") + "_date")
        if column in columns
    }


def api(build: Build) -> Iterator[Piece]:
    """Yield every row and every description of the open endpoints."""
    for name, content in endpoints.files(build).items():
        if name.endswith(".csv"):
            for at, row in enumerate(csv.DictReader(io.StringIO(content.decode()))):
                places = [v for k, v in row.items() if k not in ("value", "n", "origin")]
                yield f"{name}:{'|'.join(places) or at}", _plain(row), row["origin"] == "simulated"
        elif name.endswith(".metadata.json"):
            about = json.loads(content)
            yield name, json.dumps(about, sort_keys=True), about["simulated"]


SURFACES: dict[str, Callable[[Build], Iterator[Piece]]] = {"tables": tables, "api": api}


def unmarked(first: Build, second: Build, surface: str) -> list[str]:
    """Return the pieces that differ between two worlds, or stand in one alone, without a mark."""
    pieces = [
        {place: (said, mark) for place, said, mark in SURFACES[surface](build)}
        for build in (first, second)
    ]
    found = []
    for place in sorted(pieces[0].keys() | pieces[1].keys()):
        both = [side[place] for side in pieces if place in side]
        differs = len(both) == 1 or both[0][0] != both[1][0]
        if differs and not all(mark for _, mark in both):
            found.append(place)
    return found
