"""Comparar and Simulador: published, simulated, empty, bad links; a link reopens the view."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from asgi_for_tests import Client
from openpyxl import load_workbook
from pages_for_tests import charts_of, shown, traces, words
from starlette.applications import Starlette

from dashboard.routes import directory
from pipelines.serving import INSTRUMENT_2025, STORED, Scenario
from presentation import charts, theme
from presentation.charts import what_if as drawing
from presentation.choices import scenario
from presentation.links import what_if_link
from presentation.markup.html import esc
from presentation.words import LANGUAGES, Text

WHAT_IF = {"es": {"escenario"}, "en": {"scenario", "what-if"}}
ASKED = {"w": "compras:2,currency:0.5", "solved": "presupuesto,tramites.currency", "scope": "R13"}
POINTS = "out_comparacion__entity_period"


def title(html: str) -> str:
    return words(re.findall(r"<h1>.*?</h1>", html, re.S)[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_comparing_stands_on_published_figures_alone(visit, lang):
    app = visit("comparar", lang=lang)
    html, t = shown(app), Text(lang)
    assert "faro-notice" not in html
    assert t("group.mgtm_pilot") in title(html) and t("group.non_pilot") in title(html)
    assert app.multiselect(key="who").value == ["pilot", "rest"]
    assert t("comparar.since", change=t.points(30.8, 1), year=2012) in html
    assert t("comparar.not_comparable", year=2024) in html
    assert len(charts_of(app)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_comparing_says_what_is_simulated(visit_demo, lang):
    html = shown(visit_demo("comparar", lang=lang))
    assert html.count("faro-notice simulated") == 1
    assert 'class="faro-sim"' in html
    assert Text(lang)("origin.simulated") in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_of_comparar_reopens_the_view(visit_demo, lang):
    choices = {"who": "13101,R13,rural", "metric": "tools_in_use"}
    app = visit_demo("comparar", lang=lang, **choices)
    html = shown(app)
    assert app.multiselect(key="who").value == ["13101", "R13", "rural"]
    assert "Santiago" in title(html)
    links = re.findall(r"who=13101%2CR13%2Crural", html)
    assert links
    assert {key: app.query_params[key] for key in choices} in (
        choices,
        {key: [value] for key, value in choices.items()},
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nonsense_and_a_seventh_choice_are_dropped_with_a_note(visit_demo, lang):
    seven = "13101,R13,<b>x,pilot,rest,rural,mixta,urbana"
    app = visit_demo("comparar", lang=lang, who=seven)
    html, t = shown(app), Text(lang)
    assert app.multiselect(key="who").value == ["13101", "R13", "pilot", "rest", "rural", "mixta"]
    assert "who=&lt;b&gt;x" in html
    assert "urbana" in html and t("notice.too_many", n="6", what="urbana") in html
    assert "<b>x" not in html


def test_a_place_without_figures_of_the_metric_is_dropped_with_a_note(visit):
    app = visit("comparar", who="13101,R03")
    assert app.multiselect(key="who").value == ["R03"]
    assert "who=13101" in shown(app)


def test_a_metric_measured_by_file_asks_for_the_file(visit):
    app = visit("comparar", metric="months_published", part="TA_Auditorias")
    assert not app.exception
    assert app.selectbox(key="part").value == "TA_Auditorias"
    assert len(app.multiselect(key="who").value) == 6


def test_panels_share_one_scale_and_lines_stop_at_gaps(panel):
    chart = charts.draw("compare_panels", panel.table, "es", {"who": "pilot,rest,R13,13101"})
    layout = chart.figure.layout
    assert {tuple(layout[f"yaxis{n}"].range) for n in ("", "2", "3", "4")} == {(0, 100)}
    assert len({tuple(layout[f"xaxis{n}"].range) for n in ("", "2", "3", "4")}) == 1
    for kind in ("comparable", "not_comparable"):
        for line in traces(chart, kind):
            starts, ends, gaps = line.x[::3], line.x[1::3], line.x[2::3]
            assert [end - start for start, end in zip(starts, ends, strict=True)] == [1] * len(ends)
            assert set(gaps) <= {None}
    assert all(line.opacity < 0.5 for line in traces(chart, "not_comparable"))
    assert len(traces(chart, "country")) == 4
    dashes = {line.line.dash for line in traces(chart, "comparable")}
    assert dashes == {"dash", "solid"}


def test_method_breaks_are_marked_in_every_panel(panel):
    chart = charts.draw("compare_panels", panel.table, "en", {"who": "pilot,R13"})
    breaks = panel.table("out_fiscalizacion__method_break")["year_position"]
    for axis in ("x", "x2"):
        marked = sorted(shape.x0 for shape in chart.figure.layout.shapes if shape.xref == axis)
        assert marked == sorted(breaks[breaks.between(2012, 2025)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_breaks_stand_in_the_subtitle_and_cross_no_mark(panel, lang):
    chart = charts.draw("compare_panels", panel.table, lang, {"who": "pilot,R13"})
    rows = panel.table("out_fiscalizacion__method_break")
    names = rows.loc[rows["year_position"].between(2012, 2025), f"label_{lang}"]
    notes = {note.text for note in chart.figure.layout.annotations}
    assert len(names) > 2 and not notes & set(names)
    assert all(name in chart.subtitle for name in names)
    ordered = rows.set_index(f"label_{lang}").loc[list(names), "year_position"].sort_values()
    places = [chart.subtitle.index(name) for name in ordered.index]
    assert places == sorted(places)


def test_a_single_round_is_drawn_as_dots(panel):
    def one_round(name):
        rows = panel.table(name)
        return rows[rows["year"] == 2025] if name == POINTS else rows

    chart = charts.draw("compare_panels", one_round, "es", {"who": "pilot,R13,R15"})
    assert not traces(chart, "comparable") and "Punteado" not in chart.subtitle
    assert [dot.y[0] for dot in traces(chart, "entity")][:2] == ["Pilotos", "Región Metropolitana"]
    notes = [note.text for note in chart.figure.layout.annotations]
    assert Text("es")("chart.groups.few", n="4") in notes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_simulator_without_deliveries_says_what_to_deliver(visit, lang):
    html = shown(visit("simulador", lang=lang))
    for kind in ("fiscalizacion_wide", "fiscalizacion_long", "ponderacion"):
        assert f"/faro/template/{kind}.xlsx" in html
    assert "what_if" not in html.replace("st-key", "")
    assert html.count("<h1") == 1


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_weights_that_a_third_party_lends_are_told_on_every_figure(visit_demo, lang):
    """Beside the simulated scores they weigh: with their source, and each weight with its unit."""
    html, t = shown(visit_demo("simulador", lang=lang, base="instrument_2025")), Text(lang)
    stored = shown(visit_demo("simulador", lang=lang, w="compras:2"))
    for name, text in (("what_if_third_party_simulated", html), ("what_if_simulated", stored)):
        assert text.count(f"faro-chip {name}") == text.count('class="faro-chip what_if') >= 7
    sources = re.findall(r'<p class="faro-source"[^>]*>(.*?)</p>', html, re.S)
    assert sum("S071" in source for source in sources) >= 4
    weights = html[html.index('id="weights"') :].partition("</section>")[0]
    assert "S071" in weights and t("origin.third_party").lower() in weights.lower()
    unit = t("simulador.unit_share")
    for key in ("weight", "other_weight", "new_weight", "met"):
        assert esc(t(f"simulador.col_{key}", unit=unit)) in weights


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_what_if_says_so_everywhere(visit_demo, lang):
    app = visit_demo("simulador", lang=lang, **ASKED)
    html, t = shown(app), Text(lang)
    assert html.count("faro-notice ") == html.count("faro-notice simulated") == 1
    assert html.count(esc(t("simulador.banner"))) == 1
    assert any(word in title(html).lower() for word in WHAT_IF[lang])
    assert html.count("faro-chip what_if_simulated") == 7
    assert "81" in title(html) or "86" in title(html)
    assert len(charts_of(app)) == 3
    assert "nan" not in words(html).lower().split()
    assert t("simulador.weights_illustrative") in html
    assert t("simulador.base_published") in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_moves_until_something_is_chosen(visit_demo, lang):
    app = visit_demo("simulador", lang=lang)
    html, t = shown(app), Text(lang)
    assert t("simulador.still") in html
    assert t.percent(81.6, 2) in re.findall(r"<h1>.*?</h1>", html)[0]
    assert not {"w", "solved", "scope"} & set(app.query_params)


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_simulator_offers_the_weights_of_2025_beside_the_stored_ones(visit_demo, lang):
    app, t = visit_demo("simulador", base=INSTRUMENT_2025, lang=lang), Text(lang)
    html = shown(app)
    assert app.selectbox(key="base").value == INSTRUMENT_2025
    assert t("simulador.base_said") in html and t("simulador.col_other_weight") in html
    assert t("simulador.still") not in html
    app.selectbox(key="base").set_value(STORED).run()
    assert "base" not in app.query_params and t("simulador.still") in shown(app)


def test_a_link_of_the_simulator_reopens_the_scenario(visit_demo):
    app = visit_demo("simulador", **ASKED)
    assert app.multiselect(key="w_ids").value == ["compras", "currency"]
    assert app.number_input(key="w_currency").value == 0.5
    assert app.multiselect(key="solved").value == ["presupuesto", "tramites.currency"]
    assert app.selectbox(key="scope").value == "R13"
    for key, value in ASKED.items():
        assert app.query_params[key] in (value, [value])


def test_moving_a_lever_writes_the_address(visit_demo):
    app = visit_demo("simulador")
    app.multiselect(key="w_ids").set_value(["compras"]).run()
    app.number_input(key="w_compras").set_value(3.0).run()
    assert not app.exception
    assert app.query_params["w"] in ("compras:3", ["compras:3"])


@pytest.mark.thorough
@pytest.mark.parametrize(
    "bad",
    [
        {"w": "zz:2"},
        {"w": "compras:99"},
        {"w": "compras:-1"},
        {"w": "compras:nan"},
        {"w": "compras"},
        {"solved": "zz.currency"},
        {"scope": "99999"},
        {"base": "mine"},
        {"round": "r1999"},
    ],
)
def test_nonsense_in_a_scenario_gives_a_note_and_no_scenario(visit_demo, bad):
    html, usual = shown(visit_demo("simulador", **bad)), shown(visit_demo("simulador"))
    ((key, value),) = bad.items()
    assert f"{key}={value}" in html
    assert title(html) == title(usual)


def test_a_scenario_reads_back_as_it_was_written(panel):
    items = panel.table("out_fiscalizacion__round_item", {"round_id": "r2025"})
    places = panel.table("out_comparacion__entity")
    known = scenario.known(items, places, panel.other_weights())
    chosen = Scenario("r2025", {"compras": 2.0, "currency": 0.5}, ("presupuesto",), "13101")
    for written in (chosen, replace(chosen, weighting=INSTRUMENT_2025)):
        assert scenario.read(scenario.query(written), "r2025", known) == (written, [])
    without = scenario.known(items, places, {})  # an edition that has no other weights
    other = scenario.query(replace(chosen, weighting=INSTRUMENT_2025))
    assert scenario.read(other, "r2025", without) == (chosen, [INSTRUMENT_2025])
    _, nonsense = scenario.read({"w": "a:b", "solved": "c", "scope": "d"}, "r2025", known)
    assert nonsense == ["a:b", "c", "d"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", drawing.CHARTS)
def test_what_if_charts_say_what_they_are(panel, lang, name):
    chosen = Scenario("r2025", {"compras": 2.0}, ("presupuesto",))
    chart = drawing.chart_of(name, panel.what_if(chosen), chosen.scope, Text(lang))
    assert any(word in chart.takeaway.lower() for word in WHAT_IF[lang])
    assert "{" not in chart.takeaway + chart.subtitle + chart.alt
    notes = [note.text for note in chart.figure.layout.annotations]
    assert Text(lang)("origin.what_if_simulated") in notes
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", chart.figure.to_json()))
    assert colours <= set(vars(theme.LIGHT).values())


def fetch(address):
    """Ask for a file of a what-if as a browser does."""
    return Client(Starlette(routes=directory.routes())).get(address)


def test_downloads_of_a_what_if_say_what_they_are(demo_built, panel, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    chosen = Scenario("r2025", {"compras": 2.0}, ("presupuesto",), "R13")
    answer = fetch(what_if_link(panel.build_id, "municipality", "csv", chosen))
    assert answer.status_code == 200
    assert "faro_simulacion_de_escenario" in answer.headers["content-disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("scenario,cut,")
    assert all("What-if" in line and "what_if (simulated)" in line for line in lines[1:])
    assert len(lines) == 346
    book = load_workbook(
        io.BytesIO(fetch(what_if_link(panel.build_id, "band", "xlsx", chosen)).content)
    )
    assert book.sheetnames == ["what_if", "scenario"]
    picture = fetch(what_if_link(panel.build_id, "means", "svg", chosen, lang="en"))
    assert picture.status_code == 200 and b"What-if" in picture.content
    address = what_if_link(panel.build_id, "group", "csv", chosen)
    assert dict(parse_qsl(urlsplit(address).query))["w"] == "compras:2"
    path = urlsplit(address).path
    for bad in ("w=zz:2&round=r2025", "round=r1999", "round=r2025&scope=x"):
        assert fetch(f"{path}?{bad}").status_code == 404
