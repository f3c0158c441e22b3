"""The page of the active transparency process, its deadlines and its calendar file."""

from __future__ import annotations

import html as markup
import re
from datetime import date

import pandas as pd
import pytest
from icalendar import Calendar
from pages_for_tests import shown

from exports.process import given_days, windows, year_windows
from exports.process.calendar import ics
from pipelines import serving
from pipelines.errors import FaroError
from presentation.charts import process
from presentation.links import ics_link
from presentation.words import Text

USUAL = {"generation": 5, "review": 3, "publication": 2}


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def countback(build):
    return build.table("out_proceso__countback")


def read(app) -> str:
    return markup.unescape(shown(app))


def test_stages_follow_each_other_up_to_the_tenth_working_day(countback):
    stages = windows(countback, USUAL, when="2024-11")
    assert [(w.stage_id, w.first, w.last) for w in stages] == [
        ("generation", date(2024, 11, 4), date(2024, 11, 8)),
        ("review", date(2024, 11, 11), date(2024, 11, 13)),
        ("publication", date(2024, 11, 14), date(2024, 11, 15)),
    ]
    assert not any(w.is_early for w in stages)
    early = windows(countback, {**USUAL, "generation": 6}, when="2024-11")[0]
    assert early.is_early and early.first == date(2024, 10, 30)


@pytest.mark.parametrize(
    ("days", "when", "code"),
    [
        ({**USUAL, "review": 0}, "2024-11", "bad_days"),
        ({**USUAL, "review": 16}, "2024-11", "bad_days"),
        (USUAL, "1999-01", "bad_month"),
        (USUAL, "nonsense", "bad_month"),
    ],
)
def test_days_and_months_that_make_no_sense_are_refused_with_the_fix(countback, days, when, code):
    with pytest.raises(FaroError) as refused:
        windows(countback, days, when=when)
    assert refused.value.code == code and refused.value.fix


def test_the_calendar_file_holds_three_days_a_month_and_is_the_same_each_time(build, countback):
    body = ics(build, "es", year=2026)
    assert body == ics(build, "es", year=2026)
    events = Calendar.from_ical(body).walk("VEVENT")
    days = given_days(build.table("core_proceso__stage"))
    wanted = [
        w.last for stages in year_windows(countback, days, year=2026).values() for w in stages
    ]
    assert [event["dtstart"].dt for event in events] == wanted
    assert len({str(event["uid"]) for event in events}) == 36
    assert date(2026, 1, 15) in wanted and date(2026, 4, 15) in wanted


def test_the_link_of_the_calendar_names_the_days_chosen():
    link = ics_link("abc", "en", 2026, USUAL)
    assert link == (
        "/data/abc/proceso/plazos.ics?lang=en&year=2026&generation=5&review=3&publication=2"
    )


@pytest.mark.parametrize("lang", ["es", "en"])
def test_without_a_log_the_page_draws_the_process_and_asks_for_it(visit, served, lang):
    html = read(visit("proceso_ta", lang=lang, when="", cut="13118"))
    assert html.count('scope="row"') > 8
    assert "/faro/template/proceso.xlsx" in html
    assert "/faro/template/publicacion.xlsx" not in html, "its calendar is published"
    assert "plazos.ics" in html


def test_days_in_the_address_move_the_deadlines_and_the_bottleneck(visit_demo):
    usual, other = read(visit_demo("proceso_ta")), read(visit_demo("proceso_ta", generation="8"))
    early = Text("es")("proceso.early")
    assert early not in usual and early in other
    taken = [re.search(r"Generación: más de \d+ días", html) for html in (usual, other)]
    assert taken[0].group() == "Generación: más de 5 días"
    assert taken[1] is None or taken[1].group() == "Generación: más de 8 días"


def test_the_bottleneck_is_the_stage_that_passes_its_own_days():
    shares = {  # stage: its limit, the days after it, share over, share late
        "generation": (5, 5, 10.0, 10.0),
        "review": (3, 2, 60.0, 65.0),
        "publication": (2, 0, 5.0, 90.0),
    }
    rows = pd.DataFrame(
        [
            {
                "scope_kind": "all",
                "scope_id": "all",
                "stage_id": stage,
                "stage_order": order,
                "limit_days": limit,
                "over_pct": over if limit == own else None,
                "over_count": 0,
                "late_pct": late if limit == after else None,
                "late_count": 0,
            }
            for order, (stage, (own, after, over, late)) in enumerate(shares.items())
            for limit in range(7)
        ]
    )
    stages = process.judged(rows, USUAL)
    assert stages["late_pct"].tolist() == [10, 65, 90]
    assert process.worst(stages)["stage_id"] == "review"  # publication is late, not slow
