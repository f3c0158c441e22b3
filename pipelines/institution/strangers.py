"""What strangers do, written down line by line as far as that goes, and counted past it.

Whoever has not logged in may take what is out as often as the limits allow, and no name of theirs
is in any line. A line for each would let one of them fill the disk. So each network has a number
of lines in an hour, and all strangers together one; what is done past it is counted by what it
was, how it ended, of which build and from which network, and is one line when the hour is over.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

WHILE = timedelta(hours=1)
AGAIN = timedelta(minutes=1)  # until what could not be written down is tried again
LINES = 60  # of a network
ALL_LINES = 2_000  # of all strangers
NETWORKS = 500  # told apart among what is counted


class Act(NamedTuple):
    """What is counted as one.

    Attributes:
        what: A word of the audit log.
        outcome: How it ended.
        build_id: The build it was about.
        place: The network it came from; empty where too many were counted to tell them apart.
    """

    what: str
    outcome: str
    build_id: str
    place: str


class Tally:
    """What strangers did in the hour that goes on, in this process."""

    def __init__(self) -> None:
        self._hour: tuple[datetime, datetime] | None = None
        self._lines: Counter[str] = Counter()
        self._counted: Counter[Act] = Counter()
        self._lock = threading.Lock()

    def has_line(self, act: Act, at: datetime) -> bool:
        """Note an act; return whether it gets a line of its own, else it is counted.

        Args:
            act: What is done.
            at: The moment.
        """
        with self._lock:
            self._hour = self._hour or (at, at + WHILE)
            if self._lines[act.place] < LINES and self._lines.total() < ALL_LINES:
                self._lines[act.place] += 1
                return True
            if act not in self._counted and len(self._counted) >= NETWORKS:
                act = act._replace(place="")
            self._counted[act] += 1
            return False

    def take(self, at: datetime, *, is_end: bool = False) -> tuple[datetime, Counter[Act]]:
        """Take out what was counted in an hour that is over; the next one begins.

        Args:
            at: The moment.
            is_end: Whether the hour is over now, however long it was.

        Returns:
            Since when, and how often each act was counted; of an hour that goes on nothing.
        """
        with self._lock:
            since, until = self._hour or (at, at + WHILE)
            if since <= at < until and not is_end:
                return since, Counter()
            counted, self._counted = self._counted, Counter()
            self._hour, self._lines = None, Counter()
            return since, counted

    def put_back(self, since: datetime, counted: Counter[Act], at: datetime) -> None:
        """Count on what was taken out and could not be written down.

        Args:
            since: What :meth:`take` returned.
            counted: The same.
            at: The moment.
        """
        with self._lock:
            self._hour = since, at + AGAIN
            self._counted.update(counted)
