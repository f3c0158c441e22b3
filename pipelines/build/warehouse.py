"""The database of a build: what it is taught, its tables put in, counted, compared and written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import origins, specs
from pipelines.build import tracing
from pipelines.specs import Contract
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


def quoted(path: Path) -> str:
    """Return a path as SQL writes a text.

    Args:
        path: Of a file or folder, or a pattern.
    """
    return "'" + str(path).replace("'", "''") + "'"


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
        f"to {quoted(target)} (format parquet, compression zstd)"
    )
