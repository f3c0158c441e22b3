"""Take a checked file in: below ``data/raw/deliveries``, then build. A failed build undoes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import institution, paths, serving
from pipelines.errors import FaroError
from pipelines.institution import ACCEPT, audit, keeping
from pipelines.receiving import storing
from pipelines.receiving.history import stored
from pipelines.receiving.settings import hold_writing, writing_enabled
from pipelines.receiving.upload import Received

if TYPE_CHECKING:
    from pipelines.build import Outcome

Progress = Callable[[str, int, int], None]
_writing = threading.Lock()


@dataclass
class Job:
    """An acceptance under way in its own thread, so that leaving the page does not stop it.

    Attributes:
        name: The file being taken in.
        step: What the build is doing.
        done: Steps done.
        total: Steps in all; 0 before the first.
        outcome: The build, once it stands.
        error: Why it failed, if it did.
    """

    name: str
    step: str = ""
    done: int = 0
    total: int = 0
    outcome: Outcome | None = None
    error: Exception | None = None
    thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.thread is not None and self.thread.is_alive()


def refusal(received: Received) -> str | None:
    """Return why a file cannot be taken in (a code), or None when it can.

    ``closed``: writing is not enabled; ``role``: who asks may not; ``refused``: it cannot be
    read; ``registered``: it is a registered source, which is sealed by hand; ``nothing``: no row
    would be accepted.

    Args:
        received: What :func:`check_upload` returned.
    """
    if not writing_enabled():
        return "closed"
    if not institution.current().may(ACCEPT):
        return "role"
    if received.report.verdict == "refused":
        return "refused"
    if received.family is None:
        return "registered"
    return None if received.report.accepted else "nothing"


def replaces(received: Received) -> bool:
    """Tell whether an earlier delivery of the same name and family would be replaced.

    Args:
        received: What :func:`check_upload` returned.

    Raises:
        FaroError: Its name leads out of its folder (``bad_name``).
    """
    if received.family is None:
        return False
    target, content = _target(received)
    return target.is_file() and target.read_bytes() != content


def start(received: Received) -> Job:
    """Take a file in without waiting; the job tells how far it is.

    Args:
        received: What :func:`check_upload` returned.

    Raises:
        FaroError: It cannot be taken in: a code of :func:`refusal`, or who asks may not
            (``forbidden``). What fails later stands in the job.
    """
    _check(received)
    who, job = institution.current(), Job(received.name)

    def advance(step: str, done: int, total: int) -> None:
        job.step, job.done, job.total = step, done, total

    def run() -> None:
        try:
            with institution.acting(who):
                job.outcome = accept(received, progress=advance)
        except Exception as error:
            job.error = error

    job.thread = threading.Thread(target=run, name="faro-accept", daemon=False)
    job.thread.start()
    return job


def accept(received: Received, *, progress: Progress = lambda step, done, total: None) -> Outcome:
    """Store a checked file as a delivery and build with it.

    An earlier version of the same name moves to ``deliveries/superseded`` first. When the build
    fails, everything is put back as it was and the last build is still served.

    Args:
        received: What :func:`check_upload` returned.
        progress: Called with (step, steps done, steps in all).

    Returns:
        The build that stands on it.

    Raises:
        FaroError: It cannot be taken in (a code of :func:`refusal`, ``forbidden``, ``bad_name``),
            another acceptance is running (``busy``), or the build fails or refuses the file
            (``not_taken``).
    """
    from pipelines.build import build

    _check(received)
    with alone():
        raw, out, demo = paths.raw_dir(), paths.curated_dir(), _demo()
        target, content = _target(received)
        with audit.begun("acceptance", sha256=_digest(content)) as ends:
            undo = storing.put(target, content)
            try:
                outcome = build(raw, out, demo=demo, progress=progress)
                _check_taken(outcome, str(target.relative_to(raw)))
            except BaseException as error:
                undo()
                if isinstance(error, FaroError) and error.code == "not_taken":
                    build(raw, out, demo=demo)
                raise
            build_id = outcome.manifest["build_id"]
            ends(build_id)
        keeping.delivered(str(received.family), target.name, _digest(content), build_id)
        return outcome


@contextmanager
def alone() -> Iterator[None]:
    """Hold the raw folder for one change at a time.

    Raises:
        FaroError: Another one is under way (``busy``).
    """
    if not _writing.acquire(blocking=False):
        raise _busy()
    try:
        yield
    finally:
        _writing.release()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _check(received: Received) -> None:
    hold_writing(received.name)
    institution.need(ACCEPT)
    code = refusal(received)
    if code is None:
        return
    what, es = {
        "refused": ("the file cannot be read", "el archivo no se puede leer"),
        "registered": (
            "it is a registered source, which is replaced by hand and sealed with `faro seal`",
            "es una fuente registrada: se reemplaza a mano y se sella con `faro seal`",
        ),
        "nothing": ("no row of it would be accepted", "ninguna de sus filas se aceptaría"),
    }[code]
    raise FaroError(what, where=received.name, code=code, es=es)


def _check_taken(outcome: Outcome, name: str) -> None:
    for entry in outcome.manifest["refused"]:
        if entry["file"] == name:
            raise FaroError(
                f"the build could not take it in: {entry['message']}",
                code="not_taken",
                es="la edición no pudo incorporarlo"
                + (f": {entry['message_es']}" if "message_es" in entry else ""),
            )


def _demo() -> Path | None:
    """Return the folder of simulated deliveries if the build served stands on it."""
    if serving.latest_id() is None or not serving.open().manifest.get("simulated"):
        return None
    return paths.demo_dir()


def _target(received: Received) -> tuple[Path, bytes]:
    name, content = stored(received)
    return storing.place_of(paths.raw_dir(), str(received.family), name), content


def _busy() -> FaroError:
    return FaroError(
        "another delivery is being taken in",
        fix="Wait for it to end and try again",
        code="busy",
        es="se está incorporando otra entrega. Espere a que termine e intente de nuevo",
    )
