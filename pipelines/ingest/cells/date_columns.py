"""Date cells of a column → dates or moments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from pipelines.ingest.cells import dates, numbers
from pipelines.ingest.cells.states import Refused

_DATE_YEARS = (1900, 2100)


def parse_dates(content: list[Any], context: Any) -> list[object]:
    """Return dates, or datetimes for ``timestamp``.

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: What is known of the column: its type, bounds (dates or years; 1900 and 2100
            without), the epoch of the file and the order of the dates beside it. What decided the
            order is added to its rules.

    Returns:
        One a cell, in order: a date or a moment, or why it is refused.
    """
    read = [_date_cell(value, context.epoch) for _, value, _ in content]
    order, rule = dates.decide_order(
        (r for r in read if isinstance(r, dates.WrittenDate)), context.beside
    )
    if rule:
        context.rules.append(rule)
    serials = (
        f"serial_text evidence={value} day={cell:%Y-%m-%d} since={context.epoch:%Y}"
        for (_, value, _), cell in zip(content, read, strict=True)
        if isinstance(value, str) and isinstance(cell, datetime)
    )
    context.rules += [*serials][:1]
    moments = [r for r in read if isinstance(r, dates.WrittenDate) and r.is_moment]
    has_moments = bool(moments)
    if has_moments:
        context.rules.append(f"from_elsewhere count={len(moments)}")
    stored = [cell for cell in read if isinstance(cell, datetime)]
    swapped = dates.are_swapped((r for r in read if isinstance(r, dates.WrittenDate)), stored)
    low, high = _moment(context.minimum, _DATE_YEARS[0]), _moment(context.maximum, _DATE_YEARS[1])
    results: list[object] = []
    for cell in read:
        moment: datetime | str
        if isinstance(cell, dates.WrittenDate):
            moment = dates.as_moment(cell, order, midnight_too=has_moments)
        else:
            moment = cell
        if isinstance(moment, str):
            results.append(Refused(moment))
        elif not low.date() <= moment.date() <= high.date():
            results.append(Refused("out_of_range"))
        elif swapped and isinstance(cell, datetime) and cell.day != cell.month:
            results.append(Refused("swapped_date"))
        else:
            results.append(moment if context.type == "timestamp" else moment.date())
    return results


def parse_periods(content: list[Any], context: Any) -> list[object]:
    """Return days, months and years as ISO texts, each as exact as it was written.

    Args:
        content: The distinct cells that hold something, as for :func:`parse_dates`.
        context: What is known of the column; its bounds are years.

    Returns:
        One a cell, in order: ``2020-10-05``, ``2020-10`` or ``2020``, or why it is refused.
    """
    alone = [dates.read_period(value) for _, value, _ in content]
    days = iter(parse_dates([c for c, a in zip(content, alone, strict=True) if not a], context))
    low, high = _moment(context.minimum, _DATE_YEARS[0]), _moment(context.maximum, _DATE_YEARS[1])
    results: list[object] = []
    for period in alone:
        if period is None:
            day = next(days)
            results.append(day.isoformat() if isinstance(day, date) else day)
        else:
            within = low.year <= int(period[:4]) <= high.year
            results.append(period if within else Refused("out_of_range"))
    return results


def _date_cell(value: object, epoch: datetime) -> dates.WrittenDate | datetime | str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str):
        return dates.read_date(value, epoch)
    number = numbers.native_number(value)
    return (number is not None and dates.serial_date(float(number), epoch)) or "not_a_date"


def _moment(bound: object, default: int) -> datetime:
    """Return a bound given as a date, a year, or not at all (``default`` year)."""
    if isinstance(bound, datetime):
        return bound
    if isinstance(bound, date):
        return datetime.combine(bound, time())
    year = int(bound) if isinstance(bound, (int, float)) else default
    return datetime(year, 1, 1) if default == _DATE_YEARS[0] else datetime(year, 12, 31)
