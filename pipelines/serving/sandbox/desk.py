"""Whose query runs next: one at a time for each reader, and a place kept for those who ask little.

A reader whose last query was long takes only the places that are not kept; one whose query ran out
of time waits before the next, longer each time. Whoever is new may take the kept place, and leaves
it when the question turns out long: a loop that calls itself somebody new each time gains nothing.
So whoever asks a short question is answered, however many others loop over long ones. Who waits is
let in by turns, as they came: a place that comes free is no lottery.
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


@dataclass(eq=False)
class _Reader:
    is_running: bool = False
    long_until: float = 0.0
    timeouts: int = 0
    not_before: float = 0.0


class Seat:
    """The place of a query that runs.

    Attributes:
        entered: When it was taken.
        is_kept: Whether it is the one that is kept for short questions.
        is_spent: Whether its query ran out of time.
    """

    def __init__(self, desk: Desk, *, is_kept: bool) -> None:
        self._desk, self.is_kept, self.is_spent = desk, is_kept, False
        self.entered = desk.seconds()

    def ran_out(self) -> None:
        """Note that the query ran out of time."""
        self.is_spent = True

    def look(self) -> None:
        """See whether the query may go on.

        Raises:
            Refused: It is long, in the place that is kept for short ones (``short``).
        """
        if self.is_kept and self._desk.seconds() - self.entered > LONG_SECONDS:
            raise Refused("short", LONG_SECONDS)


class Desk:
    """The places where queries run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = clock
        self._lock = threading.Lock()
        self._readers: OrderedDict[str, _Reader] = OrderedDict()
        self._running = 0
        self._in_kept: Seat | None = None
        self._waiting: list[_Reader] = []  # the first one came first

    @property
    def is_busy(self) -> bool:
        """Whether no place but the kept one is free."""
        return self._running >= PLACES - KEPT

    @contextmanager
    def place(
        self, reader: str, patience: float, wait: Callable[[float], None] = lambda seconds: None
    ) -> Iterator[Seat]:
        """Hold a place.

        Args:
            reader: Who asks.
            patience: Seconds to wait for a place.
            wait: Called again and again with the seconds gone by.

        Yields:
            The place, which is asked whether the query may go on.

        Raises:
            Refused: Another query of this reader runs (``one``), the reader has to wait after one
                that ran out of time (``rest``), or no place came free (``busy``).
        """
        began, visitor = self.seconds(), self._arrived(reader)
        try:
            while (seat := self._enter(visitor)) is None:
                gone = self.seconds() - began
                wait(gone)
                if gone > patience:
                    raise Refused("busy")
                time.sleep(POLL_SECONDS)
        finally:
            with self._lock:
                self._waiting.remove(visitor)
        try:
            yield seat
        finally:
            self._leave(visitor, seat)

    def _arrived(self, reader: str) -> _Reader:
        with self._lock:
            visitor = self._readers.setdefault(reader, _Reader())
            self._readers.move_to_end(reader)
            self._waiting.append(visitor)
            return visitor

    def _may_enter(self, visitor: _Reader, now: float) -> bool:
        """Return whether there is a place for a reader, were there nobody else."""
        is_long = visitor.long_until > now
        return self._running < PLACES and not (is_long and self.is_busy)

    def _enter(self, visitor: _Reader) -> Seat | None:
        with self._lock:
            now = self.seconds()
            if visitor.is_running:
                raise Refused("one")
            if visitor.not_before > now:
                raise Refused("rest", visitor.not_before - now)
            able = (other for other in self._waiting if self._may_enter(other, now))
            if next(able, None) is not visitor:
                return None
            seat = Seat(self, is_kept=self._in_kept is None and self.is_busy)
            self._in_kept = seat if seat.is_kept else self._in_kept
            visitor.is_running = True
            self._running += 1
            return seat

    def _leave(self, visitor: _Reader, seat: Seat) -> None:
        with self._lock:
            now = self.seconds()
            if self._in_kept is not None:  # it is free again, or another is and stands for it
                self._in_kept.is_kept, self._in_kept = False, None
            self._running -= 1
            visitor.is_running = False
            if now - seat.entered > LONG_SECONDS:
                visitor.long_until = now + REMEMBERED_SECONDS
            visitor.timeouts = visitor.timeouts + 1 if seat.is_spent else 0
            if seat.is_spent:
                rest = min(BACK_OFF_SECONDS * 2 ** (visitor.timeouts - 1), MOST_BACK_OFF_SECONDS)
                visitor.not_before = now + rest
            while len(self._readers) > _MOST_READERS:
                oldest, kept = next(iter(self._readers.items()))
                if kept.is_running:
                    break
                del self._readers[oldest]
