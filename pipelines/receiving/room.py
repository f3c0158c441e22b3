"""The room where sent files are read: one process a file, forked from one that has all libraries.

Started by :mod:`pipelines.receiving.apart` as a process of its own. It has one thread and no
secrets; for each order it forks a child that limits itself in memory, time and the size of files,
does what is asked, answers on the socket it was given, and is gone with all it took.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import traceback
from pathlib import Path
from typing import Any

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest import intake, reading
from pipelines.ingest.checking import CheckReport, check_file, write_annotated
from pipelines.ingest.checking.recognising import recognised
from pipelines.receiving import filled, wire
from pipelines.receiving.known import known_columns
from pipelines.receiving.weighing import weigh
from pipelines.specs import Kind

HEAD_BYTES = 1_000_000  # of a long text: enough to see what it is
WRITTEN_BYTES = 300_000_000
RESERVED = 4  # libraries reserve more than they use; what is used is watched from outside
ENDED = b"\n"


def main(handle: int) -> None:
    """Take orders until whoever started this is gone.

    Args:
        handle: Number of the open socket on which orders come: each a byte and the socket to
            answer on.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by themselves
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    specs.kinds(), specs.sources()
    gc.freeze()
    with socket.socket(fileno=handle) as orders:
        while True:
            order, handles, _, _ = socket.recv_fds(orders, 1, 1)
            if not order:
                os._exit(0)
            if os.fork() == 0:
                orders.close()
                _child(handles[0])
            os.close(handles[0])


def _child(handle: int) -> None:
    try:
        with socket.socket(fileno=handle) as line:
            line.sendall(f"{os.getpid()}\n".encode())
            order = json.loads(_all(line))
            _confine(order)
            line.sendall(_answer(order) + ENDED)
    except MemoryError:
        os._exit(3)
    except BaseException:
        traceback.print_exc()  # for whoever runs the server
        os._exit(4)
    os._exit(0)


def _all(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def _confine(order: dict[str, Any]) -> None:
    """Limit what this process may take; its end is that of the order."""
    signal.setitimer(signal.ITIMER_REAL, order["seconds"])  # unhandled: it ends the process
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: WRITTEN_BYTES}
    with contextlib.suppress(OSError):  # only Linux says how much is taken already
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        room = order["memory_mb"] * RESERVED * 2**20
        limits[resource.RLIMIT_AS] = taken * resource.getpagesize() + room
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    with contextlib.suppress(OSError):
        os.nice(5)


def _answer(order: dict[str, Any]) -> bytes:
    path, raw = Path(order["path"]), Path(order["raw"])
    try:
        report = _too_much(path, order) or check_file(path, kind=order["kind"] or None, raw=raw)
        if order["kind"]:
            filled.write_rows(report, Path(order["out"]), raw)
        elif order["lang"]:
            write_annotated(report, Path(order["out"]), lang=order["lang"])
        elif isinstance(report.spec, Kind) and report.spec.drops_people:
            Path(order["out"]).write_bytes(known_columns(report, report.spec))
        return wire.packed(report)
    except FaroError as error:
        return wire.packed(CheckReport(file=path.name, error=error))


def _too_much(path: Path, order: dict[str, Any]) -> CheckReport | None:
    """Return the refusal of a file that holds more than is read here, None for any other."""
    data = path.read_bytes()
    sizes = weigh(data)
    if all(n <= order[most] for n, most in zip(sizes, ("rows", "cells"), strict=True)):
        return None
    if unknown := _unknown(path, data):
        return unknown
    rows, cells = order["rows"], order["cells"]
    return CheckReport(file=path.name, error=too_much(path.name, rows, cells))


def _unknown(path: Path, data: bytes) -> CheckReport | None:
    """Return what a long text is told that is of no kind: its first rows say so."""
    if data.startswith(b"PK") or len(data) <= HEAD_BYTES:
        return None
    path.write_bytes(data[: data.rfind(b"\n", 0, HEAD_BYTES) + 1 or HEAD_BYTES])
    try:
        recognised(intake.read(path, path.name), {**specs.kinds(), **specs.sources()})
    except FaroError as error:
        return CheckReport(file=path.name, error=error) if error.code == "unknown_kind" else None
    return None


def too_much(file: str, rows: int, cells: int) -> FaroError:
    """Return the error of a file that holds more than is checked here.

    Args:
        file: Its name; what could do harm is taken out.
        rows: The most rows that are checked here.
        cells: The most cells.
    """
    return FaroError(
        f"the file has more than {rows:,} rows or {cells:,} cells",
        where=reading.safe_name(file),
        fix="Deliver it in parts; `faro check` on one's own machine has no such limit",
        code="too_much",
        es=f"el archivo tiene más de {rows:,} filas o {cells:,} celdas".replace(",", ".")
        + ". Entréguelo en partes; `faro check` en su propio equipo no tiene ese límite",
    )
