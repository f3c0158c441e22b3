"""The day of an edition: of a file that comes again and again, each time with all there is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import clock
from pipelines.ingest.intake.model import Problem, problem
from pipelines.specs import Edition

_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


def with_edition(
    edition: Edition, typed: Mapping[str, pa.Array], file: str, size: int
) -> dict[str, pa.Array]:
    """Return the typed columns with the day of the edition in every row that does not say it.

    Args:
        edition: How the kind tells its day.
        typed: Typed columns of one sheet.
        file: Name of the file, whose date counts before the latest past one in the rows.
        size: Number of rows.
    """
    said = typed[edition.column]
    day = _day_in_name(file) or _latest([typed[name] for name in edition.latest_of])
    if said.null_count < len(said) or day is None:
        return dict(typed)
    return {**typed, edition.column: pa.repeat(pa.scalar(day, pa.date32()), size)}


def future_days(
    edition: Edition,
    typed: Mapping[str, pa.Array],
    headers: Mapping[str, str],
    rows: Sequence[int],
) -> list[Problem]:
    """Return one problem for each row whose edition, or an update it tells, is of a day to come.

    Args:
        edition: How the kind tells its day, and the days of update.
        typed: Typed columns of one sheet, with the day of the edition.
        headers: Column → header, of the columns there are.
        rows: Number of each row.
    """
    today = clock.today()
    found: dict[int, Problem] = {}
    for name in (edition.column, *edition.latest_of):
        for row, day in zip(rows, typed[name].to_pylist(), strict=True):
            if day and day > today and row not in found:
                found[row] = problem(
                    row, headers.get(name), "future_day", str(day), today=str(today)
                )
    return list(found.values())


def future_months(
    edition: Edition, typed: Mapping[str, pa.Array], headers: Mapping[str, str]
) -> list[Problem]:
    """Return what to say of an edition that marks months which had not begun on its day.

    No row is set apart for it: which marks hold nobody knows. The build leaves the whole edition
    out once they are more than a tenth of its marks of the year.

    Args:
        edition: How the kind tells its day, and its months.
        typed: Typed columns of one sheet, with the day of the edition.
        headers: Column → header, of the columns there are.
    """
    days, years = typed[edition.column].to_pylist(), typed[edition.year].to_pylist()
    ahead: list[tuple[int, str]] = []
    for number, name in enumerate(edition.months, 1):
        marks = zip(days, years, typed[name].to_pylist(), strict=True)
        ahead += [
            (row, name)
            for row, (day, year, marked) in enumerate(marks)
            if marked and day and year and date(int(year), number, 1) > day
        ]
    if not ahead:
        return []
    day = str(days[ahead[0][0]])
    where = headers.get(ahead[0][1], ahead[0][1])
    return [
        problem(None, where, "future_months", str(len(ahead)), scope="column",
                marks=len(ahead), day=day)
    ]  # fmt: skip


def _day_in_name(file: str) -> date | None:
    for found in _IN_NAME.finditer(PurePath(file).name):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            continue
    return None


def _latest(columns: list[pa.Array]) -> date | None:
    today = pa.scalar(clock.today(), pa.date32())
    past = [column.filter(pc.less_equal(column, today)) for column in columns]
    days = [day for column in past if (day := pc.max(column).as_py()) is not None]
    return max(days, default=None)
