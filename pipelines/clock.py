"""The one clock: a day is Chile's day, wherever the server stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHILE = ZoneInfo("America/Santiago")
_watchers: ContextVar[tuple[list[date], ...]] = ContextVar("watchers", default=())


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in Chile: deadlines end there, not where the server stands."""
    day = now().astimezone(CHILE).date()
    rests_on(day)
    return day


@contextmanager
def watched() -> Iterator[list[date]]:
    """Give the days asked for inside: what was made of today is no longer right tomorrow."""
    days: list[date] = []
    token = _watchers.set((*_watchers.get(), days))
    try:
        yield days
    finally:
        _watchers.reset(token)


def rests_on(day: date) -> None:
    """Say that what is being made rests on a day being today.

    Args:
        day: The day in Chile.
    """
    for days in _watchers.get():
        days.append(day)


def day_of(moment: str | datetime) -> date:
    """Return the day in Chile of a moment.

    Args:
        moment: ISO text or datetime; one without an offset is UTC, as every moment kept is.
    """
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return aware(when).astimezone(CHILE).date()


def aware(moment: datetime) -> datetime:
    """Return a moment with its offset: SQLite keeps none, and all that is kept is UTC.

    Args:
        moment: With an offset or without one.
    """
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment(seconds: float) -> datetime:
    """Return the moment of a time stamp of a file, in UTC.

    Args:
        seconds: Since the epoch.
    """
    return datetime.fromtimestamp(seconds, UTC)
