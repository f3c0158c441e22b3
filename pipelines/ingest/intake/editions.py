"""The day of an edition: of a file that comes again and again, each time with all there is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath

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
    days = typed[edition.column]
    day = _day_in_name(file) or _latest([typed[name] for name in edition.latest_of])
    if days.null_count < len(days) or day is None:
        return dict(typed)
    return {**typed, edition.column: pa.repeat(pa.scalar(day, pa.date32()), size)}


def untimely(
    edition: Edition,
    typed: Mapping[str, pa.Array],
    headers: Mapping[str, str],
    rows: Sequence[int],
) -> list[Problem]:
    """Return one problem for each row that tells of a time after its edition, or of one to come.

    Nothing can have been updated, and no year audited, after the day of the edition that says so;
    and no edition is of a day that has not come.

    Args:
        edition: How the kind tells its day, the days of update, and the year audited.
        typed: Typed columns of one sheet, with the day of the edition.
        headers: Column → header, of the columns there are.
        rows: Number of each row.
    """
    today = clock.today()
    dates = zip(*(typed[name].to_pylist() for name in _dated(edition)), strict=True)
    problems = []
    for row, (year, day, *updates) in zip(rows, dates, strict=True):
        named_days = [(day, edition.column), *zip(updates, edition.latest_of, strict=True)]
        to_come = next(
            ((moment, name) for moment, name in named_days if moment and moment > today), None
        )
        later = next(
            ((moment, name) for moment, name in named_days if moment and day and moment > day), None
        )
        if to_come:
            moment, name = to_come
            now = {"today": str(today)}
            problems.append(problem(row, headers.get(name), "future_day", str(moment), **now))
        elif later:
            moment, name = later
            now = {"day": str(day)}
            problems.append(
                problem(row, headers.get(name), "update_after_edition", str(moment), **now)
            )
        elif year and day and year > day.year:
            where, now = headers.get(edition.year), {"day": str(day)}
            problems.append(problem(row, where, "year_after_edition", str(year), **now))
    return problems


def _dated(edition: Edition) -> tuple[str, ...]:
    return (edition.year, edition.column, *edition.latest_of)


def doubts(
    edition: Edition, typed: Mapping[str, pa.Array], headers: Mapping[str, str]
) -> list[Problem]:
    """Return what to say of the marks of an edition as a whole; no row is set apart for it.

    Marks of months that had not begun on its day: which hold nobody knows, and the build leaves
    the whole edition out once they are more than a tenth of its marks of the year. Marks of no
    year at all: of which months they are, nobody knows.

    Args:
        edition: How the kind tells its day, its year and its months.
        typed: Typed columns of one sheet, with the day of the edition.
        headers: Column → header, of the columns there are.
    """
    marks = sum(pc.sum(typed[name]).as_py() or 0 for name in edition.months)
    if marks and typed[edition.year].null_count == len(typed[edition.year]):
        return [problem(None, headers.get(edition.year), "edition_without_year", str(marks),
                        scope="column", marks=marks)]  # fmt: skip
    days, years = typed[edition.column].to_pylist(), typed[edition.year].to_pylist()
    ahead: list[tuple[int, str]] = []
    for number, name in enumerate(edition.months, 1):
        marks = zip(days, years, typed[name].to_pylist(), strict=True)
        ahead += [
            (row, name)
            for row, (day, year, marked) in enumerate(marks)
            if marked and day and year and date(day.year, 12, 31) >= date(year, number, 1) > day
        ]
    if not ahead:
        return []
    day = str(days[ahead[0][0]])
    where = headers.get(ahead[0][1], ahead[0][1])
    return [
        problem(None, where, "future_months", str(len(ahead)), scope="column",
                marks=len(ahead), day=day)
    ]  # fmt: skip


def newest_known(edition: Edition, raw: Path, file: str, delivered: Iterable[Path]) -> date | None:
    """Return the day of the newest edition there is: registered, or delivered by a name alike.

    Args:
        edition: How the kind tells its day, and where the days of registered ones stand.
        raw: The folder of the deliveries.
        file: Name of a file; names that differ from it in their date alone are its editions.
        delivered: The data files there are.
    """
    name, column = edition.listed
    path = raw / name
    listed = []
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as handle:
            days = [row.get(column) for row in csv.DictReader(handle)]
        listed = [date.fromisoformat(day) for day in days if day]
    stem = _IN_NAME.sub("", PurePath(file).name)
    alike = [
        _day_in_name(other.name)
        for other in delivered
        if other.name != PurePath(file).name and _IN_NAME.sub("", other.name) == stem
    ]
    return max([*listed, *(day for day in alike if day)], default=None)


def _day_in_name(file: str) -> date | None:
    for match in _IN_NAME.finditer(PurePath(file).name):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def _latest(columns: list[pa.Array]) -> date | None:
    today = pa.scalar(clock.today(), pa.date32())
    past = [column.filter(pc.less_equal(column, today)) for column in columns]
    days = [day for column in past if (day := pc.max(column).as_py()) is not None]
    return max(days, default=None)
