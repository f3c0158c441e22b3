"""The page of plans: from published times alone, on the demonstration panel, and asked nonsense."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from pages_for_tests import charts_of, shown, words

from pipelines.methods.planning import months
from presentation.charts import gantt, plan_gantt, plan_progress
from presentation.charts.simulated import marked
from presentation.context import Given, PageContext
from presentation.drawing.words import block
from presentation.panels import plan
from presentation.plans import choices as asking
from presentation.plans import rows
from presentation.plans.choices import Asked
from presentation.plans.view import make
from presentation.plans.work import versions, work
from presentation.words import Text

START = months.read("2027-01")
REGIONAL = Asked("CL", "13101", "regional_2022", START, 2)
T = Text("es")


def view_of(build, **more):
    return make(build.table, replace(REGIONAL, **more))


def test_a_span_of_one_month_is_that_month():
    assert rows.span(T, START, START) == "En enero de 2027"
    assert rows.span(T, START, START + 2) == "De enero de 2027 a marzo de 2027"


@pytest.mark.thorough
def test_a_plan_needs_nothing_but_the_published_times(visit):
    html = words(shown(app := visit("plan", start="2027-01", other="6")))
    assert "El plan termina en noviembre de 2029; lo fija la capacidad: 70 meses de trabajo" in html
    assert "se planifican todas" in html
    assert "Ruta crítica: " in html and "Bajar la plantilla" in html
    spec = json.loads(charts_of(app)[0].spec)
    names = [note["text"] for note in spec["layout"]["annotations"]]
    assert sum(text.startswith("<b>◆ ") for text in names) == 17
    assert "faro export plan --municipality 13101 --model regional_2022" in html


def test_a_tool_without_a_time_is_left_out_and_named(build):
    planned = work(build.table, REGIONAL)
    assert {tool.tool_id for tool in planned.left_out} == {
        *("regional_projects", "regional_staff_training"),
        *("regional_satisfaction", "regional_accounts"),  # done each year: no length of work
    }
    own = work(build.table, replace(REGIONAL, months=(("regional_accounts", 5),)))
    assert own.basis["regional_accounts"] == "reader"
    assert {t.tool_id: t.months for t in own.request.tools}["regional_accounts"] == 5


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_cannot_be_met_is_one_sentence_with_its_fix(visit, lang):
    query = {"start": "2027-01", "deadline": "2027-05", "capacity": "11", "lang": lang}
    html = words(shown(visit("plan", **query)))
    assert Text(lang)("plan.none") in html
    sentence = {
        "es": "no se puede cumplir: ningún plan termina antes de 2027-06",
        "en": "Not even all",
    }
    assert sentence[lang] in html
    circle = visit(
        "plan",
        start="2027-01",
        capacity="12",
        after="regional_policy>regional_integrity,regional_integrity>regional_policy",
    )
    assert "circular" in words(shown(circle))


@pytest.mark.few(4)
@pytest.mark.parametrize("key", ["start", "capacity", "deadline", "version", "months", "after"])
def test_nonsense_gives_a_note_and_a_plan(visit, key):
    html = shown(visit("plan", **{"capacity": "12", key: "disparate"}))
    assert "faro-notice" in html and "disparate" in html
    assert "El plan termina en" in words(html)


def test_a_month_the_lists_do_not_offer_is_planned_when_asked_for(visit):
    app = visit("plan", start="2014-03", deadline="2044-05", capacity="12")
    start, deadline = (app.selectbox(key=key) for key in ("start", "deadline"))
    assert (start.value, deadline.value) == ("2014-03", "2044-05")
    assert "marzo de 2014" in start.options and "abril de 2014" not in start.options
    notice = Text("es")("notice.bad_url", what="{}")
    assert words(notice.format("start=2014-03")) not in words(shown(app))
    outside = words(shown(visit("plan", start="1999-01", capacity="12")))
    assert words(notice.format("start=1999-01")) in outside


def test_the_address_comes_back_as_it_went(build):
    choices = Asked(
        "MX", "15106", "regional_2022", START, 3, START + 40,
        (("regional_accounts", 5),), 6, (("regional_policy", "regional_agreement"),),
    )  # fmt: skip
    again, nonsense = asking.read(asking.query(choices), versions(build.table), today=None)
    assert (again, nonsense) == (choices, [])


def test_another_country_is_planned_the_same(visit):
    html = words(shown(visit("plan", country="MX", code="15106", start="2027-01", capacity="12")))
    assert "Toluca" in html
    assert "El plan termina en junio de 2027; lo fija «" in html  # as in Chile


@pytest.mark.thorough
def test_a_plan_delivered_stands_against_what_was_done(visit_demo, panel):
    html = words(shown(visit_demo("plan", start="2027-01")))
    assert "Simulado: " in html and "terminaría en" in html
    assert "Lo que falta, planificado de nuevo" in html
    rows = panel.table("out_plan__progress")
    late = rows[rows["plan_status"] == "late"]
    code = late["cut"].mode()[0]
    chart = plan_progress.progress(rows[rows["cut"] == code], t=T, country="CL", code=code)
    assert marked(chart, T).takeaway.startswith("Simulado: ")
    done = rows[rows["plan_status"] == "done"]
    assert len(late) and (late["days_late"] > 0).all() and late["date_implemented"].isna().all()
    assert ((done["days_late"] > 0) == (done["date_implemented"] > done["planned_end"])).all()
    views = [
        make(panel.table, Asked("CL", cut, "regional_2022", START, 2)) for cut in set(late["cut"])
    ]
    worst = max((view.forecast for view in views), key=lambda forecast: forecast.late)
    assert worst.late > 0 and {True, False} == {move.is_cause for move in worst.moves}


def test_the_share_kept_is_counted_once(panel):
    steps, kept = panel.table("out_plan__progress"), panel.table("out_plan__kept")
    due = steps[steps["is_due"].fillna(False).astype(bool)]
    on_time = (due["date_implemented"] <= due["planned_end"]).sum()
    [whole] = kept[kept["region"] == "all"].to_dict("records")
    assert (whole["due_step_count"], whole["kept_count"]) == (len(due), on_time)
    assert whole["kept_pct"] == pytest.approx(100 * on_time / len(due))
    assert (kept["kept_pct"].isna() == (kept["due_step_count"] < 5)).all()


def test_nothing_delivered_of_a_municipality_is_no_delay():
    row = {
        "country": "CL", "code": "1", "version_id": "v", "tool_id": "a", "tool_order": 1,
        "tool_es": "A", "tool_en": "A", "municipality": "Uno", "capacity": 1,
        "planned_start": pd.Timestamp(2024, 1, 1), "planned_end": pd.Timestamp(2024, 3, 31),
        "date_started": pd.NaT, "date_implemented": pd.NaT, "as_of": pd.NaT,
        "plan_status": "no_news", "days_late": float("nan"), "origin": "delivered",
    }  # fmt: skip
    chart = plan_progress.progress(pd.DataFrame([row]), t=T)
    assert "no se sabe el avance" in chart.takeaway
    assert "sin noticias" in chart.alt


def test_the_chart_marks_what_fixes_the_end_by_sign_and_not_by_colour_alone(build):
    view = view_of(build, capacity=4)
    rows = view.steps
    chart = plan_gantt.chart(rows, t=T, takeaway="x", today=months.first_day(START + 3))
    texts = [note.text for note in chart.figure.layout.annotations]
    signed = [text for text in texts if text.startswith("<b>◆ ")]
    assert len(signed) == rows["is_critical"].sum() < len(rows)
    assert T("plan.today") in texts
    room = [trace for trace in chart.figure.data if trace.meta == "room"]
    assert len(room) == (rows["slack"] > 0).sum()
    assert gantt.at(months.last_day(START)) < START + 1


def test_a_model_without_times_says_which_and_takes_the_months_of_the_reader(visit):
    app = visit("plan", start="2027-01", version="mgtm2_2016", capacity="12")
    html = words(shown(app))
    assert T("plan.none") in html and "no se conoce la duración de" in html.lower()
    app.selectbox(key="other").set_value("4").run()
    html = words(shown(app))
    assert "El plan termina en abril de 2027" in html
    assert app.query_params["other"] == "4"
    app.multiselect(key="months_ids").set_value(["open_data"]).run()
    app.number_input(key="months_open_data").set_value(7).run()
    assert app.query_params["months"] == "open_data:7"
    assert "El plan termina en julio de 2027; lo fija «" in words(shown(app))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_how_far_from_its_plan_an_end_is_has_no_sign_before_it(lang):
    text = Text(lang)
    written = {late: rows.away(late, text) for late in (-1, 0, 2)}
    assert not any("−" in words or "-" in words for words in written.values())
    assert written[-1].startswith("1 ") and written[2].startswith("2 ")
    assert len(set(written.values())) == 3


def test_a_tool_not_overdue_yet_that_would_end_later_is_in_the_headline(panel):
    ctx = PageContext(panel, T, "", Given({}))
    steps = panel.table("out_plan__progress")
    codes = sorted(set(steps.loc[steps["plan_status"] == "on_time", "code"]))[:12]
    views = [make(panel.table, replace(REGIONAL, code=code)) for code in codes]
    counted = [rows.left_later(view.forecast) for view in views]
    assert any(counted)
    for view, later in zip(views, counted, strict=True):
        headline = plan.headline(ctx, view)
        assert "con lo sabido ese día" in headline
        assert (T.count("plan.left_later", later) in headline) is bool(later)


def test_the_name_of_a_tool_covers_no_bar(panel):
    steps = panel.table("out_plan__progress")
    chart = plan_progress.progress(steps[steps["code"] == steps["code"].iloc[0]], t=T)
    names = [note for note in chart.figure.layout.annotations if note.xref == "paper"]
    highest = gantt.LINE * (plan_progress.PROMISED - 0.1)
    assert names
    for note in names:
        assert not note.bgcolor
        foot = gantt.LINE * gantt.NAME + block(note.text, note.font.size).height / 2
        assert foot <= highest <= gantt.LINE * gantt.BAR
