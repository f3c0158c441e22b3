"""What has a page of its own leads to it: names and marks of charts, cells of tables, regions."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pages_for_tests import drawn_texts, links

from presentation import charts, data, drawing
from presentation.context import PageContext
from presentation.markup.html import gathered
from presentation.markup.tables import contract_table
from presentation.panels import beside, region
from presentation.subjects import plain
from presentation.words import LANGUAGES, Text

DOTS = ("score_swarm", "rank_ranges", "change_quadrants")


@pytest.fixture
def ctx(panel, monkeypatch, demo_built, no_cache):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return PageContext(panel, Text("en", panel))


@pytest.fixture
def pages_of(panel):
    """The page of each municipality and region, by its name; none of two that share theirs."""
    comunas = panel.table("core_territory__comuna", {"has_municipality": True})
    regions = panel.table("core_territory__region")
    cuts, codes = (
        rows.set_index(name)[code].to_dict()
        for rows, name, code in (
            (comunas, "comuna", "cut"),
            (regions, "region", "region_code"),
        )
    )
    return {
        **{name: f"region?region={code}" for name, code in codes.items() if name not in cuts},
        **{name: f"municipio?cut={cut}" for name, cut in cuts.items() if name not in codes},
    }


@pytest.mark.few(21)
@pytest.mark.parametrize("name", charts.RECIPES)
def test_every_place_named_on_a_chart_leads_to_its_page(ctx, pages_of, name):
    spec = json.loads(data.chart(ctx.build_id, name, "es").spec)
    svg = drawing.inline(spec, width=700, name="x", href=str)
    shown = {plain(text): to for to, text in links(svg) if text}
    named = {plain(text) for text in drawn_texts(svg)} & set(pages_of)
    assert {place: shown.get(place) for place in named} == {
        place: pages_of[place] for place in named
    }


@pytest.mark.parametrize("name", DOTS)
def test_every_dot_of_a_municipality_leads_to_its_page(ctx, name):
    drawn = data.chart(ctx.build_id, name, "es")
    svg = drawing.inline(json.loads(drawn.spec), width=700, name="x", href=str)
    assert {to for to, _ in links(svg)} == {f"municipio?cut={cut}" for cut in drawn.rows["cut"]}


def test_a_name_of_a_municipality_and_of_a_region_leads_to_what_the_chart_shows(ctx):
    chart = charts.draw("movers", ctx.build.table, "es")
    leads = chart.figure.layout.meta["leads"]
    assert all(to.startswith("municipio?") for to in leads.values())
    chart = charts.draw("region_signing", ctx.build.table, "es")
    assert chart.figure.layout.meta["leads"]["O'Higgins"] == "region?region=06"


def test_a_chart_in_a_document_leads_nowhere(ctx):
    chart = charts.draw("movers", ctx.build.table, "es")
    assert links(drawing.svg(chart, Text("es"))) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_a_chart_leads_to_the_same_pages(ctx, lang):
    recipe, t = charts.RECIPES["movers"], Text(lang, ctx.build)
    rows = data.chart(ctx.build_id, "movers", lang).rows
    contract = ctx.build.describe(recipe.tables[0])
    linked = links(contract_table(rows, contract, recipe.columns, t, caption="movers"))
    addresses = [(urlsplit(to).path, parse_qs(urlsplit(to).query)) for to, _ in linked]
    for column, page, key, code in (
        ("comuna", "municipio", "cut", "cut"),
        ("region", "region", "region", "region_code"),
    ):
        own = [query for path, query in addresses if path == page]
        assert [query[key][0] for query in own] == rows[code].tolist(), column
        assert {query["build"][0] for query in own} == {ctx.build_id}
        assert {query.get("lang", ["es"])[0] for query in own} == {lang}


@pytest.mark.thorough
def test_every_municipality_of_a_region_leads_to_its_page(ctx, pages_of):
    for code in beside.regions(ctx)["region_code"]:
        rows = beside.members(ctx, code)
        linked = links(region.places(ctx, region.latest(ctx, code)))
        shown = {urlsplit(to).query.partition("&")[0]: text for to, text in linked}
        for row in rows.itertuples():
            assert shown[f"cut={row.cut}"] == row.comuna


def test_peers_are_like_it_and_near_in_population(ctx):
    position = ctx.build.table("out_fiscalizacion__municipality_position")
    last = position[position["year"] == position["year"].max()].set_index("cut")
    people = ctx.build.table("core_territory__comuna").set_index("cut")["population_census_2024"]
    band = ["rurality", "population_band_id"]
    for cut in ("13120", "11202", "05101"):
        peers = beside.peers(ctx, cut)
        assert cut not in peers and len(peers) == beside.PEERS
        like = last[(last[band] == last.loc[cut, band]).all(axis=1)].index.drop(cut)
        assert set(peers) <= set(like)
        far = (people - people[cut]).abs()
        assert far[peers].max() <= far[like.difference(peers)].min()


def test_from_each_region_to_those_north_and_south_of_it(ctx):
    codes = beside.regions(ctx)["region_code"].tolist()
    for at, code in enumerate(codes):
        with gathered() as parts:
            beside.of_region(ctx, code)
        to = [parse_qs(urlsplit(href).query)["region"][0] for href, _ in links("".join(parts))]
        assert to == [*codes[max(at - 1, 0) : at], *codes[at + 1 : at + 2]]
