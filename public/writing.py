"""The files of an edition: written beside the one that stands, what is the same taken over.

A page that says the same as in an earlier edition stays as it was, file and all: what it says of
itself (the edition, the day) is that of the edition it has been the same since.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import FaroError
from public.ledger import LEDGER, Ledger

_SHOWN = re.compile(rb"<!--edition-->.*?<!--/edition-->", re.DOTALL)
HEAD = 4096  # bytes of a picture that hold what it says of itself
TEXTS = (".html", ".json", ".xml", ".csv", ".txt")


@dataclass
class Folder:
    """A folder being filled, beside the edition that stands.

    Attributes:
        new: The folder being filled.
        old: The edition that stands; it need not be there.
        before: Its ledger.
        build_id: The build of the new one.
        day: Its day.
        barred: Builds of earlier editions of which nothing may be in the new one.
    """

    new: Path
    old: Path
    before: Ledger
    build_id: str
    day: str
    barred: frozenset[str] = frozenset()

    def emit(self, path: str, body: bytes) -> bool:
        """Write a file, or take over the one that says the same; return whether it is new.

        Args:
            path: Where it stands in the folder.
            body: Its bytes.
        """
        target = self.new / path
        target.parent.mkdir(parents=True, exist_ok=True)
        stands, of = self.old / path, self._of(path)
        if of and stands.is_file() and self._equal(path, of, stands.read_bytes(), body):
            link(stands, target)
            return False
        target.write_bytes(body)
        return True

    def take(self, path: str, sign: bytes) -> bool:
        """Take over a picture of the edition that stands, where it was made of the same.

        Args:
            path: Where it stands.
            sign: What it says of what it was made of, near its beginning.

        Returns:
            Whether it was.
        """
        stands = self.old / path
        if not self._of(path) or not stands.is_file():
            return False
        with stands.open("rb") as file:
            if sign not in file.read(HEAD):
                return False
        link(stands, self.new / path)
        return True

    def _of(self, path: str) -> tuple[str, str] | None:
        """Return build and day of what stands at a path; None where nothing of it may be here."""
        known = self.before.history.get(path)
        of = known[-1] if known else self.before
        return None if of.build_id in self.barred else (of.build_id, of.day)

    def _equal(self, path: str, of: tuple[str, str], old: bytes, new: bytes) -> bool:
        if old == new or not path.endswith(TEXTS):
            return old == new
        return _without_edition(old, *of) == _without_edition(new, self.build_id, self.day)


def _without_edition(body: bytes, build_id: str, day: str) -> bytes:
    """Return what a file says, whichever edition it is of."""
    body = _SHOWN.sub(b"", body)
    return body.replace(build_id.encode(), b"@build").replace(day.encode(), b"@day")


def link(stands: Path, target: Path) -> None:
    """Take a file over as it is, where none is yet: the same one if the disk can, else a copy.

    Args:
        stands: The file.
        target: Where it is to stand too.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(stands, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(stands, target)


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """Give a folder to fill; it takes the place of ``out`` when all went well.

    Args:
        out: Where the edition is to stand.

    Raises:
        FaroError: ``out`` holds something that is no edition, or cannot be written, or another
            run is writing it (``busy``).
    """
    if out.exists() and not out.is_dir():
        raise _bad(out, "a file stands where the edition should be")
    if out.is_dir() and any(out.iterdir()) and not (out / LEDGER).is_file():
        raise _bad(out, "this folder holds something that is no edition of Faro")
    new, gone = (out.with_name(f".{out.name}.{what}") for what in ("new", "old"))
    try:
        with _held(new):
            if gone.is_dir() and not out.exists():
                gone.rename(out)  # a run that was killed between two names
            yield new
            _swap(new, out, gone)
    except OSError as error:
        raise FaroError(
            f"the edition cannot be written: {error.strerror or error}",
            where=str(error.filename or out),
            fix="Make room or choose another folder with --out; what stood there still stands",
            code="bad_target",
        ) from error


@contextmanager
def _held(new: Path) -> Iterator[None]:
    """Hold an empty folder for one run: it is its own lock, which goes with the process.

    What a killed run left in it is cleared; nothing of it stays where all went not well.
    """
    new.mkdir(parents=True, exist_ok=True)
    handle = os.open(new, os.O_RDONLY)

    def is_ours() -> bool:
        return new.is_dir() and os.path.samestat(os.fstat(handle), new.stat())

    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _busy(new) from error
        if not is_ours():  # the run that held it has just put it in its place
            raise _busy(new)
        for left in new.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
        try:
            yield
        finally:
            if is_ours():
                shutil.rmtree(new, ignore_errors=True)
    finally:
        os.close(handle)


def _busy(new: Path) -> FaroError:
    return FaroError(
        "another run is writing this edition",
        where=str(new),
        fix="Wait for it to end, or choose another folder with --out",
        code="busy",
    )


def _swap(new: Path, out: Path, gone: Path) -> None:
    """Put a folder in the place of another; the other comes back where that cannot be."""
    shutil.rmtree(gone, ignore_errors=True)
    if out.is_dir():
        out.rename(gone)
    try:
        new.rename(out)
    except OSError:
        if gone.is_dir():
            gone.rename(out)
        raise
    shutil.rmtree(gone, ignore_errors=True)


def _bad(out: Path, what: str) -> FaroError:
    return FaroError(
        what, where=str(out), fix="Choose another folder with --out", code="bad_target"
    )
