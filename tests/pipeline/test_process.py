"""The active transparency process and the PMG: working days, bottlenecks, compliance."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import duckdb
import pandas as pd
import pytest

from pipelines import paths
from pipelines.build import warehouse

DAYS = import_module("pipelines.build.steps.core_calendar__day").days()
# Worked out on paper, month by month: the holidays from Monday to Friday up to the tenth working
# day, and that day. Each line can be checked with a wall calendar.
BY_HAND = {
    (2012, 4): ({6: "Good Friday"}, 16),
    (2012, 7): ({2: "St Peter and St Paul, moved from Friday 29 June", 16: "Carmen"}, 17),
    (2013, 11): ({1: "All Saints"}, 15),
    (2015, 4): ({3: "Good Friday"}, 15),
    (2017, 1): ({2: "the day after a New Year on Sunday"}, 16),
    (2017, 10): ({9: "Two Worlds, moved from Thursday 12"}, 16),
    (2018, 11): ({1: "All Saints", 2: "Reformation, moved from Wednesday 31 October"}, 16),
    (2020, 4): ({10: "Good Friday"}, 15),
    (2022, 10): ({10: "Two Worlds, moved from Wednesday 12"}, 17),
    (2023, 12): ({8: "Immaculate Conception"}, 15),
    (2025, 12): ({8: "Immaculate Conception"}, 15),
    (2026, 1): ({1: "New Year"}, 15),
}
ITEMS = ("1.4", "1.5", "1.6", "1.7", "1.8")


@pytest.mark.parametrize("month", BY_HAND, ids=lambda month: f"{month[0]}-{month[1]:02d}")
def test_the_tenth_working_day_and_its_holidays_are_those_found_on_paper(month):
    holidays, tenth = BY_HAND[month]
    of_month = [d for d in DAYS.to_pylist() if (d["year"], d["month"]) == month]
    until = [d for d in of_month if d["date"].day <= tenth]
    free = {d["date"].day for d in until if d["holiday_es"] and d["date"].weekday() < 5}
    assert free == set(holidays)
    assert [d["date"].day for d in until if d["is_working_day"]][9:] == [tenth]


@pytest.fixture
def made():
    """A connection with the tables the process SQL reads, and a function that runs one file."""
    con = warehouse.teach(duckdb.connect())
    con.register("calendar", DAYS)
    con.execute("create table core_calendar__day as select * from calendar")

    def run(name: str) -> pd.DataFrame:
        con.execute(
            f'create or replace table "{name}" as {(paths.SQL_OUT / f"{name}.sql").read_text()}'
        )
        return con.execute(f'select * from "{name}"').df()

    con.execute(
        "create table core_proceso__stage as select * from (values"
        " ('generation', 1, 'G', 'G', false, 5), ('review', 2, 'R', 'R', false, 3),"
        " ('publication', 3, 'P', 'P', false, 2), ('control', 4, 'C', 'C', true, null))"
        " as s (stage_id, stage_order, name_es, name_en, is_transversal, working_days)"
    )
    con.execute(
        "create table core_territory__municipality as"
        " select 'CL' as country, '13118' as code, 'Macul' as municipality"
    )
    run("out_calendar__month_deadline")
    yield con, run
    con.close()


def events(con: duckdb.DuckDBPyConnection, rows: list[tuple]) -> None:
    """Store a log: item, stage, start and end, all of October 2024 in Macul."""
    frame = pd.DataFrame(
        [("CL", "13118", i, 2024, 10, s, a, b, None, "delivered", "f.csv") for i, s, a, b in rows],
        columns=["country", "code", "item_id", "year", "month", "stage_id", "started", "finished",
                 "role_id", "origin", "source_file"],
    )  # fmt: skip
    con.register("frame", frame)
    con.execute(
        "create table core_proceso__stage_event as select * replace (started::date as started,"
        " finished::date as finished) from frame"
    )


def test_the_count_back_lands_on_the_days_of_the_calendar(made):
    _, run = made
    rows = run("out_proceso__countback")
    november = rows[(rows["year"] == 2024) & (rows["month"] == 11)].set_index("days_left")["date"]
    assert november[0].date() == date(2024, 11, 15)
    assert november[2].date() == date(2024, 11, 13)  # review ends: two days are for publication
    assert november[9].date() == date(2024, 11, 4)  # 1 November is a holiday, 2 and 3 a weekend
    assert november[10].date() == date(2024, 10, 30)  # 31 October is a holiday too


def test_a_stage_is_late_by_its_internal_deadline_and_open_is_no_zero(made):
    con, run = made
    events(
        con,
        [
            ("1.4", "generation", date(2024, 11, 4), date(2024, 11, 8)),  # its five days
            ("1.4", "review", date(2024, 11, 9), date(2024, 11, 14)),  # a Saturday is Monday 11
            ("1.4", "publication", date(2024, 11, 15), date(2024, 11, 16)),  # Saturday: too late
            ("1.5", "generation", date(2024, 11, 4), None),
        ],
    )
    rows = run("out_proceso__stage_time").set_index(["item_id", "stage_id"])
    first, second, third = (rows.loc["1.4", s] for s in ("generation", "review", "publication"))
    assert (first["working_days"], first["days_left"], first["stage_state"]) == (5, 5, "on_time")
    assert (second["working_days"], second["wait_days"], second["stage_state"]) == (4, 1, "late")
    assert (third["working_days"], third["days_left"], third["stage_state"]) == (2, -1, "late")
    still = rows.loc[("1.5", "generation")]
    assert still["stage_state"] == "open" and pd.isna(still["working_days"])
    month = run("out_proceso__municipality_month").iloc[0]
    assert (month["item_count"], month["published_items"], month["on_time_items"]) == (2, 1, 0)
    assert pd.isna(month["on_time_pct"])  # two items are too few for a share


def test_a_late_stage_that_kept_its_days_is_not_the_bottleneck(made):
    con, run = made
    slow = [(i, "generation", date(2024, 11, 4), date(2024, 11, 13)) for i in ITEMS]
    kept = [(i, "review", date(2024, 11, 14), date(2024, 11, 18)) for i in ITEMS]
    few = [(i, "publication", date(2024, 11, 18), date(2024, 11, 19)) for i in ITEMS[:4]]
    events(con, [*slow, *kept, *few])
    run("out_proceso__stage_time")
    rows = run("out_proceso__limit").query("scope_kind == 'all'")
    share = rows.set_index(["stage_id", "limit_days"])
    assert share.loc[("generation", 5), ["over_pct", "late_pct"]].tolist() == [100, 100]
    assert share.loc[("review", 3), "over_pct"] == 0  # three days, as given
    assert share.loc[("review", 2), "late_pct"] == 100  # and late all the same
    assert pd.isna(share.loc[("publication", 2), "over_pct"])  # four is too few
    assert share.loc[("publication", 2), "ended_count"] == 4
    times = run("out_proceso__bottleneck").query("scope_kind == 'all'").set_index("stage_id")
    assert times.loc["generation", "median_days"] == 8
    assert pd.isna(times.loc["publication", "mean_days"])
    assert times.loc["publication", "bottleneck_state"] == "few"


def test_pmg_compliance_is_capped_and_missing_is_not_zero(made):
    con, run = made
    rows = [
        ("a", None, "one", 95.0, 100.0, 90.0, 60.0),  # above its target: counts as 100
        ("a", None, "two", 0.0, 10.0, 80.0, 40.0),  # a true zero
        ("b", "Control", "one", 45.0, 100.0, 90.0, 70.0),
        ("b", "Control", "two", None, None, 80.0, 30.0),  # not measured
        ("c", "Finanzas", "one", 50.0, 100.0, 50.0, 70.0),  # the other row was set apart
    ]
    names = ["objective", "municipal_unit", "indicator_text", "numerator", "denominator"]
    frame = pd.DataFrame(rows, columns=[*names, "target_pct", "weight_pct"])
    frame = frame.assign(country="CL", code="13118", year=2024, pmg_stage_id="evaluation")
    frame = frame.assign(objective_kind="collective", means=None)
    frame = frame.assign(origin="delivered", source_file="f.csv")
    con.register("indicators", frame)
    con.execute("create table core_pmg__indicator as select * from indicators")
    con.execute(
        "create table core_pmg__stage as select 'evaluation' as pmg_stage_id, 4 as pmg_stage_order,"
        " 'E' as name_es, 'E' as name_en"
    )
    run("out_pmg__indicator")
    programme = run("out_pmg__programme").set_index(["municipal_unit"])
    whole = programme[programme.index.isna()].iloc[0]
    assert (whole["compliance_pct"], whole["programme_state"]) == (60, "value")
    part = programme.loc["Control"]
    assert pd.isna(part["compliance_pct"]) and part["secured_pct"] == pytest.approx(35)
    assert (part["measured_weight_pct"], part["programme_state"]) == (70, "missing")
    broken = programme.loc["Finanzas"]
    assert pd.isna(broken["compliance_pct"]) and broken["programme_state"] == "weights"
