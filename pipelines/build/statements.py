"""One table of a build: its SELECT, made to carry the origin of every row, or its step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from pipelines import origins, specs
from pipelines.build import tracing
from pipelines.build.warehouse import provide, quoted
from pipelines.errors import FaroError
from pipelines.specs import lineage


class Engine(Protocol):
    """What makes the rows of heavy tables beside DuckDB."""

    name: str

    def rows(self, connection: duckdb.DuckDBPyConnection, name: str, query: str) -> Path | None:
        """Return a folder of Parquet with the rows of a table; None where DuckDB makes them.

        Args:
            connection: The database of the build, with every table that the SELECT reads.
            name: The table.
            query: Its SELECT, traced.
        """


Step = Callable[[duckdb.DuckDBPyConnection, Path], pa.Table]


def take_step(connection: duckdb.DuckDBPyConnection, path: Path) -> pa.Table:
    """Return the rows of a step.

    Args:
        connection: A database with every table that the step reads, taught (:func:`teach`).
        path: The step, named as its table.
    """
    rows: pa.Table = import_module(f"pipelines.build.steps.{path.stem}").make(connection)
    return rows


def make_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    path: Path,
    engine: Engine | None = None,
    step: Step = take_step,
) -> None:
    """Make table ``name`` from its SELECT or its step.

    Args:
        connection: The database of the build.
        name: The table.
        path: Its SQL file, or its step (``.py``).
        engine: What makes the rows of heavy tables, if anything does beside DuckDB.
        step: What takes a step.

    Raises:
        FaroError: It fails (``bad_sql``); the error names the file.
    """
    try:
        if path.suffix == ".py":
            _provide_step(connection, name, path, step(connection, path))
        else:
            query = statement(connection, path)
            if engine is not None and (made := engine.rows(connection, name, query)) is not None:
                query = _read_back(connection, query, made)
            connection.execute(f'create or replace table "{name}" as {query}')
    except FaroError:
        raise
    except Exception as error:
        what = "its SQL fails" if isinstance(error, duckdb.Error) else "it cannot be made"
        message = f"{what}: {' '.join(str(error).split())}"
        raise FaroError(message, where=path.name, code="bad_sql") from error


def statement(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return the SELECT of a file, made to carry the origin of every row.

    A core table has none where everything below it is published; an ``out_`` table always has.

    Args:
        connection: The database, with every table that the SELECT reads.
        path: The SQL file, named as its table.

    Raises:
        FaroError: It cannot be traced (``bad_sql``); the error names the file.
    """
    query = path.read_text(encoding="utf-8")
    is_out = path.stem.startswith("out_")
    try:
        traced = tracing.trace(
            query, levels=levels(connection, lineage.read_in(query)), computes=is_out
        )
    except FaroError as error:
        error.where = path.name
        raise
    columns = [name for name, *_ in connection.execute(f"describe {query}").fetchall()]
    return tracing.marked(traced, columns) if is_out or traced.rests else query


def _read_back(connection: duckdb.DuckDBPyConnection, query: str, made: Path) -> str:
    """Return the SELECT that reads rows made elsewhere, with the types DuckDB would give them."""
    kinds = connection.execute(f"describe {query}").fetchall()
    columns = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind, *_ in kinds)
    return f"select {columns} from read_parquet({quoted(made / '*.parquet')})"  # noqa: S608


def _provide_step(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, made: pa.Table
) -> None:
    """Create the table of a step, no row of it better than the worst of all that it reads.

    A step that says ``ORIGIN_BY_ROW``, and why, answers for each of its rows itself.
    """
    step = import_module(f"pipelines.build.steps.{path.stem}")
    named = lineage.reads(path)
    read = [] if hasattr(step, "ORIGIN_BY_ROW") else sorted(levels(connection, named))
    floor = origins.worst(level for table in read for level in _held(connection, table))
    if tracing.LEVEL in made.column_names:
        at = made.column_names.index(tracing.LEVEL)
        own = [origins.worst([level], least=floor) for level in made.column(at).to_pylist()]
        made = made.set_column(at, tracing.LEVEL, pa.array(own, pa.string()))
    elif read:
        made = made.append_column(tracing.LEVEL, pa.array([floor] * len(made), pa.string()))
    provide(connection, name, made)


def _held(connection: duckdb.DuckDBPyConnection, table: str) -> list[str | None]:
    """Return the worst level in each column of levels of a table, ``group_origin`` among them."""
    rows = connection.execute(
        "select column_name from duckdb_columns() where table_name = ? "
        "and (data_type = ? or column_name = ?) and database_name = current_database()",
        [table, origins.ENUM, tracing.LEVEL],
    ).fetchall()
    worst = ", ".join(f"max({name}::{origins.TYPE})::varchar" for (name,) in rows)
    [row] = connection.execute(f'select {worst} from "{table}"').fetchall()  # noqa: S608
    return list(row)


def levels(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> dict[str, str]:
    """Return the column of origin of those tables that have one; every delivery has.

    Args:
        connection: The database of the build.
        tables: Names of tables that are there, and of what was accepted.

    Returns:
        Table → name of its column.
    """
    published = {
        f"{lineage.ACCEPTED}{source.id}"
        for source in specs.sources().values()
        if source.origin == origins.PUBLISHED
    }
    level_columns: dict[str, str] = {}
    for name in tables:
        if name.startswith(lineage.ACCEPTED):
            if name not in published:
                level_columns[name] = "_origin"
        else:
            description = connection.execute(f'from "{name}" limit 0').description
            if tracing.LEVEL in {column for column, *_ in description}:
                level_columns[name] = tracing.LEVEL
    return level_columns
