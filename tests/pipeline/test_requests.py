"""Access requests: working days, terms and shares, against a second reckoning."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import paths
from pipelines.build import warehouse

DAYS = import_module("pipelines.build.steps.core_calendar__day").days()
WORKING = {day["date"] for day in DAYS.to_pylist() if day["is_working_day"]}
ANSWER, EXTENSION, LEAST = 20, 10, 5
CODES = ("13118", "13122", "01101")
DATES = (
    "received",
    "admitted",
    "derived",
    "gathered",
    "notified",
    "answered",
    "delivered",
    "rated",
)
OUTCOMES = ("granted", "partly_granted", "refused", "derived", "withdrawn")


def steps(first: date, last: date) -> int:
    """Count the working days after one day up to another, a day off taken as the next that is."""
    while first not in WORKING:
        first += timedelta(days=1)
    while last not in WORKING:
        last += timedelta(days=1)
    return sum(first + timedelta(days=n) in WORKING for n in range(1, (last - first).days + 1))


@pytest.fixture
def made():
    """A connection with the tables that the SQL of requests reads, and what makes one of them."""
    con = warehouse.teach(duckdb.connect())
    con.register("calendar", DAYS)
    con.execute("create table core_calendar__day as select * from calendar")
    con.execute(
        "create table core_solicitudes__term as select * from"
        f" (values ('answer', {ANSWER}), ('extension', {EXTENSION})) as t (term_id, working_days)"
    )
    con.execute(
        "create table core_territory__municipality as select * from (values"
        " ('CL', '13118', 'Macul', '13'), ('CL', '13122', 'Peñalolén', '13'),"
        " ('CL', '01101', 'Iquique', '01')) as m (country, code, municipality, region_id)"
    )

    def run(name: str) -> pd.DataFrame:
        sql = (paths.SQL_OUT / f"{name}.sql").read_text(encoding="utf-8")
        con.execute(f'create or replace table "{name}" as {sql}')
        return con.execute(f'select * from "{name}"').df()

    yield con, run
    con.close()


def logged(seed: int) -> pd.DataFrame:
    """Return a made-up log; one in six requests is open."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(80):
        came = date(2024, 1, 2) + timedelta(days=int(rng.integers(0, 300)))
        outcome = str(rng.choice(OUTCOMES)) if rng.random() > 1 / 6 else None
        done = came + timedelta(days=int(rng.integers(0, 60))) if outcome else None
        sent = done if outcome == "derived" else None
        answered = None if outcome == "derived" else done
        end = (bool(rng.random() < 0.3), outcome, None, "delivered", "registro.csv")
        who = ("CL", str(rng.choice(CODES)), f"R{number}", "portal")
        rows.append((*who, came, None, sent, None, None, answered, None, None, *end))
    names = (
        "country code request_id channel_id received admitted derived gathered notified answered"
    )
    names += " delivered rated is_extended outcome cost_clp origin source_file"
    return pd.DataFrame(rows, columns=names.split())


def store(con: duckdb.DuckDBPyConnection, log: pd.DataFrame, months: list[tuple] = ()) -> None:
    """Store a log and monthly counts; no appeal and no rating."""
    con.register("log", log)
    cast = ", ".join(f"cast({n} as date) as {n}" if n in DATES else n for n in log.columns)
    con.execute(f"create or replace table core_solicitudes__request as select {cast} from log")
    con.execute(
        "create or replace table core_solicitudes__month (country varchar, code varchar,"
        " year integer, month integer, received integer, answered integer, in_time integer,"
        " extended integer, refused integer, derived integer, origin varchar, source_file varchar)"
    )
    for row in months:
        con.execute("insert into core_solicitudes__month values (?,?,?,?,?,?,?,?,?,?,?,?)", row)
    con.execute(
        "create or replace table core_solicitudes__amparo (country varchar, code varchar,"
        " filed date, result varchar)"
    )
    con.execute(
        "create or replace table core_solicitudes__satisfaction (country varchar, code varchar,"
        " year integer, month integer, surveys integer, satisfied integer)"
    )


@pytest.mark.parametrize("seed", range(4))
def test_days_and_terms_are_those_of_a_second_reckoning(made, seed):
    con, run = made
    log = logged(seed)
    store(con, log)
    requests = run("out_solicitudes__request").set_index("request_id")
    for row in log.to_dict("records"):
        own, closed = requests.loc[row["request_id"]], row["answered"] or row["derived"]
        if closed is None:
            assert own["request_state"] == "open" and pd.isna(own["working_days"])
            continue
        days, term = steps(row["received"], closed), ANSWER + EXTENSION * row["is_extended"]
        assert (own["working_days"], own["term_days"]) == (days, term)
        assert own["request_state"] == ("in_time" if days <= term else "late")


def test_every_stage_that_the_log_dates_has_its_days(made):
    con, run = made
    days = [date(2024, 3, 4) + timedelta(days=n) for n in (0, 1, 2, 8, 9, 21, 22, 29)]
    log = logged(1).head(LEAST).assign(code="13118", is_extended=False, outcome="granted")
    log[[*DATES]] = [[*days[:2], None, *days[3:]]] * LEAST
    store(con, log)
    con.execute(
        "create table core_solicitudes__stage as select unnest(["
        "'reception', 'admissibility', 'derivation', 'search', 'third_parties', 'answer',"
        " 'delivery', 'feedback']) as stage_id, 1 as stage_order, 'x' as name_es, 'x' as name_en"
    )
    run("out_solicitudes__request")
    rows = run("out_solicitudes__stage_time").query("scope_id == 'CL'").set_index("stage_id")
    spells = {
        "admissibility": ("received", "admitted"),
        "search": ("admitted", "gathered"),
        "third_parties": ("admitted", "notified"),
        "answer": ("admitted", "answered"),
        "delivery": ("answered", "delivered"),
        "feedback": ("delivered", "rated"),
    }
    when = dict(zip(DATES, days, strict=True))
    assert rows["median_days"].to_dict() == {
        stage: steps(when[first], when[last]) for stage, (first, last) in spells.items()
    }


def test_a_month_a_municipality_counts_itself_is_never_added_to_its_log(made):
    con, run = made
    log = logged(1)
    log["code"] = "13118"
    own = ("CL", "13118", 2024, 3, 9, 8, 6, 1, 2, 1, "delivered", "meses.csv")
    store(con, log, [own])
    run("out_solicitudes__request")
    rows = run("out_solicitudes__municipality_month")
    assert not rows.duplicated(["country", "code", "year", "month"]).any()
    march = rows[rows["month"] == 3].iloc[0]
    assert (march["basis"], march["received_count"], march["closed_count"]) == ("month", 9, 8)
    assert set(rows.loc[rows["month"] != 3, "basis"]) == {"log"}


def test_shares_appeals_and_ratings_of_a_year(made):
    con, run = made
    store(
        con,
        logged(0).head(0),
        [
            ("CL", "13118", 2024, 1, 40, 40, 30, 4, 4, 10, "delivered", "a.csv"),
            ("CL", "13122", 2024, 1, 60, 60, None, None, None, None, "delivered", "a.csv"),
            ("CL", "01101", 2023, 1, 0, 0, 0, 0, 0, 0, "delivered", "a.csv"),
        ],
    )
    for code, result in (("13118", "upheld"), ("13118", None), ("13122", "sarc"), ("01101", "x")):
        con.execute(
            "insert into core_solicitudes__amparo values ('CL', ?, '2024-05-05', ?)", [code, result]
        )
    con.execute("insert into core_solicitudes__satisfaction values ('CL', '13118', 2024, 1, 8, 6)")
    run("out_solicitudes__request")
    run("out_solicitudes__municipality_month")
    rows = run("out_solicitudes__year").set_index(["scope_id", "year"])
    country = rows.loc[("CL", 2024)]
    assert (country["received_count"], country["in_time_pct"]) == (100, 75.0)
    assert (country["timed_count"], country["refused_pct"], country["derived_pct"]) == (40, 10, 25)
    assert (country["amparo_count"], country["amparos_per_100"]) == (3, 3.0)
    assert (country["upheld_count"], country["sarc_count"], country["decided_count"]) == (1, 1, 2)
    assert (country["survey_count"], country["satisfied_pct"]) == (8, 75.0)
    assert pd.isna(rows.loc[("CL-13122", 2024), "in_time_pct"])
    assert pd.isna(rows.loc[("CL-01101", 2023), "in_time_pct"])
    assert pd.isna(rows.loc[("CL-13118", 2024), "median_days"])
    assert {"CL-13", "CL-01"} <= {scope for scope, _ in rows.index}
