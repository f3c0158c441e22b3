"""DuckDB for a build: run SQL files and steps in order, write tables, hold them to contracts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from pipelines import origins, specs
from pipelines.build import tracing
from pipelines.errors import FaroError
from pipelines.specs import Contract, lineage
from pipelines.specs.contracting import Columns

BATCH = 1_000_000  # rows read at once of a table that may be of any size
GIGABYTE = 10**9
# What DuckDB may hold before it writes to the disk beside the build: other work needs memory too.
MEMORY = min(3 * GIGABYTE, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 8 // 10)
CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # One thread: sums in another order differ in their last digits, and equal inputs must give
    # equal bytes.
    "threads": "1",
    "memory_limit": f"{MEMORY // 10**6}MB",
}


# The day a date written to year, month or day is over: what is known only to a period counts from
# then on, in figures, milestones and texts alike (`presentation.formats.period_end`).
PERIOD_END = """
case length(written)
when 4 then make_date(written::integer, 12, 31)
when 7 then last_day(cast(written || '-01' as date))
else cast(written as date) end
"""


# Names of versions in the order people count them: 9 before 10, 2024-2 before 2024-11.
NATURAL_ORDER = r"""
regexp_replace(
    regexp_replace(written, '([0-9]+)', '000000000000\1', 'g'), '0*([0-9]{12})', '\1', 'g'
)
"""


def connect(path: Path, *, like: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a new database file for writing, with no extension to be fetched.

    Args:
        path: The file; there is none yet.
        like: A database made by the same code that it begins as, every table in it.
    """
    if like is not None:
        shutil.copyfile(like, path)
        return duckdb.connect(str(path), config=dict(CLOSED))
    return teach(duckdb.connect(str(path), config=dict(CLOSED)))


def teach(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Give a database the type of origin and the thresholds that SQL reads; they stay in it.

    Args:
        connection: An open database without them.
    """
    connection.execute(f"create type if not exists {origins.TYPE} as {origins.ENUM}")
    for name, value in specs.thresholds().model_dump().items():
        connection.execute(f"create macro {name}() as {int(value)}")
    connection.execute(f"create macro period_end(written) as {PERIOD_END}")
    connection.execute(f"create macro natural_order(written) as {NATURAL_ORDER}")
    return connection


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
    return f"select {columns} from read_parquet({_quoted(made / '*.parquet')})"  # noqa: S608


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


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


def provide(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    table: pa.Table,
    *,
    levels: Collection[str] = (tracing.LEVEL,),
) -> None:
    """Make table ``name`` of the rows of an Arrow table; it takes the place of one of that name.

    Args:
        connection: The database of the build.
        name: The table.
        table: Its rows.
        levels: Columns of origins, which become an ordered type; those it has not do not count.
    """
    connection.register("provided", table)
    replaced = ", ".join(f"{c}::{origins.TYPE} as {c}" for c in table.column_names if c in levels)
    columns = f"* {f'replace ({replaced})' if replaced else ''}"
    connection.execute(f'create or replace table "{name}" as select {columns} from provided')  # noqa: S608
    connection.unregister("provided")


def rows_of(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """Return every row of a table, in the order in which they stand.

    Args:
        connection: The database of the build.
        name: The table.
    """
    table = connection.sql(f'select * from "{name}"').to_arrow_table()  # noqa: S608
    assert table is not None
    return table


def batches_of(connection: duckdb.DuckDBPyConnection, name: str) -> pa.RecordBatchReader:
    """Read every row of a table in the order in which they stand, :data:`BATCH` at once.

    Args:
        connection: The database of the build.
        name: The table.
    """
    return connection.sql(f'select * from "{name}"').to_arrow_reader(BATCH)  # noqa: S608


def forget_others(connection: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Drop every table that is not among some.

    Args:
        connection: The database of the build.
        names: The tables that stay.
    """
    for name in columns_of(connection).keys() - {*names}:
        connection.execute(f'drop table "{name}"')


def count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the number of rows of a table.

    Args:
        connection: The database of the build.
        name: The table.
    """
    [(rows,)] = connection.execute(f'select count(*) from "{name}"').fetchall()  # noqa: S608
    return int(rows)


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return type by column, in order, of every table; the type of origin by its name.

    Args:
        connection: The database of the build.
    """
    built: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where not internal and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall()
    for table, column, kind in rows:
        built.setdefault(table, {})[column] = origins.TYPE if kind == origins.ENUM else kind
    return built


def drift(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]) -> list[str]:
    """Say where the tables built and the contracts differ, both ways (none is a pass).

    Args:
        connection: The database, every table made.
        contracts: Contract by table name.

    Returns:
        One line a table, by name.
    """
    described = {
        name: {column.name: column.type for column in contract.columns}
        for name, contract in contracts.items()
    }
    return differences(columns_of(connection), described, "contract has")


def differences(built: Columns, described: Columns, claim: str) -> list[str]:
    """Say, a line a table, where the columns of two sides differ, their order included.

    Args:
        built: Table → column → type, as made.
        described: The same, as somebody says.
        claim: Who says so, as a clause goes on: ``contract has``.

    Returns:
        One line a table, by name.
    """
    lines = [f"{name}: built, {claim} no such table" for name in built.keys() - described]
    lines += [f"{name}: described, but not built" for name in described.keys() - built.keys()]
    for name in built.keys() & described.keys():
        ours, theirs = list(built[name].items()), list(described[name].items())
        if ours != theirs:
            more = [f"{c} {t}" for c, t in ours if (c, t) not in theirs]
            less = [f"{c} {t}" for c, t in theirs if (c, t) not in ours]
            lines.append(
                f"{name}: built has {more or 'the same'}, {claim} {less or 'the same'}"
                " (or in another order)"
            )
    return sorted(lines)


def write_parquet(connection: duckdb.DuckDBPyConnection, contract: Contract, folder: Path) -> None:
    """Write one table as Parquet in the order of its keys, so that equal tables are equal bytes.

    Args:
        connection: The database of the build.
        contract: Of the table.
        folder: Where the file goes, as ``<table>.parquet``; it is packed with zstd.
    """
    order = ", ".join(f'"{key}"' for key in contract.keys) or "all"
    copy(connection, contract.name, folder / f"{contract.name}.parquet", f"order by {order}")


def copy(connection: duckdb.DuckDBPyConnection, name: str, target: Path, order: str = "") -> None:
    """Write a table as Parquet, packed with zstd; origins are texts in it.

    Args:
        connection: The database of the build.
        name: The table.
        target: The file.
        order: How its rows are put in order, as SQL says it.
    """
    kinds = connection.execute(f'describe "{name}"').fetchall()
    levels = ", ".join(f"{c}::varchar as {c}" for c, kind, *_ in kinds if kind == origins.ENUM)
    connection.execute(
        f'copy (select * {f"replace ({levels})" if levels else ""} from "{name}" {order}) '  # noqa: S608
        f"to {_quoted(target)} (format parquet, compression zstd)"
    )
