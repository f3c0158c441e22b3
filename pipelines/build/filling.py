"""Make the tables of a build, some at a time; what was accepted stands beside them meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.build import blame, statements, warehouse
from pipelines.build.ingredients import content
from pipelines.build.reuse import Ledger
from pipelines.errors import FaroError
from pipelines.specs import lineage


class Accepted:
    """What was accepted of every source and kind: it stands in the database while tables read it.

    There and nowhere else: it may be of any size.

    Args:
        rows: By name, ``accepted_<id>``.
    """

    def __init__(self, rows: Mapping[str, pa.Table]) -> None:
        self._rows, self._there = dict(rows), set[str]()

    def provide(
        self, connection: duckdb.DuckDBPyConnection, names: Collection[str] | None = None
    ) -> None:
        """Provide some of it, or all.

        Args:
            connection: The database of the build.
            names: Tables; those that are none of it do not count.
        """
        wanted = self._rows.keys() if names is None else self._rows.keys() & names
        for name in sorted(wanted):
            warehouse.provide(connection, name, self._rows.pop(name))
            self._there.add(name)
        pa.default_memory_pool().release_unused()

    def drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take it away again: its place in the file is free for what is made next.

        Args:
            connection: The database of the build.
        """
        while self._there:
            connection.execute(f'drop table "{self._there.pop()}"')


def make_tables(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    step: Callable[[str], None],
    *,
    files: Mapping[str, Path],
    ledger: Ledger,
    accepted: Accepted,
) -> None:
    """Make tables or take them over, some at a time, each once all that it reads is there.

    Args:
        connection: The database of the build, with every table that none of these makes.
        names: The tables.
        step: Called with the name of each before it is made.
        files: The file that makes each table of a build.
        ledger: What tables are made of, and the last build that some are taken over from.
        accepted: What was accepted, which some of them read.

    Raises:
        FaroError: A table cannot be made; when data make it fail, the error names file and row.
    """
    reads = {name: lineage.reads(files[name]) for name in names}
    before = {name: read & reads.keys() - {name} for name, read in reads.items()}
    order = TopologicalSorter(before)
    order.prepare()
    urgency = _urgency(before, files)
    ready: list[str] = []
    running: dict[Future[str], str] = {}
    # An engine beside DuckDB takes one table at a time: it shares the work out by itself. Of four
    # two may wait for a step that is taken in another process.
    most = 1 if ledger.engine else 4
    with ThreadPoolExecutor(most) as hands:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: urgency[name])
            while ready and len(running) < most:
                name = ready.pop()
                step(name)
                if ledger.take(name, files[name]):
                    order.done(name)
                    continue
                accepted.provide(connection, reads[name])
                made = hands.submit(_made, connection.cursor(), name, files[name], ledger)
                running[made] = name
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for made in ended:
                name = running.pop(made)
                if isinstance(error := made.exception(), FaroError):
                    hands.shutdown(cancel_futures=True)
                    accepted.provide(connection)  # what it rests on is made again
                    raise _blamed(connection, name, files, error) from error
                ledger.given(name, made.result())
                order.done(name)


def _urgency(before: Mapping[str, Collection[str]], files: Mapping[str, Path]) -> dict[str, int]:
    """Return how long what rests on each table takes in a row, itself included: the longest first.

    A step counts as five tables of SQL.
    """
    own = {name: 5 if files[name].suffix == ".py" else 1 for name in before}
    urgency = dict(own)
    for name in reversed([*TopologicalSorter(before).static_order()]):
        for earlier in before[name]:
            urgency[earlier] = max(urgency[earlier], own[earlier] + urgency[name])
    return urgency


def _made(connection: duckdb.DuckDBPyConnection, name: str, path: Path, ledger: Ledger) -> str:
    """Make a table; return the digest of its content. The connection is closed."""
    with connection:
        statements.make_table(connection, name, path, ledger.engine, ledger.step)
        return content(warehouse.batches_of(connection, name))


def _blamed(
    connection: duckdb.DuckDBPyConnection, name: str, files: Mapping[str, Path], error: FaroError
) -> FaroError:
    """Return why a table cannot be made; where data make it fail, with their file and row."""
    if error.code in ("spark_failed", "no_workers"):  # of no row
        return error
    row = blame.row_of(connection, name, files)
    if row is None:
        return error
    return FaroError(
        f"{error.what}. It can be made without {row}",
        where=name,
        fix="Correct or take out that row and build again; the last good build is served",
        code="bad_row",
    )
