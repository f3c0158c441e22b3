"""Consultas: the question in the link, the answer with its chart, refusals, and the way out."""

from __future__ import annotations

import html as markup
import io
import itertools
import json
import math
import re
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

import pandas as pd
import pyarrow.parquet as pq
import pytest
from asgi_for_tests import Client
from pages_for_tests import charts_of, shown, words
from starlette.applications import Starlette

from dashboard import door, server
from dashboard.widgets import asking
from pipelines import serving
from presentation import drawing as pictures
from presentation.charts import answer as drawing
from presentation.charts.answer import Shape
from presentation.context import PageContext
from presentation.panels import answered, consultas
from presentation.words import LANGUAGES, Text

PILOTS = (
    "select year, mean_pct, origin from out_fiscalizacion__round_group "
    "where group_id = 'mgtm_pilot'"
)

FILE = re.compile(r'href="(/data/\w+/consulta\.\w+\?[^"]*)"')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_carries_the_question_and_reopens_its_answer(visit, lang):
    app = visit("consultas", q=PILOTS, lang=lang)
    html, t = shown(app), Text(lang)
    assert app.text_area(key=asking.BOX).value == PILOTS
    assert words(t.percent(68.3, 1)) in words(html) and "faro-notice" not in html
    assert len(charts_of(app)) == 1
    link, *_ = [text for text in re.findall(r"<pre[^>]*>([^<]*)</pre>", html) if "q=select" in text]
    assert "build=" in link
    assert len(FILE.findall(html)) == 4


@pytest.mark.thorough
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
    refusal = serving.refusal(code, {"files": "/etc/passwd", "writes": "DROP"}[code])
    sentence = refusal.in_language(lang)
    assert sentence[1:] in words(html).replace("&#x27;", "'")
    assert Text(lang)("consultas.refused") in html


def test_a_question_too_long_for_a_link_gives_a_note_and_the_usual_one(visit):
    html = shown(visit("consultas", q="select " + "1," * 4000))
    assert html.count("faro-notice") == 1 and "q=select 1,1" in html


def test_a_question_is_asked_once_a_session(visit, monkeypatch):
    questions = []
    whole = serving.Build.ask

    def spy(self, sql, **more):
        questions.append(sql)
        return whole(self, sql, **more)

    monkeypatch.setattr(serving.Build, "ask", spy)
    app = visit("consultas", q=PILOTS)
    app.selectbox(key="table").set_value("core_territory__region").run()
    assert questions == [PILOTS]


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
    assert (taken["faro_worst_origin_read"] == "simulated").all()
    assert pq.read_table(io.BytesIO(serving.as_parquet(taken))).num_rows == len(answer.frame)


def test_hostile_text_in_an_answer_stays_text(visit):
    html = shown(visit("consultas", q="select '<script>alert(1)</script>' as \"<b>x</b>\""))
    assert "<script>" not in html and "<b>x" not in html


def test_only_simple_series_are_drawn_unasked():
    year = pd.DataFrame({"year": [2012, 2013], "mean_pct": [30.3, 47.4], "origin": "published"})
    assert drawing.shape_of(year) == Shape("year", "mean_pct", "line")
    assert drawing.shape_of(pd.concat([year, year])) is None
    assert drawing.shape_of(year.assign(other=1.0)) is None
    assert drawing.shape_of(year.head(1)) is None
    named = pd.DataFrame({"region": ["a", "b"], "n": [3, 4], "x": [1, None]})
    assert drawing.shape_of(named) == Shape("region", "x", "bars")
    assert drawing.shape_of(named.assign(x=None)) is None


ANSWERS = {
    "years": pd.DataFrame({"year": [2012, 2013, 2016], "pct": [1.0, math.inf, 3.0]}),
    "decimals": pd.DataFrame({"a": ["x", "y"], "total": [Decimal("1.5"), None], "n": [1, 2]}),
    "numbers": pd.DataFrame({"x": [0.5, 0.5, 2.0], "y": [-1, 2, 3], "is_it": [True, False, True]}),
    "days": pd.DataFrame({"on": pd.to_datetime(["2024-01-01", "2024-03-01"]), "lag_days": [3, 9]}),
    "lists": pd.DataFrame({"names": [["a"], ["b"]], "n": [1, 2]}),
    "whole": pd.DataFrame({"k": pd.array([1, None], dtype="Int64"), "of": ["a", "b"]}),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_axes_and_chart_are_offered_can_be_drawn(name, lang):
    rows, t = ANSWERS[name].assign(origin="published"), Text(lang)
    overs, numbers = drawing.axes_of(rows)
    drawn = 0
    for over, number, kind in itertools.product(overs, numbers, drawing.KINDS):
        if not drawing.is_drawable(rows, shape := Shape(over, number, kind)):
            continue
        chart = drawing.draw(rows, shape, t=t, columns={})
        assert pictures.svg(chart, t).startswith("<svg")
        values = drawing.finite(rows[number]).dropna()
        assert len(values) and "inf" not in chart.alt and "nan" not in chart.alt
        drawn += 1
    assert drawn or name == "lists"


def test_a_column_has_the_unit_of_its_contract_the_decimals_of_its_metric_or_its_ending(visit):
    answer = serving.open().ask(PILOTS)
    ctx = PageContext(serving.open(), Text("es"))
    mean = answered.known(ctx, answer)["mean_pct"]
    assert (mean.unit, mean.decimals) == ("percent", 1)
    assert drawing.column_of("my_share_pct", {}).unit == "percent"
    assert drawing.column_of("lag_days", {}).unit == "days"
    assert drawing.column_of("days", {}).unit == "days"
    assert drawing.column_of("ground", {}).unit is None
    assert drawing.decimals_of(pd.Series([Decimal("1.25"), None])) == 2
    html = words(shown(visit("consultas", q="select 3 as lag_days, 12.5 as share_pct")))
    assert "lag_days (días)" in html and "12,5 %" in html.replace("\u00a0", " ")


def test_whole_numbers_are_grouped_in_a_column_with_gaps_too(visit):
    sql = "select 199587 as people, 'a' as who union all select null, 'b'"
    assert "199.587" in shown(visit("consultas", q=sql))


THREE = "select year, group_id, mean_pct, n_municipalities from out_fiscalizacion__round_group"


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_and_its_axes_are_chosen_and_stand_in_the_address(visit, lang):
    app = visit("consultas", q=THREE, lang=lang)
    assert not charts_of(app)
    app.selectbox(key="draw").set_value("points").run()
    app.selectbox(key="y").set_value("n_municipalities").run()
    assert len(charts_of(app)) == 1 and len(FILE.findall(shown(app))) == 4
    assert app.query_params["draw"] in ("points", ["points"])
    again = visit("consultas", q=THREE, lang=lang, draw="points", y="n_municipalities")
    assert [chart.alt for chart in charts_of(again)] == [chart.alt for chart in charts_of(app)]
    t = Text(lang)
    cannot = visit("consultas", q=THREE, lang=lang, draw="bars")
    assert not charts_of(cannot) and t("consultas.cannot.bars", most=40) in shown(cannot)


def test_a_new_question_forgets_how_the_last_was_drawn(visit):
    app = visit("consultas", q=THREE, draw="points", y="n_municipalities")
    app.text_area(key=asking.BOX).set_value(PILOTS)
    app.button(key="query_run").click().run()
    assert len(charts_of(app)) == 1 and "faro-notice" not in shown(app)
    assert app.selectbox(key="table").value == "out_fiscalizacion__round_group"
    assert not {"draw", "y"} & set(app.query_params)


def test_the_picture_of_an_answer_is_the_chart_with_its_source(built):
    build = serving.open(root=built)
    ctx, answer = PageContext(build, Text("es", build)), build.ask(PILOTS)
    shape = Shape("year", "mean_pct", "line")
    png = bytes(answered.picture(ctx, answer, shape, "png"))
    svg = bytes(answered.picture(ctx, answer, shape, "svg")).decode()
    assert png.startswith(b"\x89PNG") and build.build_id in svg
    assert "68,3" in svg


@pytest.fixture
def client():
    return Client(Starlette(routes=server.routes()))


@pytest.mark.parametrize("sql", [PILOTS, f"select *\n\tfrom ({PILOTS})", "select 'a' as only"])
def test_an_answer_is_taken_away_by_addresses_that_carry_the_question(visit, client, sql):
    html = shown(visit("consultas", q=sql))
    files = {urlsplit(path).path[-3:]: path for path in map(markup.unescape, FILE.findall(html))}
    taken = {ending: client.get(path) for ending, path in files.items()}
    assert {answer.status_code for answer in taken.values()} == {200} and len(taken) == 4
    assert taken["png"].content.startswith(b"\x89PNG")
    assert serving.open().build_id in taken["svg"].text
    rows = pd.read_csv(io.BytesIO(taken["csv"].content))
    assert len(rows) == len(pq.read_table(io.BytesIO(taken["uet"].content))) >= 1
    [frame] = re.findall(r'src="[^"]*(/embed/[^"]+)"', markup.unescape(html))
    alone = client.get(markup.unescape(frame))
    assert alone.status_code == 200 and "<h2>" in alone.text
    assert ("<svg" in alone.text) == (len(rows) > 1)


def test_an_answer_by_address_is_the_one_that_was_shown_and_asked_once(visit, client, monkeypatch):
    html = shown(visit("consultas", q="select random() as chance"))
    monkeypatch.setattr(serving.Build, "ask", None)  # nobody may ask again
    [path] = [markup.unescape(path) for path in FILE.findall(html) if ".csv?" in path]
    answer = client.get(path)
    assert answer.status_code == 200 and answer.text.splitlines()[0].endswith("chance")


@pytest.mark.parametrize("path", ["data/latest/consulta.csv", "embed/latest/consultas/answer"])
def test_a_question_by_address_is_judged_and_gives_way_as_on_the_page(
    visit, client, monkeypatch, path
):
    def status(sql):
        answer = client.get(f"/{path}?{urlencode({'q': sql, 'lang': 'es'})}")
        return answer.status_code, answer.text

    assert status("drop table x")[0] == status("select * from '/etc/passwd'")[0] == 400
    assert status("select " + "1," * 3000)[0] in (400, 404)
    monkeypatch.setattr(serving, "desk_is_busy", lambda: True)
    code, text = status("select 5 as five")
    assert code == 503 and serving.refusal("busy").in_language("es") in text
    scope = {"path": f"/{path}", "method": "GET", "headers": [], "type": "http"}
    assert "queries" in door._kinds_of(scope)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_of_every_table_can_be_completed(built, lang, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(built))
    build = serving.open(root=built)
    listed = json.loads(consultas.columns(build.build_id, lang))
    assert set(listed) == set(build.tables())
    for name, (label, columns) in listed.items():
        assert label == build.describe(name).label.in_language(lang)
        assert [name for name, _ in columns] == [
            column.name for column in build.describe(name).columns
        ]


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
    [joined] = [trace.x for trace in chart.figure.data if trace.meta == "comparable"]
    assert list(joined) == [2012, 2013]
    assert "60" in chart.takeaway and "2017" in chart.takeaway


def test_an_answer_without_sources_says_nothing_of_them(visit):
    html = shown(visit("consultas", q="select count(*) as n from core_territory__comuna"))
    [line] = re.findall(r'<p class="faro-source"[^>]*>([^<]*edici[^<]*)</p>', html)
    assert Text("es").missing not in line and "Publicado" in line
