"""Tendencias y efecto on the simulated panel: readings, bad links, and what a choice changes."""

from __future__ import annotations

import re

import pytest

from dashboard.text import LANGUAGES, Text

PAGE = "tendencias"


def shown(app) -> str:
    assert not app.exception, app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def visit_demo(visit, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return visit


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_simulated_reading_begins_by_saying_so(visit_demo, lang):
    html, t = shown(visit_demo(PAGE, lang=lang)), Text(lang)
    [card] = re.findall(r'<table class="faro-table">.*?</table>', html, re.S)[:1]
    rows = re.findall(r"<tr>(.*?)</tr>", card, re.S)[1:]
    assert len(rows) == 3
    for row in rows:
        said = re.sub(r"<[^>]+>", "", row).strip()
        assert said.startswith(t("origin.simulated")) == ("simulated" in row)
    assert sum("simulated" in row for row in rows) == 2


def test_the_panel_fills_the_page(visit_demo):
    app = visit_demo(PAGE)
    html = shown(app)
    assert len(app.get("plotly_chart")) == 11
    assert Text("es")("notice.empty_title") not in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_published_figures_say_what_to_deliver(visit, lang):
    html, t = shown(visit(PAGE, lang=lang)), Text(lang)
    assert t("study.deliver") in html
    assert t("study.reading.convenio_overall.no_panel") in html
    assert t("study.grade.inconclusive") in html and t("study.grade.descriptive") in html
    assert t("study.grade.adjusted") not in re.sub(r"(?s)<header.*?</header>", "", html)


def test_a_link_reopens_the_pair_and_the_bias(visit_demo):
    asked = {"round": "r2024", "from": "r2018", "by": "materia", "bias": "20"}
    app = visit_demo(PAGE, **asked)
    html, t = shown(app), Text("es")
    assert t("chart.waterfall.crossed") in re.sub(r"<[^>]+>", "", html)
    assert t("study.bias.gone", bias=t.points(20, 1)) in html
    assert app.selectbox(key="from").value == "r2018"


def test_nonsense_gives_notes_and_the_usual_view(visit):
    html = shown(visit(PAGE, **{"from": "<b>x", "by": "moon", "bias": "-1", "round": "r1999"}))
    assert html.count("faro-notice") == 4
    assert "<b>x" not in html
