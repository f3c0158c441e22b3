"""Charts without a browser: every recipe is drawn, and what cannot be drawn is refused."""

from __future__ import annotations

import itertools
import math
import re
import struct
import xml.etree.ElementTree as ET

import pandas as pd
import plotly.graph_objects as go
import pytest

from exports import ficha
from exports.pictures import picture
from pipelines import serving
from pipelines.errors import FaroError
from presentation import charts, drawing, theme
from presentation.charts.base import Chart, figure
from presentation.charts.credits import credit
from presentation.drawing import bars, fonts, frame, heatmap, notes, plot, scatter
from presentation.drawing import words as lettering
from presentation.words import Text

SVG = "{http://www.w3.org/2000/svg}"
T = Text("es")
INK = {"color": "#000000"}


def words(document: str) -> str:
    root = ET.fromstring(document)
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def chart(*traces, **layout) -> Chart:
    fig = figure(height=300, t=T, **layout).add_traces(traces)
    return Chart(
        fig, "Sube <b> & baja", "Puntos", "Otra lectura", rows=pd.DataFrame(), origin="published"
    )


def test_figures_without_a_source_are_not_said_to_be_unpublished(built):
    build, rows = serving.open(root=built), pd.DataFrame({"source_id": [None], "n": [1]})
    assert credit(T, rows, build=build).startswith(f"Publicado · {T('note.no_source')} · ")


@pytest.mark.few(33)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("recipe_id", charts.RECIPES)
def test_every_recipe_is_drawn(demo_built, recipe_id, lang):
    build, t = serving.open(root=demo_built), Text(lang)
    drawn = charts.draw(recipe_id, build.table, lang)
    note = credit(t, drawn.rows, build=build)
    document = drawing.svg(drawn, t, note=note)
    root = ET.fromstring(document)
    assert root.get("lang") == lang
    assert root.find(f"{SVG}title").text.endswith(drawn.takeaway)
    assert root.find(f"{SVG}desc").text == drawn.alt
    text = words(document).replace("\u00a0", " ")
    for part in (drawn.takeaway, drawn.subtitle, build.build_id):
        assert " ".join(part.replace("\u00a0", " ").split()) in " ".join(text.split())
    if "origin" in drawn.rows and (drawn.rows["origin"] == "simulated").any():
        assert t("origin.simulated") in text and t("origin.simulated") in drawn.alt
    if "origin" in drawn.spoken and (drawn.spoken["origin"] == "simulated").any():
        assert t("origin.simulated") in root.find(f"{SVG}title").text
    assert not re.search(r"href=|src=|url\((?!#)|://(?!www\.w3\.org/2000/svg)", document)
    inks = set(re.findall(r'(?:fill|stroke)="([^"]+)"', document))
    turning = {*vars(theme.LIGHT).values(), "none"}  # the style sheet knows no other
    assert {ink for ink in inks - turning if not ink.startswith("url(#")} == set()
    marks = [node for tag in ("path", "circle", "rect") for node in root.iter(SVG + tag)]
    assert len(marks) > 1, "nothing but the paper"


PHONE = 326  # pixels that a chart has in a card at 390
TOUCH = 8  # pixels, both ways, that two texts may share: an axis and the next at their corner


@pytest.fixture
def written(monkeypatch) -> list[tuple[str, float, float, float, float]]:
    """Every text as it is placed, with the left, top, right and bottom of its letters."""
    texts: list[tuple[str, float, float, float, float]] = []

    def placed(text, x, y, *, xanchor="left", yanchor="top", angle=0, pad=0, **look):
        turn = math.radians(angle)
        wide = abs(text.width * math.cos(turn)) + abs(text.height * math.sin(turn))
        high = abs(text.width * math.sin(turn)) + abs(text.height * math.cos(turn))
        left = x + (0.5 - lettering.SHARE[xanchor]) * (wide + 2 * pad) - wide / 2
        top = y + (0.5 - lettering.SHARE[yanchor]) * (high + 2 * pad) - high / 2
        if text.plain.strip():
            texts.append((text.plain, left, top, left + wide, top + high))
        more = {"xanchor": xanchor, "yanchor": yanchor, "angle": angle, "pad": pad}
        return place(text, x, y, **more, **look)

    place = lettering.place
    for room in (bars, frame, heatmap, notes, scatter):
        monkeypatch.setattr(room, "place", placed)
    return texts


@pytest.mark.few(30)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("recipe_id", charts.RECIPES)
def test_no_words_are_cut_or_laid_over_others_on_a_phone(demo_built, written, recipe_id, lang):
    build = serving.open(root=demo_built)
    drawn = plot.draw(charts.draw(recipe_id, build.table, lang, build=build).figure, width=PHONE)
    assert_apart(written, PHONE, drawn.height)


@pytest.mark.parametrize("height", sorted({room.height for room in ficha.ROOMS}))
def test_the_names_of_a_full_timeline_are_apart_on_paper(demo_built, written, height):
    build = serving.open(root=demo_built)
    used = build.table("out_adopcion__timeline").groupby("cut")["tool_es"].nunique()
    cut = {"cut": used.idxmax()}
    full = charts.draw("municipality_timeline", build.table, "es", cut, build=build)
    plot.draw(full.figure, width=ficha.WIDTH, height=height)
    assert used.max() > 20
    assert_apart(written, ficha.WIDTH, height, touch=5)


def assert_apart(written, width, height, touch=TOUCH):
    """Hold texts inside their drawing, and each beside the others."""
    for text, left, top, right, bottom in written:
        assert left >= -1 and right <= width + 1, f"cut: {text}"
        assert top >= -1 and bottom <= height + 1, f"cut: {text}"
    for first, other in itertools.combinations(written, 2):
        wide = min(first[3], other[3]) - max(first[1], other[1])
        high = min(first[4], other[4]) - max(first[2], other[2])
        assert min(wide, high) < touch, f"{first[0]} over {other[0]}"


def test_equal_figures_give_equal_pictures(demo_built):
    build = serving.open(root=demo_built)
    first, second = (picture(build, "movers", "es", "png", {}) for _ in range(2))
    assert first == second
    wide, high = struct.unpack(">II", first[16:24])
    assert (first[:4], wide) == (b"\x89PNG", 1520)
    assert high > 800


@pytest.mark.parametrize(
    ("made", "remark"),
    [
        (lambda: chart(go.Pie(values=[1])), "pie"),
        (lambda: chart(go.Scatter(x=[1, 2], y=[1, 2])), "without a colour"),
        (lambda: chart(go.Scatter(x=[1], y=[1], error_y={"value": 1})), "scatter.error_y"),
        (lambda: chart(go.Scatter(x=[1], y=[1], line={"shape": "spline"})), "spline"),
        (lambda: chart(go.Scatter(x=[1], y=[1], marker={**INK, "symbol": "star"})), "star"),
        (lambda: chart(go.Bar(x=["a"], y=[1], marker={**INK, "pattern": {"shape": "+"}})), "shape"),
        (lambda: chart(go.Scatter(x=[1], y=[1]), showlegend=True), "legend"),
        (lambda: chart(go.Scatter(x=[1], y=[1]), xaxis_type="log"), "log"),
        (lambda: chart(go.Scatter(x=[1], y=[1]), yaxis_tickformat="~s"), "tickformat"),
        (
            lambda: chart(
                go.Scatter(x=[1], y=[1], mode="text", text=["<i>a</i>"], textposition="top left")
            ),
            "<i>",
        ),
    ],
)
def test_what_would_change_the_picture_is_refused_by_name(made, remark):
    with pytest.raises(FaroError, match="does not know") as refused:
        drawing.svg(made(), T)
    assert remark in str(refused.value)


def test_words_of_data_are_escaped():
    evil = '</text><script>x</script>"&'
    document = drawing.svg(
        chart(go.Bar(y=["a & b"], x=[1], orientation="h", marker=INK)), T, note=evil
    )
    assert "<script" not in document
    assert "a & b" in words(document)
    with pytest.raises(FaroError, match="the tag </text>"):
        drawing.svg(chart(go.Scatter(x=[1], y=[1], mode="text", text=[evil])), T)


def test_values_stand_where_their_axis_says():
    made = plot.draw(
        figure(
            height=208,
            t=T,
            xaxis={"range": [0, 10], "visible": False},
            yaxis={"range": [0, 100], "visible": False},
        ).add_traces([go.Scatter(x=[0, 5, 10], y=[0, 50, None], mode="markers", marker=INK)]),
        width=416,
    )
    places = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', made.body)
    assert places == [("8", "200"), ("208", "104")], "a missing value is no mark"


def test_bars_start_at_zero_and_stack():
    made = plot.draw(
        figure(
            height=216,
            t=T,
            barmode="stack",
            xaxis_visible=False,
            yaxis={"range": [0, 40], "visible": False},
        ).add_traces([go.Bar(x=["a"], y=[n], width=1, marker=INK) for n in (10, 30)]),
        width=116,
    )
    boxes = re.findall(r'<rect x="8" y="([\d.]+)" width="100" height="([\d.]+)" fill', made.body)
    assert boxes == [("158", "50"), ("8", "150")]


def test_signs_that_source_sans_lacks_come_from_another_face():
    assert fonts.has("ñ")
    assert fonts.has("→")
    assert not fonts.has("\u2a00")
