"""Queries of strangers: each in a process of its own, bounded in time, memory and rows.

The worker judges and runs the query (``worker.py``); here it is started, watched and, when its
time is up or nobody waits for it any more, killed. Whatever a query does, the process that
serves pages goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pipelines import environment, specs
from pipelines.origins import SIMULATED, Origin, worst
from pipelines.serving.sandbox.desk import Desk, Refused
from pipelines.serving.sandbox.refusing import refusal
from pipelines.specs import Bilingual

WORKER = Path(__file__).with_name("worker.py")
MOST_CHARACTERS = 4_000
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.02
KILL_AFTER_SECONDS = 3.0
OUT_OF_TIME = 9
_desk = Desk()


@dataclass(frozen=True)
class Limits:
    """What one query may use; ``memory_mb`` is all that its process may, libraries included."""

    rows: int = 10_000
    seconds: float = 10.0
    memory_mb: int = 512
    bytes: int = 32_000_000


@dataclass(frozen=True)
class Answer:
    """What a query gives.

    Attributes:
        frame: Its rows, at most as many as the limit.
        is_cut: Whether there were more.
        tables: The core and out tables it read.
        origins: The worst origin of the rows it read of each of them.
        seconds: How long it took.
    """

    frame: pd.DataFrame
    is_cut: bool
    tables: tuple[str, ...]
    origins: Mapping[str, Origin]
    seconds: float

    @property
    def origin(self) -> Origin:
        """The worst origin of all it read, whatever its rows say of themselves."""
        return worst(self.origins.values())

    @property
    def simulated(self) -> tuple[str, ...]:
        """The tables of which it read simulated rows."""
        return tuple(name for name, origin in self.origins.items() if origin == SIMULATED)


class Example(specs.Model):
    """A question to start from."""

    id: str
    title: Bilingual
    sql: str

    def in_language(self, lang: str) -> str:
        """Return its SQL with the names of ``lang``.

        Args:
            lang: ``es`` or ``en``.
        """
        return self.sql.replace("{lang}", lang).strip()


@cache
def examples() -> tuple[Example, ...]:
    """Return the questions to start from.

    Raises:
        FaroError: The file of the examples says something wrong (``bad_spec``).
    """
    data = specs.read_yaml(WORKER.with_name("examples.yml"))
    return tuple(
        specs.parse(Example, {**entry, "id": name}, where=f"examples.yml: {name}")
        for name, entry in data.items()
    )


def ask(
    folder: Path,
    sql: str,
    tables: Sequence[str],
    *,
    origins: Callable[[Sequence[str]], Mapping[str, Origin]] = lambda tables: {},
    limits: Limits | None = None,
    wait: Callable[[float], None] = lambda seconds: None,
    reader: str | None = None,
) -> Answer:
    """Run a stranger's query on the build in ``folder``.

    Args:
        folder: Of the build.
        sql: One SELECT.
        tables: The tables it may name.
        origins: Returns the worst origin of what the query reads of each table, given the tables it
            reads, each as often as it names it.
        limits: What it may use.
        wait: Called again and again with the seconds gone by; what it raises stops the query.
        reader: Who asks, of whom one query runs at a time; somebody else each time when None.

    Returns:
        Its rows with the tables and origins it read, and the seconds it took.

    Raises:
        FaroError: The query is refused, wrong, too long, too large, or the desk is busy
            (``query_<word of refusals>``).
    """
    limits = limits or Limits()
    if len(sql) > MOST_CHARACTERS:
        raise refusal("long", str(MOST_CHARACTERS))
    if not sql.strip():
        raise refusal("empty")
    began = time.monotonic()
    try:
        with _desk.place(reader or uuid.uuid4().hex, PATIENCE_SECONDS, wait) as seat:

            def watch(seconds: float) -> None:
                seat.look()
                wait(seconds)

            output, code = _run(folder, _order(sql, tables, limits), limits, watch)
            if code == OUT_OF_TIME or b'"time"' in output[:20]:
                seat.ran_out()
    except Refused as full:
        raise refusal(full.code, f"{max(full.seconds, 1):.0f}") from full
    header, _, body = output.partition(b"\n")
    if code == OUT_OF_TIME:
        raise refusal("time", f"{limits.seconds:g}")
    if code != 0 or not header:
        raise refusal("crashed")
    about: dict[str, Any] = json.loads(header)
    if "refused" in about:
        raise refusal(about["refused"], about["what"])
    read: list[str] = about["tables"]
    return Answer(
        frame=_frame(body),
        is_cut=bool(about["cut"]),
        tables=tuple(dict.fromkeys(read)),
        origins=origins(read),
        seconds=time.monotonic() - began,
    )


def is_busy() -> bool:
    """Return whether queries are running in all places but the one that is kept."""
    return _desk.is_busy


def _order(sql: str, tables: Sequence[str], limits: Limits) -> bytes:
    order = {"sql": sql, "tables": list(tables), **limits.__dict__}
    return json.dumps(order).encode()


def _run(
    folder: Path, order: bytes, limits: Limits, wait: Callable[[float], None]
) -> tuple[bytes, int]:
    """Return what the worker wrote and its exit code; it is dead when this returns or raises."""
    kept = environment.passed_on({"LD_LIBRARY_PATH"})
    worker = subprocess.Popen(  # noqa: S603 (our own file; the query goes in by the pipe)
        [sys.executable, "-I", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=kept,
        close_fds=True,
        start_new_session=True,
    )
    output: list[bytes] = []
    most = limits.bytes * 2 + 1_000_000

    def talk() -> None:
        assert worker.stdin is not None and worker.stdout is not None
        try:
            worker.stdin.write(order)
            worker.stdin.close()
            output.append(worker.stdout.read(most))
        except (OSError, ValueError):
            output.append(b"")

    reader = threading.Thread(target=talk, daemon=True)
    began = time.monotonic()
    try:
        reader.start()
        while reader.is_alive():
            reader.join(POLL_SECONDS)
            gone = time.monotonic() - began
            if gone > limits.seconds + KILL_AFTER_SECONDS:
                return b"", OUT_OF_TIME
            wait(gone)
        return b"".join(output), worker.wait(KILL_AFTER_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise refusal("crashed") from error
    finally:
        worker.kill()
        worker.wait()
        reader.join(KILL_AFTER_SECONDS)
        if worker.stdout is not None:
            worker.stdout.close()


def _frame(body: bytes) -> pd.DataFrame:
    """Return the rows; columns of one name are told apart, so that every format can hold them."""
    table = _decoded(pa.ipc.open_stream(body).read_all())
    names: list[str] = []
    for name in table.column_names:
        unique, more = name or "column", 2
        while unique in names:
            unique, more = f"{name}_{more}", more + 1
        names.append(unique)
    try:
        frame = table.rename_columns(names).to_pandas()
    except (ValueError, OverflowError, pa.ArrowException) as error:  # a date past year 9999
        raise refusal("bad", str(error).splitlines()[0].rstrip(".")) from error
    for name, column in zip(names, table.columns, strict=True):
        if pa.types.is_integer(column.type) and column.null_count:
            frame[name] = pd.array(column.to_pylist(), dtype="Int64")
        elif pa.types.is_interval(column.type):
            frame[name] = [_interval(value) for value in column.to_pylist()]
    return frame


def _decoded(table: pa.Table) -> pa.Table:
    """Return the rows with ordered types (origin) as plain text."""
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.string()))
    return table


def _interval(value: Any) -> str | None:
    if value is None:
        return None
    return f"{value.months} months {value.days} days {value.nanoseconds / 1e9:g} seconds"
