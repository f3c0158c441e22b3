"""Things kept up to a weight, those asked for longest ago going first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import pandas as pd

Thing = TypeVar("Thing")
LEAST = 100  # of whatever it is, its place among the others


class Room(Generic[Thing]):
    """Things by their name, up to a weight; for all threads."""

    def __init__(self, most: int) -> None:
        """Make an empty room.

        Args:
            most: How much it holds, in the weights given to :meth:`keep`.
        """
        self.most = most
        self.weight = 0
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable) -> Thing | None:
        """Return a thing, None where it was never kept or is gone.

        Args:
            name: What it was kept by.
        """
        with self._lock:
            if name not in self._things:
                return None
            self._things.move_to_end(name)
            return self._things[name][0]

    def keep(self, name: Hashable, thing: Thing, weight: int) -> None:
        """Keep a thing as the last one asked for, in the place of what had its name.

        Args:
            name: What it is asked for by.
            thing: What is kept; one that weighs more than all the room stays until the next.
            weight: What it counts.
        """
        with self._lock:
            self.weight += weight - self._things.pop(name, (None, 0))[1]
            self._things[name] = thing, weight
            while self.weight > self.most and len(self._things) > 1:
                self.weight -= self._things.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._things.clear()
            self.weight = 0


def weight_of(thing: Any) -> int:
    """Return about how many bytes something holds: mostly its characters.

    Args:
        thing: Text, numbers, tables, and what holds them.
    """
    if isinstance(thing, str | bytes):
        return LEAST + len(thing)
    if isinstance(thing, pd.DataFrame | pd.Series):
        return LEAST + int(thing.memory_usage().sum() if thing.ndim > 1 else thing.memory_usage())
    if isinstance(thing, dict):
        return LEAST + sum(weight_of(part) for pair in thing.items() for part in pair)
    if isinstance(thing, list | tuple | set | frozenset):
        return LEAST + sum(map(weight_of, thing))
    if is_dataclass(thing):
        return LEAST + sum(weight_of(getattr(thing, field.name)) for field in fields(thing))
    return LEAST
