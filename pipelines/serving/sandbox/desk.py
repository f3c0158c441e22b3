"""Whose query runs next: one at a time for each reader, and a place kept for those who ask little.

A reader whose last query was long takes only the places that are not kept; one whose query ran out
of time waits before the next, longer each time. So whoever asks a short question is answered,
however many others loop over long ones.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PLACES, KEPT = 3, 1
LONG_SECONDS = 2.0
REMEMBERED_SECONDS = 120.0
BACK_OFF_SECONDS, MOST_BACK_OFF_SECONDS = 5.0, 60.0
POLL_SECONDS = 0.02
_MOST_READERS = 10_000


class Refused(Exception):
    """There is no place: ``code`` is a word of refusals, ``seconds`` how long to wait."""

    def __init__(self, code: str, seconds: float = 0.0) -> None:
        self.code, self.seconds = code, seconds
        super().__init__(code)


@dataclass
class _Reader:
    running: int = 0
    long_until: float = 0.0
    timeouts: int = 0
    not_before: float = 0.0


class Desk:
    """The places where queries run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._readers: OrderedDict[str, _Reader] = OrderedDict()
        self._running = self._long = 0

    @property
    def is_busy(self) -> bool:
        """Whether no place but the kept one is free."""
        return self._running >= PLACES - KEPT

    @contextmanager
    def place(
        self, reader: str, patience: float, wait: Callable[[float], None] = lambda seconds: None
    ) -> Iterator[Callable[[], None]]:
        """Hold a place; what it gives is called when the query ran out of time.

        Args:
            reader: Who asks.
            patience: Seconds to wait for a place.
            wait: Called again and again with the seconds gone by.

        Yields:
            What is called when the query ran out of time.

        Raises:
            Refused: Another query of this reader runs (``one``), the reader has to wait after one
                that ran out of time (``rest``), or no place came free (``busy``).
        """
        began = self._clock()
        while not self._enter(reader):
            gone = self._clock() - began
            wait(gone)
            if gone > patience:
                raise Refused("busy")
            time.sleep(POLL_SECONDS)
        entered, spent = self._clock(), []
        try:
            yield lambda: spent.append(True)
        finally:
            self._leave(reader, self._clock() - entered, is_spent=bool(spent))

    def _enter(self, reader: str) -> bool:
        with self._lock:
            now, visitor = self._clock(), self._readers.setdefault(reader, _Reader())
            self._readers.move_to_end(reader)
            if visitor.running:
                raise Refused("one")
            if visitor.not_before > now:
                raise Refused("rest", visitor.not_before - now)
            is_long = visitor.long_until > now
            most = PLACES - KEPT if is_long else PLACES
            if self._running >= PLACES or (is_long and self._long >= most):
                return False
            visitor.running = 2 if is_long else 1
            self._running += 1
            self._long += is_long
            return True

    def _leave(self, reader: str, seconds: float, *, is_spent: bool) -> None:
        with self._lock:
            now, visitor = self._clock(), self._readers[reader]
            self._running -= 1
            self._long -= visitor.running == 2
            visitor.running = 0
            if seconds > LONG_SECONDS:
                visitor.long_until = now + REMEMBERED_SECONDS
            visitor.timeouts = visitor.timeouts + 1 if is_spent else 0
            if is_spent:
                rest = min(BACK_OFF_SECONDS * 2 ** (visitor.timeouts - 1), MOST_BACK_OFF_SECONDS)
                visitor.not_before = now + rest
            while len(self._readers) > _MOST_READERS:
                oldest, kept = next(iter(self._readers.items()))
                if kept.running:
                    break
                del self._readers[oldest]
