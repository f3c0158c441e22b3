"""The folder of the builds: one lock, finished builds side by side, LATEST naming the one served.

Nothing here knows what a build contains. A build is made in a hidden folder and renamed when it
is whole; LATEST is replaced in one atomic step; a process that is killed leaves only a hidden
folder, which the next build sweeps away.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from pipelines import atomic, clock
from pipelines.errors import FaroError
from pipelines.serving import digests
from pipelines.serving.shelf import FAILURE, LATEST, builds, folders

INGREDIENTS = "ingredients.json"  # what a build was made of, and its measures
_UNFINISHED = ".building-"
_DOCS = ".docs"  # an ending that no build's name can have


def now() -> str:
    """Return the present moment in UTC, to the second."""
    return clock.now().isoformat(timespec="seconds")


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder for one build at a time; the lock goes with the process.

    Args:
        out: Folder of the builds; made where it is not there.

    Raises:
        FaroError: Another build is running (``busy``), or nothing can be written there (``disk``).
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise of_the_disk(error, out) or error from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FaroError(
                "another build is running", where=str(out), fix="Wait for it to end", code="busy"
            ) from error
        with _tidying(out):
            for leftover in out.glob(f"{_UNFINISHED}*"):
                shutil.rmtree(leftover)
        _put_docs_beside(out)
        yield
    finally:
        os.close(handle)


@contextmanager
def _tidying(out: Path) -> Iterator[None]:
    """Wait until nobody else puts beside the builds or sweeps there what is on its way, or gone.

    A build is judged while the next is made, by a process that does not hold the lock: what it
    writes or takes away stands under the names that a build sweeps.
    """
    handle = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks: as if alone
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


_OF_THE_DISK = {
    errno.ENOSPC: (
        "there is no room left on the disk",
        "Make room (`faro prune --keep 3` removes all builds but three) and run `faro build` again",
        "no queda espacio en el disco. Libere espacio (`faro prune --keep 3` quita todas las "
        "ediciones menos tres) y ejecute `faro build` de nuevo",
    ),
    errno.EDQUOT: (
        "the quota of this disk is used up",
        "Make room (`faro prune --keep 3` removes all builds but three) and run `faro build` again",
        "se agotó la cuota de este disco. Libere espacio (`faro prune --keep 3` quita todas las "
        "ediciones menos tres) y ejecute `faro build` de nuevo",
    ),
    errno.EROFS: (
        "this disk can only be read",
        "Name a folder that can be written with --out or FARO_CURATED",
        "este disco es de solo lectura. Indique con --out o FARO_CURATED una carpeta donde se "
        "pueda escribir",
    ),
    errno.EACCES: (
        "whoever runs this may not write here",
        "Give them the right, or name another folder with --out or FARO_CURATED",
        "quien ejecuta esto no puede escribir aquí. Dele permiso o indique otra carpeta con --out "
        "o FARO_CURATED",
    ),
}


def of_the_disk(error: BaseException, out: Path) -> FaroError | None:
    """Return in words that the folder of the builds cannot be written; None for any other error.

    Libraries raise errors of their own, with the system's words in them.

    Args:
        error: What was raised.
        out: Folder of the builds.
    """
    number = error.errno if isinstance(error, OSError) else None
    for known, (what, fix, es) in _OF_THE_DISK.items():
        if known == number or (number is None and os.strerror(known) in str(error)):
            return FaroError(what, where=str(out), fix=fix, code="disk", es=es)
    return None


@contextmanager
def begun(out: Path, build_id: str) -> Iterator[Path]:
    """Make the hidden folder in which a build is made; what fails leaves nothing of it.

    Args:
        out: Folder of the builds.
        build_id: The build.

    Yields:
        The folder, with ``tables`` and ``raw`` in it.

    Raises:
        OSError: The folder cannot be made.
    """
    work = begin(out, build_id)
    try:
        yield work
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def begin(out: Path, build_id: str) -> Path:
    """Make the hidden folder in which a build is made.

    Args:
        out: Folder of the builds.
        build_id: The build.

    Returns:
        The folder, with ``tables`` and ``raw`` in it.
    """
    work = out / f"{_UNFINISHED}{build_id}"
    (work / "tables").mkdir(parents=True)
    (work / "raw").mkdir()
    return work


def keep(files: Iterable[Path], folder: Path) -> None:
    """Copy the rules that made the tables beside them, so that a report can show them later.

    Args:
        files: The SQL files and steps.
        folder: Where they go; it may not be there yet.
    """
    folder.mkdir()
    for path in files:
        shutil.copyfile(path, folder / path.name)


def finish(work: Path, final: Path) -> None:
    """Put a whole, checked build on the shelf and serve it, in place of one of the same name.

    Args:
        work: The hidden folder.
        final: Where the build stands from now on.
    """
    with _tidying(final.parent):
        gone = _set_aside(final) if final.exists() else None
        work.rename(final)
        point_latest(final.parent, final.name)
        if gone is not None:
            shutil.rmtree(gone)


def withdraw(folder: Path, why: FaroError) -> None:
    """Take back a build that proved unsound once it was served; the newest other is served again.

    Args:
        folder: The build.
        why: What is told of it.
    """
    out = folder.parent
    others = [str(made["build_id"]) for made in builds(out) if made["build_id"] != folder.name]
    if not others:
        (out / LATEST).unlink(missing_ok=True)
    elif (out / LATEST).read_text(encoding="utf-8").strip() == folder.name:
        point_latest(out, others[0])
    remove(folder)
    note_failure(out, why)


def remove(folder: Path) -> None:
    """Take a build off the shelf in one step, then its docs; whoever has it open reads on.

    Args:
        folder: Of the build.
    """
    with _tidying(folder.parent):
        shutil.rmtree(_set_aside(folder))
        if docs_of(folder).is_dir():
            shutil.rmtree(_set_aside(docs_of(folder)))


def docs_of(folder: Path) -> Path:
    """Return where the Data Docs of a build stand: beside it, for they come once it is served.

    They are a rendering that no manifest holds. Where they are, Great Expectations has confirmed
    the build.

    Args:
        folder: Of the build.
    """
    return folder.with_name(f"{folder.name}{_DOCS}")


def put_docs(docs: Path, folder: Path) -> None:
    """Put Data Docs beside their build in one step, in place of any that are there.

    Args:
        docs: Where they were written.
        folder: Of the build; nothing is put beside one that is gone.
    """
    if not folder.parent.is_dir():
        return
    with _tidying(folder.parent):
        if not folder.is_dir():
            return
        whole = folder.with_name(f"{_UNFINISHED}{folder.name}{_DOCS}")
        shutil.copytree(docs, whole)
        if docs_of(folder).is_dir():
            shutil.rmtree(_set_aside(docs_of(folder)))
        whole.rename(docs_of(folder))


def _put_docs_beside(out: Path) -> None:
    """Take Data Docs out of builds of before, where no digest was held of them."""
    for folder in folders(out):
        if (folder / "docs").is_dir() and not docs_of(folder).exists():
            with suppress(FaroError):  # damaged: `faro verify` says so
                written = digests.manifest_of(folder).get(digests.FILES, ())
                if not any(name.startswith("docs/") for name in written):
                    (folder / "docs").rename(docs_of(folder))


def _set_aside(folder: Path) -> Path:
    """Hide a build from readers; what a kill leaves of it is swept by the next build."""
    return folder.rename(folder.parent / f"{_UNFINISHED}gone-{folder.name}")


def point_latest(out: Path, build_id: str) -> None:
    """Name the build served, in one atomic step.

    Args:
        out: Folder of the builds.
        build_id: The build served from now on.
    """
    atomic.write(out / LATEST, f"{build_id}\n".encode(), mode=0o644)


def note_failure(out: Path, error: FaroError) -> None:
    """Leave word of why the last attempt failed, for the quality page and ``faro status``.

    Args:
        out: Folder of the builds.
        error: Why it failed.
    """
    with suppress(OSError):  # a full disk has no room for it, and the failure is told all the same
        content = {"at": now(), "message": str(error), "code": error.code}
        atomic.write(out / FAILURE, json_text(content).encode(), mode=0o644)


def forget_failure(out: Path) -> None:
    """The last attempt succeeded: there is nothing to say.

    Args:
        out: Folder of the builds.
    """
    (out / FAILURE).unlink(missing_ok=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write one JSON file, keys in order.

    Args:
        path: The file.
        content: What JSON can hold; anything else is written as text.
    """
    path.write_text(json_text(content), encoding="utf-8")


def json_text(content: Mapping[str, Any]) -> str:
    """Return content as JSON, keys in order.

    Args:
        content: What JSON can hold; anything else is written as text.
    """
    in_order = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    # With line ends json writes ten times as slowly, in Python.
    return to_json(from_json(in_order), indent=1, inf_nan_mode="constants").decode() + "\n"
