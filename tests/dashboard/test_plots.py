"""Charts of pages by address: drawn for a size, and as the same figure for Plotly."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pandas as pd
import plotly.graph_objects as go
import pytest
from pages_for_tests import drawings
from starlette.applications import Starlette
from test_server import ask

from dashboard.routes import directory
from presentation import charts
from presentation import drawings as plots
from presentation.cards.figure import plot
from presentation.charts.base import Chart
from presentation.drawing.plot import draw
from presentation.kept import Shelf

WORDS = 'it\'s <b> & "more"'


def bars(x, y):
    return go.Bar(x=x, y=y, marker={"color": "#0f6e77"})


def made(*traces, **layout):
    figure = go.Figure(traces, layout={"height": 210, **layout})
    return Chart(figure, "t", "s", WORDS, pd.DataFrame(), origin="published").plot()


def got(path):
    return ask(Starlette(routes=directory.routes()), path)


def test_a_place_names_its_figure_and_says_its_words():
    drawn = made(bars(x=["it's", '"&amp;'], y=[3, 4]))
    html = plot(drawn, name="one")
    [place] = drawings(html)
    assert (place.spec, place.alt) == (drawn.spec, WORDS)
    assert 'style="--height:210px"' in html


def test_another_figure_has_another_address():
    first, two = made(bars(x=[1], y=[3])), made(bars(x=[1], y=[4]))
    assert plots.keep(first) == plots.keep(made(bars(x=[1], y=[3]))) != plots.keep(two)


def test_a_figure_is_drawn_for_the_width_asked_and_told_to_plotly_alike():
    address = plots.keep(made(bars(x=["a", WORDS], y=[3, 4])))
    for width in (320, 900):
        status, headers, body = got(f"{address}/{width}.svg")
        svg = ET.fromstring(body)
        assert (status, svg.get("viewBox")) == (200, f"0 0 {width} 210")
        assert headers["content-type"].startswith("image/svg+xml")
        assert "immutable" in headers["cache-control"]
        figure = json.loads(got(f"{address}/{width}.json")[2])
        assert figure["layout"]["width"] == width
        edges = figure["layout"]["margin"]
        assert edges["l"] > 0
        assert str(draw(figure, width=width).body) in _without_names(body.decode(), address)


def test_beside_a_higher_card_a_figure_is_drawn_for_the_height_there_is():
    address = plots.keep(made(bars(x=["a", WORDS], y=[3, 4])))
    drawn = ET.fromstring(got(f"{address}/320x300.svg")[2])
    assert drawn.get("viewBox") == "0 0 320 300"
    assert json.loads(got(f"{address}/320x300.json")[2])["layout"]["height"] == 300
    for box, height in (("320x80", 210), ("320x900", 315)):  # its own is 210, and half as much
        drawn = ET.fromstring(got(f"{address}/{box}.svg")[2])
        assert drawn.get("viewBox") == f"0 0 320 {height}"
    for size in ("320x", "x300", "320x300x300"):
        assert got(f"{address}/{size}.svg")[0] == 404, size


def _without_names(svg: str, address: str) -> str:
    return re.sub(f"p{address.removeprefix('/plots/')}w\\d+-", "", svg)


def test_what_is_not_there_is_said_to_be_missing():
    address = plots.keep(made(bars(x=[1], y=[3])))
    for path in (
        f"{address}/0.svg",
        f"{address}/5000.svg",
        f"{address}/300.png",
        "/plots/no/300.svg",
    ):
        assert got(path)[0] == 404, path
    assert got(f"{address}/three.svg")[0] == 404


def test_a_figure_the_drawing_does_not_know_is_left_to_plotly():
    address = plots.keep(made(go.Pie(labels=["a"], values=[1])))
    assert got(f"{address}/300.svg")[0] == 422
    assert json.loads(got(f"{address}/300.json")[2])["data"][0]["type"] == "pie"


def test_the_oldest_charts_are_let_go(monkeypatch):
    drawn = [made(bars(x=[1], y=[y])) for y in range(3)]
    monkeypatch.setattr(plots, "_shelf", Shelf(sum(len(chart.spec) for chart in drawn[1:])))
    first, *others = map(plots.keep, drawn)
    assert got(f"{first}/300.svg")[0] == 404
    assert [got(f"{address}/300.svg")[0] for address in others] == [200, 200]


@pytest.mark.few(3)
@pytest.mark.parametrize("recipe", sorted(charts.RECIPES))
def test_every_chart_is_drawn_from_its_json_as_from_itself(panel, recipe):
    chart = charts.draw(recipe, panel.table, "es")
    read = json.loads(chart.plot().spec)
    assert draw(read, width=580) == draw(chart.figure, width=580)
