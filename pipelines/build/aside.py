"""Steps made in a process of its own, beside the one whose DuckDB makes the other tables.

Python computes on one core whatever there is: what a step takes, SQL would wait for. The process
gets what the step reads and gives back its rows; anything else that happens there — an error, its
end — says nothing: the step is taken here, where the error is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import duckdb
import pyarrow as pa

from pipelines import paths, specs
from pipelines.build import statements, warehouse
from pipelines.specs import lineage

# Of all that a step reads: larger tables stay where they are, or memory holds them twice.
MOST_ROWS = 2_000_000
HEAVY = "statsmodels.regression.mixed_linear_model"


class Steps:
    """Takes steps in a process of its own, one at a time.

    Args:
        start: Whether there is such a process: a build that takes most tables over is ready before
            it has started.
    """

    def __init__(self, *, start: bool = True) -> None:
        self._start = start
        self._worker: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Steps:
        if self._start:
            self._worker = subprocess.Popen(  # noqa: S603 (our own module)
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=paths.REPO,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._worker is not None:
            _end(self._worker)

    def take(self, connection: duckdb.DuckDBPyConnection, path: Path) -> pa.Table:
        """Return the rows of a step.

        Args:
            connection: The database of the build, with every table that the step reads.
            path: The step.
        """
        rows = None
        with self._turn:
            if self._worker is not None:
                try:
                    rows = self._taken_there(self._worker, connection, path)
                except (OSError, ValueError, pa.ArrowInvalid):
                    _end(self._worker)
                    self._worker = None
        return statements.take_step(connection, path) if rows is None else rows

    @staticmethod
    def _taken_there(
        worker: subprocess.Popen[bytes], connection: duckdb.DuckDBPyConnection, path: Path
    ) -> pa.Table | None:
        names = lineage.reads(path)
        if sum(warehouse.count(connection, name) for name in names) > MOST_ROWS:
            return None
        tables = {name: _packed(warehouse.rows_of(connection, name)) for name in sorted(names)}
        order = {
            "step": path.name,
            "thresholds": specs.thresholds().model_dump(),
            "tables": {name: len(packed) for name, packed in tables.items()},
        }
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps(order).encode() + b"\n")
        for packed in tables.values():
            worker.stdin.write(packed)
        worker.stdin.flush()
        size = int(worker.stdout.readline())
        return _unpacked(worker.stdout, size) if size else None


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):  # its reader is gone, and what it still held with it
                pipe.close()


def _packed(table: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return memoryview(sink.getvalue())


def _unpacked(stream: IO[bytes], size: int) -> pa.Table:
    return pa.ipc.open_stream(pa.py_buffer(stream.read(size))).read_all()


def _answer(order: dict[str, Any], tables: dict[str, pa.Table]) -> memoryview | bytes:
    """Return the rows of a step, packed; nothing where it fails, or would go by other rules."""
    if order["thresholds"] != specs.thresholds().model_dump():
        return b""
    try:
        with warehouse.teach(duckdb.connect(config=dict(warehouse.CLOSED))) as connection:
            for name, table in tables.items():
                levels = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
                warehouse.provide(connection, name, table, levels=levels)
            return _packed(statements.take_step(connection, Path(order["step"])))
    except Exception:
        return b""


def serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Answer orders until there are no more: each a line of JSON, then the tables it names.

    Args:
        orders: A line with ``step``, ``thresholds`` and ``tables`` (name → bytes), and as many
            bytes of Arrow for each.
        answers: Gets a line with the number of bytes, and the rows as Arrow; ``0`` where it fails.
    """
    while line := orders.readline():
        order = json.loads(line)
        tables = {name: _unpacked(orders, size) for name, size in order["tables"].items()}
        rows = _answer(order, tables)
        answers.write(f"{len(rows)}\n".encode())
        answers.write(rows)
        answers.flush()


if __name__ == "__main__":
    # A second of import that the last steps would wait for.
    threading.Thread(target=import_module, args=[HEAVY], daemon=True).start()
    # What libraries print must not get between the rows.
    answer_to, sys.stdout = sys.stdout, sys.stderr
    serve(sys.stdin.buffer, answer_to.buffer)
