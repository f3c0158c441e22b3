"""What pages show by address: kept by its digest while pages show it, the oldest going first.

An address never changes what it shows, so a browser may keep the answer. A page of a cache
(:func:`presentation.data.drawn`) is made once and shown often: what it put on a shelf is recorded
while it is made, and kept again each time it is shown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")
Kept = tuple["Shelf[Any]", str, Any]

_records: ContextVar[tuple[list[Kept], ...]] = ContextVar("records", default=())


class Shelf(Generic[Thing]):
    """Things by their digest, up to a weight."""

    def __init__(self, room: int) -> None:
        """Make a shelf.

        Args:
            room: How much it holds, in the weights given to :meth:`keep`.
        """
        self.room = room
        self.weight = 0
        self._things: OrderedDict[str, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def keep(self, digest: str, thing: Thing, weight: int = 1) -> None:
        """Keep a thing as the last one shown."""
        for record in _records.get():
            record.append((self, digest, (thing, weight)))
        with self._lock:
            if digest not in self._things:
                self._things[digest] = thing, weight
                self.weight += weight
            self._things.move_to_end(digest)
            while self.weight > self.room and len(self._things) > 1:
                self.weight -= self._things.popitem(last=False)[1][1]

    def get(self, digest: str) -> Thing | None:
        """Return what a page has shown, or None when it is gone."""
        found = self._things.get(digest)
        return found[0] if found else None


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
    """Keep what was recorded, as shown again."""
    for shelf, digest, (thing, weight) in record:
        shelf.keep(digest, thing, weight)
