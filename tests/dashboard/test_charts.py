"""Charts: the numbers in their traces, gaps that stay gaps, words computed from the data."""

import ast
import itertools
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from pages_for_tests import colours, shown, traces, words

from pipelines import serving
from presentation import charts, theme
from presentation.cards.exact import exact
from presentation.cards.tiles import EMPTY
from presentation.charts.base import runs, spread
from presentation.words import LANGUAGES, Text

FOLDER = Path(charts.__file__).parent
PUBLISHED = [name for name, recipe in charts.RECIPES.items() if recipe.needs == "published"]


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


MOST_LETTERS = 30  # of a line of a name at the left: half of a phone


@pytest.mark.few(3)
@pytest.mark.parametrize("name", ["claim_strip", "gam_steps", *charts.RECIPES])
def test_names_at_the_left_leave_a_phone_room_for_what_is_drawn(panel, lang, name):
    figure = charts.draw(name, panel.table, lang).figure
    names = [text for trace in figure.data for text in (() if trace.y is None else trace.y)]
    for axis in figure.select_yaxes():
        names += axis.ticktext or ()
    lines = [line for text in names if isinstance(text, str) for line in text.split("<br>")]
    assert [line for line in lines if len(re.sub("</?b>", "", line)) > MOST_LETTERS] == []


@pytest.mark.few(39)
@pytest.mark.parametrize("name", PUBLISHED)
def test_every_chart_has_words_and_only_colours_that_turn_dark(build, lang, name):
    chart = charts.draw(name, build.table, lang)
    assert not chart.is_empty
    assert all((chart.takeaway, chart.subtitle, chart.alt))
    assert "{" not in chart.takeaway + chart.subtitle + chart.alt
    known = set(vars(theme.LIGHT).values()) | {"rgba(0,0,0,0)"}
    assert colours(chart.figure.to_plotly_json()) <= known
    assert (
        set(charts.RECIPES[name].columns)
        - {
            column.name.removesuffix(f"_{lang}")
            for column in build.describe(charts.RECIPES[name].tables[0]).columns
        }
        == set()
    )


@pytest.mark.few(19)
@pytest.mark.parametrize("name", charts.RECIPES)
def test_no_name_is_cut(build, panel, lang, name):
    for held in (build, panel):
        chart = charts.draw(name, held.table, lang, build=held)
        assert "…" not in json.dumps(chart.figure.to_plotly_json(), default=str, ensure_ascii=False)


def stretches(chart, name):
    """Return the stretches of a broken line, each as its two points."""
    points = [
        point
        for trace in traces(chart, name)
        for point in zip(trace.x, trace.y, strict=True)
        if point != (None, None)
    ]
    return list(zip(points[::2], points[1::2], strict=True))


@pytest.mark.parametrize("name", charts.RECIPES)
def test_nothing_to_draw_is_said(build, lang, name):
    chart = charts.draw(name, lambda table: build.table(table).head(0), lang)
    assert chart.is_empty
    assert chart.rows.empty
    assert chart.alt


def test_national_series_draws_known_means_and_no_line_over_a_gap(build, lang):
    chart = charts.draw("national_series", build.table, lang)
    (points,) = traces(chart, "means")
    assert list(points.x) == [2012, 2013, 2016, 2017, 2018, 2024, 2025]
    assert list(points.y) == [30.26, 47.43, 77, 74.2, 70.49, 78.1, 81.6]
    lines = [*stretches(chart, "comparable"), *stretches(chart, "not_comparable")]
    assert sorted(tuple(x for x, _ in line) for line in lines) == [
        (2012, 2013),
        (2016, 2017),
        (2017, 2018),
        (2024, 2025),
    ]
    pale = {tuple(x for x, _ in line) for line in stretches(chart, "not_comparable")}
    assert pale == {(2017, 2018), (2024, 2025)}
    assert all(line.opacity < 0.5 for line in traces(chart, "not_comparable"))
    places = {shape.x0 for shape in chart.figure.layout.shapes if shape.type == "line"}
    assert places == set(build.table("out_fiscalizacion__method_break")["year_position"])
    word = Text(lang, build)("chart.gap_short")
    words = [note.x for note in chart.figure.layout.annotations if note.text == word]
    assert len(words) == 2
    assert all(abs(x - place) >= 0.5 for x in words for place in places), "no line crosses a word"


def test_national_series_stresses_the_round_chosen(build):
    chart = charts.draw("national_series", build.table, "es", {"round_id": "r2017"})
    sizes = traces(chart, "means")[0].marker.size
    assert max(sizes) == sizes[3] > sizes[0]


def test_why_each_method_broke_stands_under_the_national_series(visit, build, lang):
    html = shown(visit("resumen", lang=lang))
    card = html.split('data-name="national_series"')[-1].split("</section>")[0]
    breaks = build.table("out_fiscalizacion__method_break").sort_values("year_position")
    years = build.table("core_fiscalizacion__round").set_index("round_id")["year"]
    fold = words(card.partition(Text(lang)("resumen.breaks"))[2])
    places = [
        fold.index(
            f" {years[row['after_round_id']]} → {years[row['before_round_id']]} · "
            f"{row[f'label_{lang}']} : {row[f'reason_{lang}']} "
        )
        for row in breaks.to_dict("records")
    ]
    assert places == sorted(places) and len(places) > 1


@pytest.mark.parametrize("round_id", ["r2024", "r2025"])
def test_the_heat_map_carries_its_key_and_a_row_of_its_twin_for_every_cell(panel, lang, round_id):
    chart, t = charts.draw("materia_heat", panel.table, lang, {"round_id": round_id}), Text(lang)
    keys = [traces(chart, f"key_{step}")[0] for step in range(1, theme.STEPS + 1)]
    assert [trace.fillcolor for trace in keys] == list(theme.LIGHT.scale())
    notes = {note.text for note in chart.figure.layout.annotations}
    assert {t.percent(0, 0), t.percent(100, 0)} <= notes
    cells = panel.table("out_fiscalizacion__materia_cell", {"round_id": round_id})
    signs = {"zero": (cells["score_pct"] == 0).any()}
    signs |= {css: (cells["score_state"] == state).any() for state, css in EMPTY.items()}
    drawn = {css for css in signs if t(f"tiles.{css}") in notes}
    assert drawn == {css for css, is_there in signs.items() if is_there}
    assert set(chart.rows["cut"]) == set(cells["cut"])
    assert len(chart.rows) == len(cells)


def test_slope_has_the_three_groups(build, lang):
    chart = charts.draw("pilot_slope", build.table, lang)
    ends = {trace.meta: [round(y, 2) for y in trace.y] for trace in chart.figure.data}
    assert ends == {
        "mgtm_pilot": [37.5, 68.3],
        "all": [30.26, 47.43],
        "non_pilot": [29.42, 45.0],
    }
    comma = "," if lang == "es" else "."
    assert f"30{comma}8" in chart.takeaway
    assert f"15{comma}6" in chart.takeaway


def test_curve_joins_only_neighbouring_years(build, lang):
    chart = charts.draw("convenio_curve", build.table, lang)
    joined, points = traces(chart, "known")
    assert (list(joined.x), list(joined.y)) == ([2012, 2013], [36, 186])
    assert (list(points.x), list(points.y)) == ([2012, 2013, 2019], [36, 186, 340])
    (room,) = traces(chart, "unknown")
    assert (min(room.y), max(room.y)) == (186, 340)
    assert "154" in chart.takeaway


def test_regions_stand_lowest_first_in_per_cent_and_those_of_which_none_is_known_last(build):
    chart = charts.draw("region_signing", build.table, "es")
    (known,), (universe,) = traces(chart, "known"), traces(chart, "municipalities")
    shares = [share for share in known.x[::-1] if share]
    assert shares == sorted(shares) and not any(known.x[: -len(shares)])
    assert set(universe.x) == {100}
    assert chart.rows["known_signings"].sum() == 26
    assert chart.rows["municipalities"].sum() == 345
    assert chart.rows["region"].tolist() == list(known.y[::-1])


def test_region_chosen_is_stressed(build):
    chart = charts.draw("region_signing", build.table, "es", {"region": "13"})
    (known,) = traces(chart, "known")
    opacity = dict(zip(known.y, known.marker.opacity, strict=True))
    assert opacity["Metropolitana"] == 1
    assert opacity["Valparaíso"] < 1


def test_the_funnel_says_its_target_beside_it_and_its_unknown_stages(build, lang):
    chart = charts.draw("mgtm2_funnel", build.table, lang)
    (stages,) = traces(chart, "stages")
    assert [x for x in stages.x if pd.notna(x)] == [115, 174, 230]
    assert not chart.figure.layout.shapes, "no stage measures the target: it is said, not drawn"
    assert re.search(r"\b69\b", chart.subtitle)

    def with_unknown(name):
        rows = build.table(name)
        more = rows.iloc[[0]].assign(
            stage="x",
            stage_order=9,
            stage_es="Comenzó",
            stage_en="Started",
            municipalities=pd.NA,
            share_pct=pd.NA,
            source_ids=None,
        )
        return pd.concat([rows, more])

    unknown = charts.draw("mgtm2_funnel", with_unknown, lang)
    notes = [annotation.text for annotation in unknown.figure.layout.annotations]
    assert {"es": "sin datos publicados", "en": "no published data"}[lang] in notes


def test_labels_are_spread_and_gaps_found():
    assert spread([10.0, 10.5], 2) == [9.25, 11.25]
    placed = spread([30.26, 29.42, 37.5, 30.0], 4)
    ordered = sorted(placed)
    assert all(b - a >= 4 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert runs([2012, 2013, 2016, 2018]) == [(2014, 2015), (2017, 2017)]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_charts_know_neither_streamlit_nor_plotly_express(path):
    names = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert not [n for n in names if n.startswith("streamlit") or n == "plotly.express"]


@pytest.mark.few(19)
@pytest.mark.parametrize("name", charts.RECIPES)
def test_the_query_cited_gives_the_rows_drawn_and_no_other(build, panel, name, monkeypatch):
    recipe = charts.RECIPES[name]
    for held in (build, panel):
        monkeypatch.setenv("FARO_CURATED", str(held.folder.parent))
        chart = charts.draw(name, held.table, "es", build=held)
        if chart.is_empty:
            continue
        query = chart.query or exact(held, {recipe.tables[0]: chart.rows})
        given = held.query(query)
        assert len(given) == len(chart.rows), query
        assert len(query) <= serving.MOST_CHARACTERS, "it can be asked on the page"
        for trace in chart.figure.data:
            if trace.type == "heatmap":
                [figure, *_] = (serving.metrics()[metric].value for metric in recipe.metrics)
                cells = [value for row in trace.z for value in row if value is not None]
                assert len(cells) == given[figure].notna().sum() > 0
        for column in set(recipe.columns) & set(given) & set(chart.rows):
            if pd.api.types.is_numeric_dtype(given[column]):
                drawn, queried = (
                    rows[column].sort_values(ignore_index=True) for rows in (chart.rows, given)
                )
                pd.testing.assert_series_equal(drawn, queried, check_dtype=False)
