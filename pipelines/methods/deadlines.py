"""Internal deadlines of a month, counted back in working days from the tenth working day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipelines.errors import FaroError

MOST = 15


@dataclass(frozen=True)
class Window:
    """The working days of one stage.

    Attributes:
        stage_id: The stage.
        first: Its first working day.
        last: Its last one: the internal deadline.
        days: How many there are.
        left: Working days left to the legal deadline after the last one.
        deadline: The legal deadline.
        is_early: Whether it must start before the month of the deadline does, when the
            information of the month before is not complete yet.
    """

    stage_id: str
    first: date
    last: date
    days: int
    left: int
    deadline: date
    is_early: bool


def given_days(stages: pd.DataFrame) -> dict[str, int]:
    """Return the working days the data give to each stage, in order.

    Args:
        stages: ``core_proceso__stage``, one row a stage: ``stage_id``, ``stage_order``,
            ``working_days``, ``is_transversal``; transversal ones are left out.

    Returns:
        Stage → working days, by ``stage_order``.
    """
    rows = stages[~stages["is_transversal"]].sort_values("stage_order")
    return dict(zip(rows["stage_id"], rows["working_days"].astype(int), strict=True))


def windows(countback: pd.DataFrame, days: Mapping[str, int], *, when: str) -> list[Window]:
    """Return the window of each stage for the deadline of a month.

    Args:
        countback: ``out_proceso__countback``, one row a working day before a deadline: ``year``,
            ``month``, ``date``, ``days_left`` (working days to the deadline, 0 is the deadline
            itself), ``first_working_day`` of the month.
        days: Stage → working days, 1 to 15, in the order the stages follow each other.
        when: Month of the deadline, as ``2026-11``.

    Returns:
        One window a stage, in that order; the last one ends on the deadline.

    Raises:
        FaroError: Days out of 1 to 15 (``bad_days``), or a month out of the calendar
            (``bad_month``).
    """
    for stage, count in days.items():
        if not 1 <= count <= MOST:
            raise FaroError(
                f"{count} days for {stage}",
                fix=f"Give from 1 to {MOST} working days",
                code="bad_days",
                es=f"{count} días para una etapa. Dé entre 1 y {MOST} días hábiles",
            )
    rows = countback[
        (countback["year"].astype(str) + "-" + countback["month"].map("{:02d}".format)) == when
    ]
    if len(rows) < sum(days.values()):
        raise FaroError(
            f"the calendar has no month {when[:20]}",
            fix="Give a month of the calendar, as 2026-11",
            code="bad_month",
            es=f"el calendario no tiene el mes {when[:20]}. Dé un mes como 2026-11",
        )
    day_of = dict(zip(rows["days_left"], rows["date"].dt.date, strict=True))
    deadline, opening = day_of[0], rows["first_working_day"].dt.date.iloc[0]
    spans, left = [], 0
    for stage, count in reversed(list(days.items())):
        first = day_of[left + count - 1]
        spans.append(Window(stage, first, day_of[left], count, left, deadline, first < opening))
        left += count
    return spans[::-1]


def year_windows(
    countback: pd.DataFrame, days: Mapping[str, int], *, year: int
) -> dict[int, list[Window]]:
    """Return month → windows, for every deadline of a year.

    Args:
        countback: As :func:`windows` takes it.
        days: As :func:`windows` takes them.
        year: Year of the deadlines.

    Returns:
        Month, 1 to 12 → its windows.

    Raises:
        FaroError: As :func:`windows`: ``bad_days``, or ``bad_month`` where the calendar lacks one.
    """
    return {n: windows(countback, days, when=f"{year}-{n:02d}") for n in range(1, 13)}
