"""The files of an edition: written beside the one that stands, what is the same taken over.

A page that says the same as in an earlier edition stays as it was, file and all: what it says of
itself (the edition, the day) is that of the edition it has been the same since.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import FaroError
from pipelines.institution.releases import Holding

LEDGER = "site.json"
_SHOWN = re.compile(rb"<!--edition-->.*?<!--/edition-->", re.DOTALL)
HEAD = 4096  # bytes of a picture that hold what it says of itself
TEXTS = (".html", ".json", ".xml", ".csv", ".txt")


class Past(NamedTuple):
    """An edition published.

    Attributes:
        at: Its turn among all that stood here.
        build_id: Its build.
        day: The day of the build.
        is_marked: Whether it shows simulated figures, marked as such.
        rounds: The rounds it holds, for when its build is on the shelf no more; None where it was
            published before that was kept, or cannot say.
        datasets: The same of what it was made from.
    """

    at: int
    build_id: str
    day: str
    is_marked: bool
    rounds: list[str] | None = None
    datasets: list[str] | None = None

    @classmethod
    def of(cls, at: int, build_id: str, day: str, held: Holding, *, is_marked: bool) -> Past:
        """Return the edition of a build that holds this.

        Args:
            at: Its turn among all that stood here.
            build_id: The build.
            day: The day of the build.
            held: Rounds and data sets that the build holds.
            is_marked: Whether it shows simulated figures, marked as such.
        """
        rounds = None if held.rounds is None else sorted(held.rounds)
        datasets = None if held.datasets is None else sorted(held.datasets)
        return cls(at, build_id, day, is_marked, rounds, datasets)

    @property
    def held(self) -> Holding:
        """What its build holds, as the release calendar names it."""
        rounds = None if self.rounds is None else frozenset(self.rounds)
        datasets = None if self.datasets is None else frozenset(self.datasets)
        return Holding(self.build_id, rounds, datasets)


class Said(NamedTuple):
    """What a page said from an edition on.

    Attributes:
        at: The turn of the edition.
        build_id: Its build.
        day: The day of the build.
        title: What the page was called.
        lead: What it said first.
    """

    at: int
    build_id: str
    day: str
    title: str
    lead: str


@dataclass
class Ledger:
    """What is known of an edition and those before it.

    Attributes:
        build_id: Its build.
        day: The day of the build.
        base: The address it was made for.
        history: By path of a page: what it said, oldest first, once for each build.
        gone: The same of pages that are no longer there.
        editions: Every edition, oldest first, once for each build.
    """

    build_id: str = ""
    day: str = ""
    base: str = ""
    history: dict[str, list[Said]] = field(default_factory=dict)
    gone: dict[str, list[Said]] = field(default_factory=dict)
    editions: list[Past] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Ledger:
        """Return the ledger of a folder; an empty one where there is none.

        Args:
            folder: Of an edition.

        Raises:
            FaroError: It cannot be read.
        """
        path = folder / LEDGER
        if not path.is_file():
            return cls()
        try:
            kept = json.loads(path.read_text("utf-8"))
            history, gone = (
                {name: [Said(*fields) for fields in made] for name, made in kept[part].items()}
                for part in ("history", "gone")
            )
            editions = [Past(*fields) for fields in kept["editions"]]
            return cls(kept["build_id"], kept["day"], kept["base"], history, gone, editions)
        except (ValueError, KeyError, TypeError) as error:
            raise FaroError(
                "this is not the ledger of an edition",
                where=str(path),
                fix="Move the folder away, or choose another with --out",
                code="bad_site",
            ) from error

    def write(self, folder: Path) -> None:
        """Write it into a folder.

        Args:
            folder: Of the edition.
        """
        content = {
            "build_id": self.build_id,
            "day": self.day,
            "base": self.base,
            "editions": self.editions,
            "history": dict(sorted(self.history.items())),
            "gone": dict(sorted(self.gone.items())),
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        (folder / LEDGER).write_text(text, "utf-8")


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
