"""Chilean working days: which day counts, and which one is the tenth of its month.

Active transparency is taken as due within the first ten working days of the month; no source on
record prints that day (S004 says only «publicación mensual»). A day is no
working day on Saturdays, Sundays and national holidays; holidays of one region or comuna are not
counted. Years to come are as the law stands today: a holiday that is declared later comes in with
the next release of ``holidays``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator

import duckdb
import holidays
import pyarrow as pa

from pipelines import specs

FIRST_YEAR = 2012
DAYS = pa.schema(
    [
        ("date", pa.date32()),
        ("year", pa.int32()),
        ("month", pa.int32()),
        ("is_working_day", pa.bool_()),
        ("holiday_es", pa.string()),
        ("holiday_en", pa.string()),
        ("working_day_of_month", pa.int32()),
    ]
)


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the calendar, as :func:`days` does.

    Args:
        connection: Not asked: it reads no table.
    """
    return days()


def days(first_year: int = FIRST_YEAR, last_year: int | None = None) -> pa.Table:
    """Return one row a day, with its place among the working days of its month.

    What happens on a day that does not count is taken as done on the next one that does.

    Args:
        first_year: First year of the calendar.
        last_year: Last year of the calendar; that of the thresholds when None.

    Returns:
        Columns of :data:`DAYS`; ``working_day_of_month`` starts at 1.
    """
    last_year = last_year or specs.thresholds().last_year
    years = range(first_year, last_year + 1)
    spanish = holidays.country_holidays("CL", years=years, language="es")
    english = holidays.country_holidays("CL", years=years, language="en_US")
    rows = [
        {
            "date": day,
            "year": day.year,
            "month": day.month,
            "is_working_day": counts,
            "holiday_es": spanish.get(day),
            "holiday_en": english.get(day),
            "working_day_of_month": place,
        }
        for day, counts, place in _placed(first_year, last_year, spanish)
    ]
    return pa.Table.from_pylist(rows, schema=DAYS)


def _placed(
    first_year: int, last_year: int, free: Container[dt.date]
) -> Iterator[tuple[dt.date, bool, int]]:
    day, gone = dt.date(first_year, 1, 1), 0
    while day.year <= last_year:
        if day.day == 1:
            gone = 0
        counts = day.weekday() < 5 and day not in free
        yield day, counts, gone + 1
        gone += counts
        day += dt.timedelta(days=1)
