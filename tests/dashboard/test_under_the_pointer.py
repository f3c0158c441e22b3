"""Nothing stands under the pointer alone: the table twin, the drawing or its card says it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pages_for_tests import words

from pipelines.serving import Build
from presentation import charts
from presentation.charts.base import Chart
from presentation.context import PageContext
from presentation.markup.tables import contract_table
from presentation.panels import breaks, resumen
from presentation.words import Text

NUMBER = re.compile(r"\d+(?:[.]\d{3})*(?:,\d+)?")
WORD = re.compile(r"[^\W\d_]{4,}")
FIELD = re.compile(r"%\{(\w+)(?:\[\d\])?(?::[^}]*)?\}")
# What a hover says in words where the twin has a column of it: a month by its number, a count or
# whether it is due under its heading, a number that no source prints as missing.
IN_COLUMNS = ("printed.no_n", "kpi.score_detail.other", "chart.months.not_due")
COLUMNS = " ".join(
    Text("es")(key) for key in (*IN_COLUMNS, *(f"month.{month}" for month in range(1, 13)))
)
# The first letters of a word: «fuente» is under the heading «Fuentes».
STEM = 5


def hovers(figure: Any) -> Iterator[str]:
    """Every text that a figure shows under the pointer."""
    for trace in figure.data:
        template = (trace.hovertemplate or "").replace("<extra></extra>", "")
        yield FIELD.sub(" ", template)
        for name in FIELD.findall(template):
            yield from texts(getattr(trace, name, None))
    yield from (note.hovertext for note in figure.layout.annotations if note.hovertext)


def texts(values: Any) -> Iterator[str]:
    """The texts of an attribute of a trace, which may hold one a mark, or several."""
    if isinstance(values, str):
        yield values
    elif hasattr(values, "__iter__"):
        for value in values:
            yield from texts(value)


def readable(chart: Chart, recipe: charts.Recipe, build: Build, t: Text) -> str:
    """What who has no pointer reads: the words of the card, of the drawing and of the twin."""
    figure, contract = chart.figure, build.describe(recipe.tables[0])
    twin = contract_table(chart.rows, contract, recipe.columns, t, caption=chart.takeaway)
    drawn = [chart.subtitle, *(note.text or "" for note in figure.layout.annotations)]
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        drawn += [*map(str, axis.ticktext or ()), axis.title.text or ""]
    for trace in figure.data:
        drawn += [*texts(getattr(trace, "x", None)), *texts(getattr(trace, "y", None))]  # names
        if "text" in (getattr(trace, "mode", None) or "") or getattr(trace, "texttemplate", None):
            drawn += texts(trace.text)
    if recipe.id == "national_series":
        ctx = PageContext(build, t)
        drawn.append(breaks.fold(ctx, resumen.country(ctx)))
    return plain(" ".join([twin, *drawn]))


def plain(html: str) -> str:
    return words(html).replace("\u00a0", " ").lower()


def stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text)}


def numbers(text: str) -> set[float]:
    return {float(n.replace(".", "").replace(",", ".")) for n in NUMBER.findall(text)}


def under_the_pointer_alone(
    chart: Chart, recipe: charts.Recipe, build: Build, t: Text
) -> dict[str, str]:
    """The words and numbers of hover texts that nothing else says, with a text of each.

    The twin writes fewer decimals than there are: a number rounded again is the same.
    """
    text = readable(chart, recipe, build, t)
    there, known = stems(text) | stems(plain(COLUMNS)), numbers(text)
    alone: dict[str, str] = {}
    for hover in {plain(each) for each in hovers(chart.figure)}:
        alone |= dict.fromkeys(stems(hover) - there, hover)
        for number in set(NUMBER.findall(hover)):
            half = 0.5 * 0.1 ** len(number.partition(",")[2]) + 0.005001
            [value] = numbers(number)
            if value not in known and not any(abs(n - value) <= half for n in known):
                alone[number] = hover
    return alone


@pytest.mark.parametrize("name", sorted(charts.RECIPES))
def test_what_a_hover_says_stands_on_the_drawing_in_the_twin_or_on_the_card(
    build, panel, name, monkeypatch
):
    recipe = charts.RECIPES[name]
    for held in (build, panel):
        monkeypatch.setenv("FARO_CURATED", str(held.folder.parent))
        chart = charts.draw(name, held.table, "es", build=held)
        if not chart.is_empty:
            assert under_the_pointer_alone(chart, recipe, held, Text("es", held)) == {}
