"""Consultas: the question in the link, the answer with its chart, refusals, and the way out."""

from __future__ import annotations

import io
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pages_for_tests import charts_of, shown, words

from dashboard.widgets import asking
from pipelines import serving
from presentation.charts import answer as drawing
from presentation.words import LANGUAGES, Text

PILOTS = (
    "select year, mean_pct, origin from out_fiscalizacion__round_group "
    "where group_id = 'mgtm_pilot'"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_carries_the_question_and_reopens_its_answer(visit, lang):
    app = visit("consultas", q=PILOTS, lang=lang)
    html, t = shown(app), Text(lang)
    assert app.text_area(key=asking.BOX).value == PILOTS
    assert words(t.percent(68.3, 1)) in words(html) and "faro-notice" not in html
    assert len(charts_of(app)) == 1
    link, *_ = [one for one in re.findall(r"<pre[^>]*>([^<]*)</pre>", html) if "q=select" in one]
    assert "build=" in link
    assert len(app.get("download_button")) == 2


def test_a_question_typed_in_goes_into_the_address(visit):
    app = visit("consultas")
    app.text_area(key=asking.BOX).set_value("select 41 + 1 as sum")
    app.button(key="query_run").click().run()
    assert "42" in words(shown(app))
    assert app.query_params["q"] in ("select 41 + 1 as sum", ["select 41 + 1 as sum"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("sql", "code"), [("select * from '/etc/passwd'", "files"), ("drop table x", "writes")]
)
def test_a_refusal_is_told_in_the_language_of_the_reader(visit, sql, code, lang):
    html = shown(visit("consultas", q=sql, lang=lang))
    said = serving.refusal(code, {"files": "/etc/passwd", "writes": "DROP"}[code])
    told = said.in_language(lang)
    assert told[1:] in words(html).replace("&#x27;", "'")
    assert Text(lang)("consultas.refused") in html


def test_a_question_too_long_for_a_link_gives_a_note_and_the_usual_one(visit):
    html = shown(visit("consultas", q="select " + "1," * 4000))
    assert html.count("faro-notice") == 1 and "q=select 1,1" in html


def test_a_question_is_asked_once_a_session(visit, monkeypatch):
    asked = []
    whole = serving.Build.ask

    def spy(self, sql, **more):
        asked.append(sql)
        return whole(self, sql, **more)

    monkeypatch.setattr(serving.Build, "ask", spy)
    app = visit("consultas", q=PILOTS)
    app.selectbox(key="table").set_value("core_territory__region").run()
    assert asked == [PILOTS]


def test_a_cancelled_question_is_not_asked_again(visit, monkeypatch):
    app = visit("consultas", q=PILOTS)
    build_id = serving.open().build_id
    app.session_state["_query_ended"] = (build_id, PILOTS)
    html = shown(app.run())
    assert serving.refusal("stopped").in_language("es")[1:] in words(html)


def test_simulated_answers_say_so_on_the_page_in_the_chart_and_in_the_files(
    visit, demo_built, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    sql = (
        "select region, round(avg(score_pct), 1) as mean "
        "from out_fiscalizacion__municipality_round where round_id = 'r2024' group by region"
    )
    app = visit("consultas", q=sql)
    html = shown(app)
    assert html.count("faro-notice simulated") == 1
    assert charts_of(app)[0].alt.startswith("Simulado")
    answer = serving.open().ask(sql)
    assert answer.origin == "simulated"
    taken = serving.to_take(answer)
    assert (taken["faro_origin"] == "simulated").all()
    assert pq.read_table(io.BytesIO(serving.as_parquet(taken))).num_rows == len(answer.frame)


def test_hostile_text_in_an_answer_stays_text(visit):
    html = shown(visit("consultas", q="select '<script>alert(1)</script>' as \"<b>x</b>\""))
    assert "<script>" not in html and "<b>x" not in html


def test_only_simple_series_are_drawn():
    year = pd.DataFrame({"year": [2012, 2013], "mean_pct": [30.3, 47.4], "origin": "published"})
    assert drawing.shape_of(year) == drawing.Shape("year", "mean_pct", True)
    assert drawing.shape_of(pd.concat([year, year])) is None
    assert drawing.shape_of(year.assign(other=1.0)) is None
    assert drawing.shape_of(year.head(1)) is None
    named = pd.DataFrame({"region": ["a", "b"], "n": [3, 4], "x": [1, None]})
    assert drawing.shape_of(named) == drawing.Shape("region", "x", False)
    assert drawing.shape_of(named.assign(x=None)) is None


def test_a_chart_leaves_gaps_and_breaks_open():
    rows = pd.DataFrame(
        {
            "year": [2012, 2013, 2016, 2017],
            "mean_pct": [30.0, 40.0, 50.0, 60.0],
            "comparable_with_previous": [None, True, True, False],
        }
    )
    shape = drawing.shape_of(rows)
    chart = drawing.draw(rows, shape, t=Text("es"), columns={})
    segments = [trace.x for trace in chart.figure.data if trace.meta == "segment"]
    assert segments == [(2012, 2013)]
    assert "60" in chart.takeaway and "2017" in chart.takeaway
