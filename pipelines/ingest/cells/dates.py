"""Dates and months as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from pipelines import clock as chile
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reading.values import EPOCH

Order = Literal["dmy", "mdy", "contradictory"]
ASSUMED = "day_first assumed"
# What decided a column that shows no order of its own: the one of the other dates of its sheet.
BESIDE: dict[Order, str] = {
    "dmy": "day_first_beside",
    "mdy": "month_first_beside",
    "contradictory": "contradictory_date_order",
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sep sept set september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONE = r"\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?"
_TIME = r"(?:[t ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?" + _ZONE + ")?"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})()")
_NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{2}|\d{4})" + _TIME)
_NAMED = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:o|er)?[-/. ]*(?:de )?([a-z]+)\.?[-/., ]*(?:del? )?(\d{2}|\d{4})"
    + _TIME
)
_MONTH = re.compile(
    r"([a-z]+)\.?[-/., ]*(?:del? )?(\d{4})|(\d{1,2})[-/.](\d{4})"
    r"|(\d{4})[-/. ]+([a-z]+)\.?|(\d{4})[-/.](\d{1,2})"
)
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SERIAL_YEARS = (1950, 2100)
_YEARS = (1900, 2101)
_WITNESSES = 3
# The clocks of Chile, its islands and the South: what they show is the hour there.
_OWN_CLOCKS = frozenset(timedelta(hours=-hours) for hours in range(3, 7))


@dataclass(frozen=True)
class WrittenDate:
    """One text date before day and month are told apart.

    Attributes:
        year: Four digits.
        first, second: Day and month as ordered in the text; month then day in ISO dates.
        clock: Hour, minute, second.
        fixed: Whether the text itself tells which is the month (it is then ``second``).
        elsewhere: How far east of Greenwich the clock is, where it is not one of Chile.
    """

    year: int
    first: int
    second: int
    clock: tuple[int, int, int]
    fixed: bool
    elsewhere: timedelta | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it is a moment as a clock elsewhere shows it, and no midnight for a day alone."""
        return self.elsewhere is not None and any(self.clock)


def read_date(text: str, epoch: datetime = EPOCH) -> WrittenDate | datetime | str:
    """Return the date written in ``text``, or the code of the problem.

    Digits alone are an Excel serial when they fall in 1950–2100 (a ``datetime`` is returned),
    or ``yyyymmdd``.

    Args:
        text: A cell as it came; accents, capitals and an apostrophe before it do not matter.
        epoch: Day 0 of the serial dates of the file.
    """
    plain = folded(text.strip().lstrip("'’").translate(_HYPHENS))
    if re.fullmatch(r"\d{5}([.,]\d+)?", plain):
        return serial_date(float(plain.replace(",", ".")), epoch) or "not_a_date"
    if match := _ISO.fullmatch(plain):
        year, _, month, day, *clock = match.groups()
        return WrittenDate(int(year), int(day), int(month), *_clock(clock, fixed=True))
    if match := _COMPACT.fullmatch(plain):
        return WrittenDate(int(match[1]), int(match[3]), int(match[2]), (0, 0, 0), True)
    if match := _NUMERIC.fullmatch(plain):
        first, _, second, year, *clock = match.groups()
        if len(year) == 2:
            return "two_digit_year"
        return WrittenDate(int(year), int(first), int(second), *_clock(clock, fixed=False))
    if (match := _NAMED.fullmatch(plain)) and match[2] in MONTHS:
        day, name, year, *clock = match.groups()
        if len(year) == 2:
            return "two_digit_year"
        return WrittenDate(int(year), int(day), MONTHS[name], *_clock(clock, fixed=True))
    return "no_day" if read_period(plain) else "not_a_date"


def read_period(value: object) -> str | None:
    """Return the month or the year that a cell says alone: ``2020-10``, ``2020``.

    Args:
        value: A cell as read: «octubre de 2020», «Oct-2020», «10/2020», «2020-10», 2020.

    Returns:
        None where it says a day as well, or is none of these.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.0f}" if value in range(*_YEARS) else None
    plain = folded(str(value).strip().lstrip("'’").translate(_HYPHENS))
    if re.fullmatch(r"\d{4}", plain):
        return plain if int(plain) in range(*_YEARS) else None
    if not (match := _MONTH.fullmatch(plain)):
        return None
    year = match[2] or match[4] or match[5] or match[7]
    month = read_month(match[1] or match[3] or match[6] or match[8])
    return f"{year}-{month:02}" if month else None


def _clock(
    parts: list[str | None], *, fixed: bool
) -> tuple[tuple[int, int, int], bool, timedelta | None]:
    """Return hour, minute and second, what is known of day and month, and where the clock is."""
    *written, zone = parts
    hour, minute, second = (int(part or 0) for part in written)
    if not zone:
        return (hour, minute, second), fixed, None
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (1 - 2 * ("-" in zone))
    is_own = east in _OWN_CLOCKS
    return (hour, minute, second), fixed, None if is_own else east


def serial_date(value: float, epoch: datetime = EPOCH) -> datetime | None:
    """Return the moment of a serial number counted from ``epoch``, if it falls in 1950–2100.

    Args:
        value: Days since then; what lies behind the point is the time of the day.
        epoch: Day 0 of the serial dates of the file.
    """
    try:
        moment = epoch + timedelta(seconds=round(value * 86400))
    except OverflowError:
        return None
    return moment if _SERIAL_YEARS[0] <= moment.year <= _SERIAL_YEARS[1] else None


def decide_order(
    dates: Iterable[WrittenDate], beside: Order | None = None
) -> tuple[Order, str | None]:
    """Decide whether a column writes day or month first.

    Day first, as everywhere in Chile, unless the column shows otherwise. A stray month-first
    date among day-first ones is a typing error of its own; month first needs several witnesses,
    or a column in which no other reading is possible; in between the column is refused. A column
    that shows nothing is written as the others of its sheet (``beside``).

    Args:
        dates: The dates of the column that are text; those that tell themselves do not count.
        beside: The order that the other dates of its sheet show; None where they show none.

    Returns:
        The order, and the rule with its evidence; no rule when no text leaves the order open.
    """
    open_ones = [d for d in dates if not d.fixed]
    day_first = {(d.first, d.second, d.year): d for d in open_ones if d.first > 12 >= d.second}
    month_first = {(d.first, d.second, d.year): d for d in open_ones if d.second > 12 >= d.first}
    doubtful = any(d.first != d.second and max(d.first, d.second) <= 12 for d in open_ones)
    if day_first and len(month_first) * _WITNESSES <= len(day_first):
        return "dmy", f"day_first evidence={_shown(next(iter(day_first.values())))}"
    if day_first and month_first:
        return "contradictory", "contradictory_date_order"
    if month_first:
        if doubtful and len(month_first) < _WITNESSES:
            return "contradictory", "contradictory_date_order"
        return "mdy", f"month_first evidence={_shown(next(iter(month_first.values())))}"
    if doubtful and beside:
        return beside, BESIDE[beside]
    return "dmy", ASSUMED if doubtful else None


def shown_by(rules: Iterable[str]) -> Order | None:
    """Return the order that some columns of a sheet show, ``None`` where none shows any.

    Args:
        rules: What decided each, as :func:`decide_order` says it.
    """
    orders: dict[str, Order] = {"day_first evidence": "dmy", "month_first evidence": "mdy"}
    shown = {order for rule in rules for start, order in orders.items() if rule.startswith(start)}
    return "contradictory" if len(shown) > 1 else next(iter(shown), None)


def are_swapped(dates: Iterable[WrittenDate], stored: Iterable[datetime]) -> bool:
    """Tell whether the program that stored dates may have taken their days for months.

    A program that opens days and months in the order it does not expect turns those up to 12
    round, and leaves the others as text: then every text has a number above 12 and no date stored
    has a day above it.

    Args:
        dates: The dates of a column that are text.
        stored: Those that the file stores as dates.
    """
    left = [max(d.first, d.second) > 12 for d in dates if not d.fixed]
    days = {moment.date() for moment in stored}
    small = all(day.day <= 12 for day in days)
    return bool(left) and all(left) and small and len(days) >= _WITNESSES


def _shown(written: WrittenDate) -> str:
    return f"{written.first:02}/{written.second:02}/{written.year}"


def as_moment(written: WrittenDate, order: Order, *, midnight_too: bool = False) -> datetime | str:
    """Return the moment in Chile, or the code of the problem.

    Args:
        written: A date in text.
        order: How its column is read; of no matter where the text itself tells which is the month.
        midnight_too: Whether a midnight elsewhere is a moment, and not how a day alone is written.
    """
    day, month = written.first, written.second
    if not written.fixed:
        if order == "contradictory":
            return "contradictory_date_order"
        if order == "mdy":
            day, month = month, day
    try:
        moment = datetime(written.year, month, day, *written.clock)
        if written.elsewhere is None or not (written.is_moment or midnight_too):
            return moment
        there = moment.replace(tzinfo=timezone(written.elsewhere))
        return there.astimezone(chile.CHILE).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return "impossible_date"


def read_month(value: object) -> int | None:
    """Return 1–12 from a month's name, abbreviation or number.

    Args:
        value: A cell as read. In Spanish or English, whole or short; ``3.0`` and «'03» are March.

    Returns:
        None where it is no month; a boolean is none.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return int(value) if value in range(1, 13) else None
    plain = folded(str(value)).rstrip(".").lstrip("'")
    if re.fullmatch(r"0?[1-9]|1[0-2]", plain):
        return int(plain)
    if re.fullmatch(r"([1-9]|1[0-2])[.,]0+", plain):
        return int(re.split(r"[.,]", plain)[0])
    return MONTHS.get(plain)
