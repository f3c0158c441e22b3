"""A drawing that stands alone: the same marks in fewer bytes, right in both themes."""

from __future__ import annotations

import re

import pytest

from pipelines import serving
from presentation import charts, data, drawings, theme
from presentation.drawing import raster
from presentation.drawing.xml import el
from public import style

MARKS = el(
    "svg",
    el("rect", x=1, y=1, width=9, height=9, fill=theme.LIGHT.pilot),
    el("rect", x=9, y=1, width=9, height=9, fill=theme.LIGHT.pilot),
    el("text", "a", x=1, y=18, font_size=11, fill=theme.LIGHT.ink, class_="halo"),
    el("path", d="M1,1L9,9", stroke="#123456", fill="none", clip_path="url(#p0a1b-c)"),
    viewBox="0 0 20 20",
)


def test_a_look_is_written_once_and_turns_dark_with_the_reader():
    drawn = style.drawing(MARKS, title="1 < 2", alt="Two")
    assert re.findall(r'<rect class="(\w+)"', drawn) == ["l0", "l0"]
    light, dark = drawn.split("@media (prefers-color-scheme:dark)")
    assert f".l0{{fill:{theme.LIGHT.pilot}}}" in light
    assert f".l0{{fill:{theme.DARK.pilot}}}" in dark
    assert f".l1{{fill:{theme.LIGHT.ink};font-size:11px}}" in light and 'class="l1 halo"' in drawn
    assert ".l2{fill:none;clip-path:url(#c);stroke:#123456}" in light
    assert ".l2{" not in dark and "#123456" not in dark  # it is the same in both
    assert "<title>1 &lt; 2</title>" in drawn


@pytest.mark.thorough
@pytest.mark.parametrize("recipe_id", ["national_series", "municipality_history", "materia_heat"])
def test_a_drawing_alone_shows_what_it_shows_in_its_page(demo_built, recipe_id):
    build = serving.open(root=demo_built)
    of = {"cut": "13101"} if charts.RECIPES[recipe_id].of else {}
    plot = data.chart(build.build_id, recipe_id, "es", **of)
    drawn = drawings.drawing_of(plot.digest, plot.spec, 540, "svg")
    alone = style.drawing(drawn, title=plot.takeaway, alt=plot.alt)
    halo = re.search(r"\.halo\{[^}]*\}", alone)[0]
    head = f'<svg xmlns="http://www.w3.org/2000/svg"><style>{halo}</style>'
    whole = style.TEXT.sub(style._fitted, drawn)
    before = re.sub(
        r"<svg([^>]*)>", lambda at: head.replace("<svg", f"<svg{at[1]}"), whole, count=1
    )
    assert raster.png(alone, width=540, scale=1) == raster.png(before, width=540, scale=1)
    assert len(alone) < len(before)
