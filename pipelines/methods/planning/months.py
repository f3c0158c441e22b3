"""Whole months of the calendar: the unit of a plan.

A month is counted from year zero (``2025 * 12 + 2`` is March 2025). A tool that takes three months
from March 2025 occupies March, April and May: it starts on 1 March and ends on 31 May, however
many days its months have. Days that fall inside a month go to the nearest border between months.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from pipelines.errors import FaroError

FIRST, LAST = 2009 * 12, 2049 * 12 + 11
_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_of(day: date) -> int:
    """Return the month a day falls in.

    Args:
        day: Any day.

    Returns:
        Months since year zero.

    Example:
        >>> month_of(date(2025, 3, 31)) - month_of(date(2025, 2, 1))
        1
    """
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month.

    Args:
        month: Months since year zero.
    """
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Return the last day of a month.

    Args:
        month: Months since year zero.

    Example:
        >>> last_day(month_of(date(2024, 2, 1)))
        datetime.date(2024, 2, 29)
    """
    year, at = month // 12, month % 12 + 1
    return date(year, at, calendar.monthrange(year, at)[1])


def starting(day: date) -> int:
    """Return the first month of something that starts on a day: this one up to the 15th.

    Args:
        day: The day it starts.

    Returns:
        Months since year zero.

    Example:
        >>> starting(date(2025, 3, 16)) - month_of(date(2025, 3, 16))
        1
    """
    return month_of(day) + (day.day > 15)


def ending(day: date) -> int:
    """Return the last month of something that ends on a day.

    What starts the day after begins in the month that follows, so that two tools in a row never
    share a month.

    Args:
        day: Its last day.

    Returns:
        Months since year zero.

    Example:
        >>> ending(date(2025, 3, 14)) == month_of(date(2025, 2, 1))
        True
    """
    return starting(day + timedelta(days=1)) - 1


def read(text: str) -> int:
    """Return the month written as ``2025-03``.

    Args:
        text: Year and month, blanks around them aside.

    Returns:
        Months since year zero.

    Raises:
        FaroError: It is not a month written so, or it is out of 2009–2049 (``bad_month``).
    """
    match = _WRITTEN.fullmatch(text.strip())
    month = int(match[1]) * 12 + int(match[2]) - 1 if match else -1
    if not FIRST <= month <= LAST:
        raise FaroError(
            f"{text[:20]!r} is no month",
            fix="Write year and month, as 2025-03, between 2009 and 2049",
            es=f"«{text[:20]}» no es un mes. Escriba año y mes, como 2025-03, entre 2009 y 2049",
            code="bad_month",
        )
    return month


def write(month: int) -> str:
    """Return a month as ``2025-03``.

    Args:
        month: Months since year zero.
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
