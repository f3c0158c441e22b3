"""What pages show by address: kept by its digest while pages show it, the oldest going first.

An address never changes what it shows, so a browser may keep the answer. A page of a cache
(:func:`presentation.data.drawn`) is made once and shown often: what it put on a shelf is recorded
while it is made, and kept again each time it is shown.

What is shown of a build that is not out is kept for those who may see that build, until the same
is shown of one that everybody may see.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Generic, TypeVar

from pipelines import serving
from pipelines.errors import FaroError
from presentation.room import Room

Thing = TypeVar("Thing")
Kept = tuple["Shelf[Any]", str, Any]
SHELVES: dict[str, Shelf[Any]] = {}

_shown: ContextVar[str | None] = ContextVar("shown", default=None)
_records: ContextVar[tuple[list[Kept], ...]] = ContextVar("records", default=())


class Shelf(Generic[Thing]):
    """Things by their digest, up to a weight."""

    def __init__(self, room: int, *, name: str | None = None) -> None:
        """Make a shelf.

        Args:
            room: How much it holds, in the weights given to :meth:`keep`.
            name: By which :data:`SHELVES` knows it; what is recorded of it may be kept on disk.
        """
        self.name = name
        if name is not None:
            SHELVES[name] = self
        self._room: Room[tuple[Thing, str | None]] = Room(room)
        self._lock = Lock()

    def keep(self, digest: str, thing: Thing, weight: int) -> None:
        """Keep a thing as the last one shown.

        Args:
            digest: What it is asked for by.
            thing: What is kept.
            weight: What it counts of the room of its shelf.
        """
        for record in _records.get():
            record.append((self, digest, (thing, weight)))
        with self._lock:
            known = self._room.get(digest)
            is_out = _shown.get() is None or (known is not None and known[1] is None)
            build_id = None if is_out else known[1] if known else _shown.get()
            self._room.keep(digest, (known[0] if known else thing, build_id), weight)

    def get(self, digest: str) -> Thing | None:
        """Return what a page has shown, or None when it is gone or not out for whoever asks.

        Args:
            digest: What it is asked for by.
        """
        shelved = self._room.get(digest)
        if shelved is None or (shelved[1] is not None and not _may_see(shelved[1])):
            return None
        return shelved[0]


def _may_see(build_id: str) -> bool:
    try:
        serving.open(build_id)
    except FaroError:
        return False
    return True


def held() -> str | None:
    """Return the build that is shown now where it is not out, None where everybody may see it."""
    return _shown.get()


@contextmanager
def shown(build_id: str) -> Iterator[None]:
    """Keep what is shown inside as of a build.

    Args:
        build_id: The build.
    """
    token = _shown.set(None if serving.is_public(build_id) else build_id)
    try:
        yield
    finally:
        _shown.reset(token)


@contextmanager
def recorded() -> Iterator[list[Kept]]:
    """Record what is kept inside."""
    record: list[Kept] = []
    token = _records.set((*_records.get(), record))
    try:
        yield record
    finally:
        _records.reset(token)


def keep_again(record: list[Kept]) -> None:
    """Keep what was recorded, as shown again.

    Args:
        record: What was kept while a page was drawn, as :func:`recorded` noted it.
    """
    for shelf, digest, (thing, weight) in record:
        shelf.keep(digest, thing, weight)
