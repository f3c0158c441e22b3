"""Every chart with hardly any rows: it draws, or says there is nothing; no ``NaN`` is ever seen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

from pipelines import serving, specs
from pipelines.specs import lineage
from presentation import charts, drawing
from presentation import formats as fmt
from presentation.charts.base import figure
from presentation.drawing import xml
from presentation.words import LANGUAGES, Text

BROKEN = re.compile(r"(?<![\w'\"#])(?:nan|inf|-inf|NaN|NaT|Infinity|<NA>)(?![\w'\"])")
Table = Callable[[str], pd.DataFrame]
DELIVERED = {kind.table for kind in specs.kinds().values()} - {"core_territory__municipality"}
LINEAGE = lineage.lineage(lineage.table_files())
RESTS_ON = {name: LINEAGE.get(name, set()) | {name} for name in specs.contracts()}


def _few(build: serving.Build, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows where every figure that may be unknown is: groups too small to show one."""
    columns = {column.name: column for column in build.describe(name).columns}
    measured = frame.select_dtypes("floating").columns
    return frame.assign(**{name: np.nan for name in measured if not columns[name].required})


def _first_of_each(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each value of the column that has fewest."""
    texts = [name for name in frame if frame[name].dtype == object or frame[name].dtype == "str"]
    few = min(texts, key=lambda name: frame[name].nunique(dropna=False), default=None)
    return frame if few is None else frame.drop_duplicates(few)


THIN: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "first row": lambda frame: frame.head(1),
    "last row": lambda frame: frame.tail(1),
    "two rows": lambda frame: frame.iloc[[0, -1]] if len(frame) > 1 else frame,
    "one of each": _first_of_each,
}


def _thinned(build: serving.Build, recipe: charts.Recipe, shape: str) -> Iterator[Table]:
    """Thin all delivered tables of a chart at once, then each alone; what is registered stays."""
    named = [name for name in recipe.tables if RESTS_ON[name] & DELIVERED]
    for chosen in (named, *([name] for name in named if len(named) > 1)):

        def table(name: str, chosen: list[str] = chosen) -> pd.DataFrame:
            frame = build.table(name)
            if name not in chosen:
                return frame
            return _few(build, name, frame) if shape == "few" else THIN[shape](frame)

        yield table


@pytest.mark.few(21)
@pytest.mark.parametrize("shape", [*THIN, "few"])
@pytest.mark.parametrize("recipe_id", charts.RECIPES)
def test_a_chart_of_few_rows_is_drawn_or_empty(demo_built, recipe_id, shape):
    build, recipe = serving.open(root=demo_built), charts.RECIPES[recipe_id]
    langs = itertools.cycle(LANGUAGES)
    for table in _thinned(build, recipe, shape):
        lang = next(langs)
        chart = charts.draw(recipe_id, table, lang, build=build)
        svg = drawing.svg(chart, Text(lang, build), note="")
        for text in (svg, chart.takeaway, chart.subtitle or "", chart.alt, chart.plot().spec):
            broken = BROKEN.search(re.sub(r"data:[^\"]*", "", text))
            assert broken is None, text[max(0, broken.start() - 80) : broken.end() + 20]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), np.float64("nan")])
def test_what_is_not_known_is_drawn_nowhere_and_said_in_words(value):
    t = Text("es")
    fig = figure(height=200, t=t)
    fig.note(value, 1, "lost")
    fig.note(1, 1, "placed")
    fig.add_vline(x=value)
    fig.settle()
    assert [note.text for note in fig.layout.annotations] == ["placed"]
    assert not fig.layout.shapes
    assert xml.el("circle", cx=value, cy=1) == ""
    assert xml.path([(1.0, value), (2.0, 3.0)]) == "M2,3"
    assert fmt.is_missing(value) and t.percent(value) == t.missing
    assert t("chart.groups.few", n=value) == t("chart.groups.few", n=t.missing)
