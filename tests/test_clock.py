"""Today is Chile's day wherever the server stands, and nothing else tells the time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import rooms_for_tests

from exports.pictures import dated
from pipelines import clock, paths, serving
from presentation import charts
from presentation import formats as fmt
from presentation.desk import milestone
from presentation.panels import proceso_ta

TELLING = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp", "localtime", "gmtime"}
SQL_TIME = re.compile(
    r"\b(current_date|current_time(stamp)?|current_local\w+|localtime(stamp)?)\b"
    r"|\b(today|now|get_current_\w+|transaction_timestamp)\s*\(|\bage\s*\([^,()]*\)",
    re.IGNORECASE,
)
# 23:30 in Chile: already tomorrow in UTC, in summer time and out of it.
LATE = {
    date(2026, 11, 30): datetime(2026, 12, 1, 2, 30, tzinfo=UTC),
    date(2026, 6, 30): datetime(2026, 7, 1, 3, 30, tzinfo=UTC),
}


def tells_the_time(source: str) -> Iterator[int]:
    """The lines of Python that ask any clock but Faro's."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in TELLING:
            of = node.value
            if not isinstance(of, ast.Name) or of.id not in ("clock", "shelf", "ctx"):
                yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_sql = re.match(r"\s*(select|with|from)\b", node.value, re.IGNORECASE)
            if is_sql and SQL_TIME.search(node.value):
                yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        "date.today()",
        "x = dt.date.today",
        "datetime.now(UTC)",
        "pd.Timestamp.now()",
        "datetime.fromtimestamp(0)",
        "sql = 'select current_date'",
        "sql = 'select age(start) from t'",
    ],
)
def test_the_scan_finds_another_clock(line):
    assert list(tells_the_time(line))


@pytest.mark.thorough
def test_no_other_clock_is_asked():
    clocks = [
        f"{path.relative_to(paths.REPO)}:{line}"
        for path in rooms_for_tests.files()
        if path != Path(clock.__file__)
        for line in tells_the_time(path.read_text(encoding="utf-8"))
    ]
    assert not clocks, f"ask pipelines.clock: {clocks}"


def test_no_table_depends_on_the_day_it_is_made():
    for ending in ("*.sql", "*.yml"):
        for path in (paths.REPO / "pipelines").rglob(ending):
            lines = path.read_text(encoding="utf-8").splitlines()
            text = "\n".join(re.sub(r"(--|#).*", "", line) for line in lines)
            clock_word = SQL_TIME.search(text) if ending == "*.sql" or "sql:" in text else None
            assert clock_word is None, f"{path.name}: {clock_word and clock_word[0]}"


@pytest.fixture(params=LATE, ids=str)
def day(request, monkeypatch) -> date:
    monkeypatch.setattr(clock, "now", lambda: LATE[request.param])
    return request.param


def test_half_past_eleven_at_night_is_still_today(day, monkeypatch):
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        assert clock.today() == day
    assert clock.day_of(LATE[day].isoformat()) == clock.day_of(LATE[day]) == day
    assert clock.day_of(LATE[day].replace(tzinfo=None)) == day
    assert fmt.moment(LATE[day], "es") == f"{day:%d-%m-%Y} 23:30 (Chile)"


def test_the_month_of_the_process_is_chiles(day):
    ctx = SimpleNamespace(today=clock.today())
    assert proceso_ta.months(ctx)[1] == f"{day:%Y-%m}"


def test_a_milestone_is_not_overdue_before_its_day_ends_in_chile(built, monkeypatch):
    build = serving.open(root=built)
    rows = build.table("out_ogp__milestone")
    open_ = rows[rows["done_date"].isna() & rows["start_date"].notna() & rows["end_date"].notna()]
    row = open_.sort_values("milestone_id").iloc[0].to_dict()
    end = row["end_date"].date()
    last = datetime(end.year, end.month, end.day, 23, 30, tzinfo=clock.CHILE)
    states = {}
    for name, moment in {"last": last, "after": last + pd.Timedelta(hours=1)}.items():
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment.astimezone(UTC))
        states[name] = milestone.state(row, pd.Timestamp(clock.today()))
        drawn = charts.draw("ogp_gantt", build.table, "es", {"commitment": row["commitment_id"]})
        day = fmt.date(clock.today(), "es")
        assert day in str(drawn.plot().spec), "the line of the chart stands at Chile's day"
    assert states["last"] != "overdue" and states["after"] == "overdue"


def test_a_picture_of_today_says_of_which_day_it_is(day):
    assert dated("ogp_gantt", {"commitment": "CL0048"}) == {
        "commitment": "CL0048",
        "as_of": day.isoformat(),
    }
    assert dated("ogp_gantt", {"as_of": "2017-07-31"}) == {"as_of": "2017-07-31"}
    assert dated("national", {}) == {}


def test_a_query_of_a_reader_has_chiles_day(built):
    answer = serving.open(root=built).ask(
        "select strftime(timestamptz '2026-12-01 02:30:00+00', '%Y-%m-%d %H:%M') as moment"
    )
    assert answer.frame["moment"].tolist() == ["2026-11-30 23:30"]
