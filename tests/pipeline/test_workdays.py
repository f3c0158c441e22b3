"""Working days counted by hand on the calendars of several years."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest

from pipelines import specs

calendar = import_module("pipelines.build.steps.core_calendar__day")

# Counted on paper: weekdays of the month, without the national holidays named.
TENTH = {
    date(2012, 9, 14): "18 and 19 fall after it",
    date(2013, 9, 13): "18, 19 and 20 fall after it",
    date(2014, 4, 14): "Good Friday is the 18th",
    date(2015, 1, 15): "New Year is a Thursday",
    date(2015, 5, 15): "Labour Day is a Friday; the 21st falls after it",
    date(2017, 4, 17): "Good Friday, the 14th, pushes it over a weekend",
    date(2018, 1, 15): "New Year is a Monday",
    date(2018, 11, 16): "All Saints and Reformation Day, Thursday and Friday",
    date(2020, 4, 15): "Good Friday, the 10th",
    date(2022, 9, 14): "the 16th was declared a holiday, and falls after it",
    date(2024, 7, 12): "no holiday before it",
    date(2024, 8, 14): "the Assumption is the day after",
    date(2024, 9, 13): "18, 19 and 20 fall after it",
    date(2024, 12, 13): "the Immaculate Conception is a Sunday",
    date(2025, 6, 13): "the 20th and the 29th fall after it",
    date(2026, 4, 15): "Good Friday, the 3rd",
    date(2026, 5, 15): "Labour Day is a Friday",
}


@pytest.fixture(scope="module")
def days() -> dict[date, dict]:
    return {row["date"]: row for row in calendar.days().to_pylist()}


@pytest.mark.parametrize("tenth", TENTH, ids=str)
def test_the_tenth_working_day_is_the_one_counted_by_hand(days, tenth):
    of_month = [d for d in days.values() if (d["year"], d["month"]) == (tenth.year, tenth.month)]
    tenths = [
        d["date"] for d in of_month if d["is_working_day"] and d["working_day_of_month"] == 10
    ]
    assert tenths == [tenth], TENTH[tenth]


def test_september_2024_day_by_day(days):
    working = [d for d in range(1, 31) if days[date(2024, 9, d)]["is_working_day"]]
    assert working == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 23, 24, 25, 26, 27, 30]
    places = [days[date(2024, 9, d)]["working_day_of_month"] for d in working]
    assert places == list(range(1, 19))


def test_a_day_off_counts_as_the_next_working_day(days):
    # Saturday 14, and Independence Day to Sunday 22, when the 17th was the twelfth.
    assert days[date(2024, 9, 14)]["working_day_of_month"] == 11
    assert {days[date(2024, 9, d)]["working_day_of_month"] for d in range(18, 24)} == {13}
    assert days[date(2024, 9, 1)]["working_day_of_month"] == 1


def test_holidays_have_a_name_in_both_languages(days):
    holiday = days[date(2024, 9, 19)]
    assert (holiday["holiday_es"], holiday["holiday_en"]) == (
        "Día de las Glorias del Ejército",
        "Army Day",
    )
    named = [d for d in days.values() if d["holiday_es"] or d["holiday_en"]]
    assert all(d["holiday_es"] and d["holiday_en"] and not d["is_working_day"] for d in named)


def test_the_calendar_has_every_day_once_and_is_the_same_each_time(days):
    first, last = date(calendar.FIRST_YEAR, 1, 1), date(specs.thresholds().last_year, 12, 31)
    assert len(days) == (last - first).days + 1
    assert calendar.days().equals(calendar.days())
