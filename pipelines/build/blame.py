"""Which delivered row makes a table fail: its file, sheet and row, found by leaving rows out.

A derived table can fail on data that every check of its cells accepted. Nobody mends that from the
name of a table; so the tables it rests on are made again without the rows of one file, then
without ever fewer of them, until one row is left. Nothing of that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines import specs
from pipelines.build import statements
from pipelines.specs import lineage

_ACCEPTED = re.compile(r"\baccepted_[a-z0-9_]+\b")
Judge = Callable[[str], None]
_Row = tuple[str, str | None, int]


def row_of(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    files: Mapping[str, Path],
    judge: Judge = lambda table: None,
) -> str | None:
    """Return the file and row without which ``table`` can be made, or None when none is alone it.

    Args:
        connection: The build's database, with the tables that ``table`` reads.
        table: The table that fails.
        files: The file that makes each table.
        judge: Raises when the table, once made, is not sound.
    """
    rests = lineage.lineage(files)  # in the order in which tables are made
    near = rests.get(table, set())
    delivered = {kind.table for kind in specs.kinds().values()}
    text = files[table].read_text(encoding="utf-8")
    # What was accepted is dropped once the tables stand: then no row of it can be left out.
    there = {
        name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
    }
    named = sorted(delivered & near) + sorted(set(_ACCEPTED.findall(text)))
    origins = [name for name in named if name in there]
    for origin in origins:
        downstream = [n for n in rests if n in near and origin in rests[n]]

        def stands(left_out: Sequence[_Row], made: Sequence[str] = (*downstream, table)) -> bool:
            return _stands_without(connection, origin, left_out, made, files, judge)  # noqa: B023

        rows: list[_Row] = connection.execute(
            f'select {", ".join(_place(origin))} from "{origin}" order by all'  # noqa: S608
        ).fetchall()
        for file in dict.fromkeys(row[0] for row in rows):
            own = [row for row in rows if row[0] == file]
            if stands(own):
                return _places(_narrowed(own, stands))
    return None


def _place(origin: str) -> tuple[str, str, str]:
    """Return the columns that say where a row stood."""
    prefix = "_" if origin.startswith("accepted_") else "source_"
    return f"{prefix}file", f"{prefix}sheet", f"{prefix}row"


def _narrowed(rows: list[_Row], stands: Callable[[Sequence[_Row]], bool]) -> list[_Row]:
    """Return the fewest rows, by halves, without which the table stands."""
    while len(rows) > 1:
        half = len(rows) // 2
        narrower = next((part for part in (rows[:half], rows[half:]) if stands(part)), None)
        if narrower is None:
            return rows
        rows = narrower
    return rows


def _places(rows: Sequence[_Row]) -> str:
    file, sheet, number = rows[0]
    place = f"{file}{f', sheet {sheet}' if sheet else ''}"
    if len(rows) == 1:
        return f"{place}, row {number}"
    return f"{place}, rows {', '.join(str(row[2]) for row in rows[:5])} together"


def _stands_without(
    connection: duckdb.DuckDBPyConnection,
    origin: str,
    left_out: Sequence[_Row],
    chain: Sequence[str],
    files: Mapping[str, Path],
    judge: Judge,
) -> bool:
    connection.execute("begin")
    try:
        file, sheet, number = _place(origin)
        connection.executemany(
            f'delete from "{origin}" where {file} = ? '  # noqa: S608
            f"and {sheet} is not distinct from ? and {number} = ?",
            [list(row) for row in left_out],
        )
        for name in chain:
            connection.execute(f'drop table if exists "{name}"')
            statements.make_table(connection, name, files[name])
        judge(chain[-1])
    except Exception:
        return False
    else:
        return True
    finally:
        connection.execute("rollback")
