"""What readers meet of a world, and what differs between two worlds without saying that it may.

A surface is a function of two builds that returns the places that differ and bear no mark; one that
is read piece by piece joins through :func:`pieces`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

import duckdb
from shown import Piece, pages, papers, pictures
from taken import chosen, files

from pipelines import origins
from pipelines.serving import Build
from pipelines.serving import metric_files as endpoints

Surface = Callable[[Build, Build], list[str]]


def tables(first: Build, second: Build, *, marks: bool = True) -> list[str]:
    """Return the rows that stand in one build alone and are not marked.

    A column with an origin of its own (``group_id`` and ``group_origin``) is compared apart.

    Args:
        first: A build.
        second: Another.
        marks: Whether marks are believed; without them every row that differs is returned.
    """
    unmarked = []
    with duckdb.connect() as con:
        for side, build in (("a", first), ("b", second)):
            con.execute(f"attach '{build.folder / 'curated.duckdb'}' as {side} (read_only)")
        for name in first.tables():
            about = con.execute(f"describe a.{name}").fetchall()
            texts = {column: _text(column, kind) for column, kind, *_ in about}
            for own, apart in {None: [], **_apart(list(texts))}.items():
                marks_of = [name for name in ("origin", own) if name in texts] if marks else []
                left = (
                    set() if own else {c for k, v in _apart(list(texts)).items() for c in (k, *v)}
                )
                kept = [*first.describe(name).keys, *apart, own, "origin"] if own else list(texts)
                texts_of = [texts[c] for c in dict.fromkeys(kept) if c in texts and c not in left]
                unmarked += [f"{name}: {row}" for row in _unmarked(con, name, texts_of, marks_of)]
    return unmarked


def _unmarked(
    con: duckdb.DuckDBPyConnection, name: str, texts: list[str], marks: list[str]
) -> list[str]:
    worlds = [f"select {', '.join(texts)} from {side}.{name}" for side in ("a", "b")]
    alone = [f"(({world}) except all ({other}))" for world, other in (worlds, worlds[::-1])]
    bare = (
        " and ".join(f"{mark} is distinct from '{origins.SIMULATED}'" for mark in marks) or "true"
    )
    rows = con.execute(f"select * from ({' union all '.join(alone)}) where {bare}").fetchall()
    return ["|".join(map(str, row)) for row in rows]


def _text(column: str, kind: str) -> str:
    """Return a column as text; sums in another order differ in their last digits, and say the same.

    The digits go one by one, so that a list of numbers is treated as a number is.
    """
    if kind == "DOUBLE":
        return f"""format('{{:.9g}}', "{column}") as "{column}\""""
    if kind == "DOUBLE[]":
        return f"""list_transform("{column}", x -> format('{{:.9g}}', x))::varchar as "{column}\""""
    return f'"{column}"::varchar as "{column}"'


def _apart(columns: list[str]) -> dict[str | None, list[str]]:
    """Return the columns whose origin stands beside them, by the column of that origin."""
    owns = [name for name in columns if name.endswith("_origin")]
    stems = {own: own.removesuffix("_origin") for own in owns}
    return {
        own: [c for c in (f"{stems[own]}_id", f"{stems[own]}_date") if c in columns] for own in owns
    }


def api(build: Build) -> Iterator[Piece]:
    """Yield every row and every description of the open endpoints."""
    for name, content in endpoints.files(build).items():
        if name.endswith(".csv"):
            for at, row in enumerate(csv.DictReader(io.StringIO(content.decode()))):
                places = [v for k, v in row.items() if k not in ("value", "n", "origin")]
                text = "; ".join(map(_rounded, row.values()))
                yield f"{name}:{'|'.join(places) or at}", text, row["origin"] == "simulated"
        elif name.endswith(".metadata.json"):
            about = json.loads(content)
            yield name, json.dumps(about, sort_keys=True), about["simulated"]


def _rounded(value: str) -> str:
    try:
        return f"{float(value):.9g}" if "." in value else value
    except ValueError:
        return value


def pieces(reader: Callable[[Build], Iterator[Piece]]) -> Surface:
    """Return the surface that is read piece by piece: an id, what it says, whether it is marked."""

    def unmarked(first: Build, second: Build) -> list[str]:
        read = [
            {place: (text, mark) for place, text, mark in reader(build)}
            for build in (first, second)
        ]
        assert all(read), "nothing was read of a world"
        places = []
        for place in sorted(read[0].keys() | read[1].keys()):
            both = [side[place] for side in read if place in side]
            differs = len(both) == 1 or both[0][0] != both[1][0]
            if differs and not all(mark for _, mark in both):
                places.append(place)
        return places

    return unmarked


SURFACES: dict[str, Surface] = {
    "tables": tables,
    "api": pieces(api),
    "pages": pieces(pages),
    "pictures": pieces(pictures),
    "papers": pieces(papers),
    "files": files,
    "chosen": pieces(chosen),
}
