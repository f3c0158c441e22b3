"""What costs much is made once at a time: who asks for the same waits for it, few are made at once.

A line that is full is told at once, so that waiting requests never take the threads of small ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from pipelines.errors import FaroError

Made = TypeVar("Made")
BUSY = "busy"
AT_ONCE = 2
MOST_WAITING = 8
PATIENCE_SECONDS = 60.0


class Turns:
    """One making of a key at a time, and only some of all."""

    def __init__(self, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Any]] = {}
        self._waiting, self._most_waiting = 0, most_waiting

    def once(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` gives, made by whoever asked for the key first.

        Args:
            key: What is made; two that ask for the same get the same.
            make: Makes it.

        Raises:
            FaroError: Too many wait already (``busy``), or whatever the making raised.
        """
        with self._lock:
            under_way = self._under_way.get(key)
            if self._waiting >= self._most_waiting:
                raise busy()
            if under_way is None:
                mine = self._under_way[key] = Future()
            self._waiting += 1
        try:
            if under_way is not None:
                return under_way.result(PATIENCE_SECONDS)
            return self._make(key, make, mine)
        except TimeoutError as error:
            raise busy() from error
        finally:
            with self._lock:
                self._waiting -= 1

    def _make(self, key: str, make: Callable[[], Made], mine: Future[Any]) -> Made:
        try:
            if not self._free.acquire(timeout=PATIENCE_SECONDS):
                raise busy()
            try:
                made = make()
            finally:
                self._free.release()
            mine.set_result(made)
            return made
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]


def busy() -> FaroError:
    """Return the error that says that too much is being made."""
    return FaroError(
        "too many files are being made just now",
        fix="Try again in a few seconds",
        code=BUSY,
        es="se están preparando demasiados archivos. Intente de nuevo en unos segundos",
    )
