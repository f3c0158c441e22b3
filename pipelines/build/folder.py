"""The folder of the builds: one lock, finished builds side by side, LATEST naming the one served.

Nothing here knows what a build contains. A build is made in a hidden folder and renamed when it
is whole; LATEST is replaced in one atomic step; a process that is killed leaves only a hidden
folder, which the next build sweeps away.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines import clock
from pipelines.errors import FaroError

LATEST = "LATEST"
FAILURE = "last_failure.json"
_UNFINISHED = ".building-"


def now() -> str:
    """Return the present moment in UTC, to the second."""
    return clock.now().isoformat(timespec="seconds")


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder for one build at a time; the lock goes with the process.

    Raises:
        FaroError: Another build is running.
    """
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out / ".lock", os.O_CREAT | os.O_RDWR)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FaroError(
                "another build is running", where=str(out), fix="Wait for it to end", code="busy"
            ) from error
        for leftover in out.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover)
        yield
    finally:
        os.close(handle)


def begin(out: Path, build_id: str) -> Path:
    """Make the hidden folder in which a build is made."""
    work = out / f"{_UNFINISHED}{build_id}"
    (work / "tables").mkdir(parents=True)
    (work / "raw").mkdir()
    return work


def keep(files: Iterable[Path], folder: Path) -> None:
    """Copy the rules that made the tables beside them, so that a report can show them later."""
    folder.mkdir()
    for path in files:
        shutil.copyfile(path, folder / path.name)


def finish(work: Path, final: Path) -> None:
    """Put a whole, checked build on the shelf and serve it."""
    work.rename(final)
    point_latest(final.parent, final.name)


def point_latest(out: Path, build_id: str) -> None:
    """Name the build served, in one atomic step."""
    beside = out / f".{LATEST}.new"
    beside.write_text(build_id + "\n", encoding="utf-8")
    beside.replace(out / LATEST)


def note_failure(out: Path, error: FaroError) -> None:
    """Leave word of why the last attempt failed, for the quality page and ``faro status``."""
    beside = out / f".{FAILURE}.new"
    write_json(beside, {"at": now(), "message": str(error), "code": error.code})
    beside.replace(out / FAILURE)


def forget_failure(out: Path) -> None:
    """The last attempt succeeded: there is nothing to say."""
    (out / FAILURE).unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """Read one JSON file of a build."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write one JSON file, keys in order."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    path.write_text(text + "\n", encoding="utf-8")
