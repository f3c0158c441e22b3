"""Reading what strangers send, apart: in a process with limits, which gives back what it took.

The process that serves pages never parses a sent file. A room (:mod:`pipelines.receiving.room`)
is started with the first file and goes when this process does.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import environment, paths
from pipelines.errors import FaroError

if TYPE_CHECKING:
    from pipelines.ingest.checking import CheckReport

AT_ONCE = 2
GRACE_SECONDS, POLL_SECONDS = 5.0, 0.05
_PASSED_ON = ("LD_LIBRARY_PATH", "PATH", "LANG", "LC_ALL", "TZ", "FARO_RAW")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Limits:
    """What the reading of one file may take."""

    rows: int = 300_000
    cells: int = 6_000_000
    seconds: float = 90.0
    memory_mb: int = 1_500


class _Room:
    """The room as this process knows it: started when needed, and anew when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    def line(self) -> socket.socket:
        """Return the line to a new child of the room."""
        with self._lock:
            for _ in range(2):
                mine, theirs = socket.socketpair()
                try:
                    orders = self._open()
                    socket.send_fds(orders, [b"1"], [theirs.fileno()])
                    return mine
                except OSError:  # the room was killed: another one is opened
                    mine.close()
                    self._close()
                finally:
                    theirs.close()
        raise FaroError(
            "files cannot be read just now",
            fix="Try again; if it stays so, tell whoever runs the site",
            code="no_room",
            es="por ahora no se pueden leer archivos. Intente de nuevo; si persiste, avise a quien "
            "administra el sitio",
        )

    def _open(self) -> socket.socket:
        if self._orders is None or self._process is None or self._process.poll() is not None:
            self._close()
            mine, theirs = socket.socketpair()
            code = (
                f"import sys; sys.path.insert(0, {str(paths.REPO)!r}); "
                f"from pipelines.receiving import room; room.main({theirs.fileno()})"
            )
            kept = environment.passed_on(_PASSED_ON)
            settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=kept | settings,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            self._orders = mine
        return self._orders

    def _close(self) -> None:
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._orders = self._process = None


_room = _Room()


def check(
    path: Path,
    *,
    raw: Path,
    out: Path,
    lang: str = "",
    kind: str = "",
    limits: Limits | None = None,
) -> CheckReport:
    """Say what would become of a file; whatever it holds, this process only gets the report.

    Args:
        path: The file, in a private folder.
        raw: Folder with the territory tables and catalogues.
        out: Where the annotated copy is written, or what is stored of a kind that drops people.
        lang: Language of the annotated copy; empty for none.
        kind: The kind it has to be of, whose accepted rows are written to ``out`` (see
            :mod:`pipelines.receiving.filled`); recognised when empty.
        limits: What the reading may take.

    Returns:
        The report, without the document. A file that takes too much is refused.

    Raises:
        FaroError: No process can be had (``no_room``), or the limit of memory is no number of
            megabytes (``bad_setting``).
    """
    from pipelines.receiving import wire

    limits = limits or Limits(memory_mb=environment.CHECK_MEMORY_MB.value)
    order = {"path": str(path), "raw": str(raw), "out": str(out), "lang": lang, "kind": kind}
    with _turns:
        began = time.monotonic()
        answer = _answer(json.dumps(order | limits.__dict__).encode(), limits)
        took = time.monotonic() - began
    if answer.endswith(b"\n"):
        return wire.unpacked(answer)
    from pipelines.ingest.checking import CheckReport

    return CheckReport(file=path.name, error=_spent(path.name, limits, took))


def _answer(order: bytes, limits: Limits) -> bytes:
    """Return what a child answers; it is cut short where the child did not come to its end."""
    with _room.line() as line:
        line.settimeout(POLL_SECONDS)
        until = time.monotonic() + limits.seconds + GRACE_SECONDS
        parts: list[bytes] = []
        used: _Used | None = None
        try:
            line.sendall(order)
            line.shutdown(socket.SHUT_WR)
            while time.monotonic() < until:
                with contextlib.suppress(TimeoutError):
                    if not (part := line.recv(1 << 20)):
                        break
                    parts.append(part)
                if used is None and b"\n" in b"".join(parts[:2]):
                    used = _Used(int(b"".join(parts[:2]).partition(b"\n")[0]))
                if used is not None and used.more_than(limits.memory_mb):
                    used.end()
        except OSError:
            parts.append(b"-")
    return b"".join(parts).partition(b"\n")[2]


class _Used:
    """The memory that a child uses, beyond what it had when it began."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._began = self._resident()

    def _resident(self) -> int:
        try:
            pages = Path(f"/proc/{self._pid}/statm").read_text("ascii").split()[1]
        except (OSError, IndexError):  # it is gone, or this is no Linux
            return 0
        return int(pages) * resource.getpagesize()

    def more_than(self, megabytes: int) -> bool:
        return self._resident() - self._began > megabytes * 2**20

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


def _spent(file: str, limits: Limits, took: float) -> FaroError:
    if took >= limits.seconds:
        what = f"reading the file takes more than {limits.seconds:g} seconds"
        es = f"leer el archivo toma más de {limits.seconds:g} segundos"
    else:
        what = f"reading the file takes more than {limits.memory_mb} MB of memory"
        es = f"leer el archivo ocupa más de {limits.memory_mb} MB de memoria"
    return FaroError(
        what,
        where=file,
        fix="Deliver it in parts, or as CSV without formats",
        code="too_heavy",
        es=f"{es}. Entréguelo en partes, o como CSV sin formatos",
    )
