"""DuckDB for a build: run SQL files and steps in order, write tables, hold them to contracts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.specs import Contract

CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # One thread: sums in another order differ in their last digits, and equal inputs must give
    # equal bytes.
    "threads": "1",
}
_TABLE = re.compile(r"\b(?:core|out)_[a-z0-9]+__[a-z0-9_]+\b")
_COMMENT = re.compile(r"--[^\n]*")


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a new database file for writing, with no extension to be fetched."""
    return teach(duckdb.connect(str(path), config=dict(CLOSED)))


def teach(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Give a database the thresholds that SQL reads; they stay in its file, for every reader."""
    for name, value in specs.thresholds().model_dump().items():
        connection.execute(f"create macro {name}() as {int(value)}")
    return connection


def table_files() -> dict[str, Path]:
    """Return the file that makes each core and out table: SQL, or a module of ``steps``."""
    files = [*paths.SQL_CORE.glob("*.sql"), *paths.SQL_OUT.glob("*.sql")]
    files += [*paths.STEPS.glob("core_*.py"), *paths.STEPS.glob("out_*.py")]
    return {path.stem: path for path in sorted(files)}


def in_order(files: Mapping[str, Path], *, given: Sequence[str] = ()) -> list[str]:
    """Return the table names so that each comes after the tables its SQL reads.

    Args:
        files: SQL file by table name.
        given: Tables that the build itself provides.

    Raises:
        FaroError: A file reads a table that nobody makes, or two read each other.
    """
    needs = _needs(files)
    for name, path in files.items():
        unknown = needs[name] - set(files) - set(given)
        if unknown:
            raise FaroError(
                f"reads {', '.join(sorted(unknown))}, which nothing makes",
                where=path.name,
                fix="Add its SQL file or correct the name",
                code="bad_sql",
            )
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise FaroError(
            f"the tables read each other in a circle: {' → '.join(error.args[1])}",
            where="pipelines/sql",
            code="bad_sql",
        ) from error
    return [name for name in order if name in files]


def lineage(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return, for every table, all the tables it rests on, near and far."""
    needs = _needs(files)
    found: dict[str, set[str]] = {}
    for name in in_order(files, given=sorted(set().union(*needs.values()) - set(files))):
        near = needs[name]
        found[name] = near.union(*(found.get(other, set()) for other in near))
    return found


def _needs(files: Mapping[str, Path]) -> dict[str, set[str]]:
    return {
        name: set(_TABLE.findall(_COMMENT.sub("", path.read_text(encoding="utf-8")))) - {name}
        for name, path in files.items()
    }


def make_table(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> int:
    """Create table ``name`` from its SELECT or its step and return its number of rows.

    Raises:
        FaroError: It fails; the error names the table.
    """
    try:
        if path.suffix == ".py":
            made = import_module(f"pipelines.steps.{path.stem}").make(connection)
            provide(connection, name, made)
        else:
            query = path.read_text(encoding="utf-8")
            connection.execute(f'create table "{name}" as {query}')
    except FaroError:
        raise
    except Exception as error:
        what = "its SQL fails" if isinstance(error, duckdb.Error) else "it cannot be made"
        said = f"{what}: {' '.join(str(error).split())}"
        raise FaroError(said, where=path.name, code="bad_sql") from error
    return count(connection, name)


def provide(
    connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table, *, temporary: bool = False
) -> None:
    """Create table ``name`` with the rows of an Arrow table."""
    connection.register("provided", table)
    kind = "temporary table" if temporary else "table"
    connection.execute(f'create {kind} "{name}" as select * from provided')  # noqa: S608
    connection.unregister("provided")


def count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the number of rows of a table."""
    [(rows,)] = connection.execute(f'select count(*) from "{name}"').fetchall()  # noqa: S608
    return int(rows)


def drift(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]) -> list[str]:
    """Say where the tables built and the contracts differ, both ways (none is a pass)."""
    built: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where not internal and database_name = current_database() "
        "order by table_name, column_index"
    ).fetchall()
    for table, column, kind in rows:
        built.setdefault(table, []).append((column, kind))
    found = [f"{name}: built, but no contract describes it" for name in built.keys() - contracts]
    found += [f"{name}: described, but not built" for name in contracts.keys() - built.keys()]
    for name in built.keys() & contracts.keys():
        described = [(column.name, column.type) for column in contracts[name].columns]
        if described != built[name]:
            missing = [f"{c} {t}" for c, t in built[name] if (c, t) not in described]
            extra = [f"{c} {t}" for c, t in described if (c, t) not in built[name]]
            found.append(
                f"{name}: built has {missing or 'the same'}, contract has {extra or 'the same'}"
                " (or in another order)"
            )
    return sorted(found)


def write_parquet(connection: duckdb.DuckDBPyConnection, contract: Contract, folder: Path) -> None:
    """Write one table as Parquet in the order of its keys, so that equal tables are equal bytes."""
    order = ", ".join(f'"{key}"' for key in contract.keys) or "all"
    target = str(folder / f"{contract.name}.parquet").replace("'", "''")
    connection.execute(
        f'copy (select * from "{contract.name}" order by {order}) '  # noqa: S608
        f"to '{target}' (format parquet, compression zstd)"
    )
