"""A universe larger than Chile's: a page shows so many lines and says of how many."""

from __future__ import annotations

import pytest

from presentation import charts, data
from presentation.cards import chile
from presentation.charts import heat
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import changes, cumplimiento
from presentation.words import LANGUAGES, Text

CELLS = "out_fiscalizacion__materia_cell"


@pytest.fixture
def round_id(panel, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    yield cumplimiento.rounds(PageContext(panel, Text("es", panel)))[0]
    data.clear()


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_table_of_changes_shows_those_who_fell_most_and_of_how_many(
    panel, round_id, monkeypatch, lang
):
    ctx = PageContext(panel, Text(lang, panel))
    rows = panel.table(changes.TABLE, {"round_id": round_id})
    n_materias, n = rows["materia_id"].nunique(), rows["cut"].nunique()
    monkeypatch.setattr(changes, "MOST_CELLS", 7 * n_materias)
    html = str(changes.of_round(ctx, Filters(round_id=round_id)))
    assert html.count("<tr>") == 7 + 1
    assert ctx.t("delivered.more", shown="7", n=ctx.t.number(n)) in html
    totals = data.figures(panel.build_id, "score_change", round_id=round_id)
    fell = totals.sort_values(["score_change", "cut"])["cut"].tolist()
    assert [cut for cut in fell if f"cut={cut}" in html] == fell[:7]


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_heat_map_draws_the_weakest_and_counts_all(panel, round_id, monkeypatch, lang):
    t, choice = Text(lang, panel), {"round_id": round_id}
    whole = charts.draw("materia_heat", panel.table, lang, choice)
    monkeypatch.setattr(heat, "MOST", 9)
    chart = charts.draw("materia_heat", panel.table, lang, choice)
    cells = panel.table(CELLS, choice)
    weakest = cells[cells["municipality_order"] <= 9]
    assert set(chart.rows["cut"]) == set(weakest["cut"])
    words = {"shown": t.number(weakest["cut"].nunique()), "n": t.number(cells["cut"].nunique())}
    assert t("chart.heat.weakest", **words) in chart.subtitle
    assert chart.takeaway == whole.takeaway
    drawn_all = t("chart.heat.weakest", shown=words["n"], n=words["n"])
    assert drawn_all not in whole.subtitle and words["n"] in whole.subtitle


def test_where_no_catalogue_says_where_bodies_lie_the_map_says_so(panel, round_id, monkeypatch):
    ctx, usual = PageContext(panel, Text("es", panel)), data.table

    def nowhere(build_id, name, **where):
        rows = usual(build_id, name, **where)
        return rows.head(0) if name == cumplimiento.TILES else rows

    monkeypatch.setattr(data, "table", nowhere)
    card = str(cumplimiento.tiles(ctx, Filters(round_id=round_id)))
    assert ctx.t("cumplimiento.tiles_none") in card


def test_a_map_has_no_strip_where_no_comuna_of_it_is_known(panel, round_id, monkeypatch):
    ctx = PageContext(panel, Text("es", panel))
    rows = panel.table(cumplimiento.TILES, {"round_id": round_id, "revision": "as_published"})
    north = rows[rows["region_code"] == "15"]
    drawn = str(chile.country_map(ctx, north, inside=set(north["cut"]), links={}))
    assert drawn.count("<svg") == 1
    assert "<svg" not in str(chile.country_map(ctx, rows.head(0), inside=set(), links={}))
