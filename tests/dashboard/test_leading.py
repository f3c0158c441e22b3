"""What has a page of its own leads to it: names and marks of charts, cells of tables, regions."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from pages_for_tests import drawings, drawn_texts, links, whole

from presentation import charts, data, drawing, menu
from presentation.context import Asked, PageContext
from presentation.markup.html import gathered, join
from presentation.markup.tables import contract_table
from presentation.outcomes import shower_of
from presentation.panels import beside, comparar, plan, region, request_years
from presentation.stage import Still
from presentation.subjects import WITH_PAGES, lead, plain
from presentation.words import LANGUAGES, Text

# Where tables name tools of any model, those of an instrument, or a channel called like a tool.
OF_OTHERS = {"modelos", "diagnostico", "solicitudes"}
DOTS = ("score_swarm", "rank_ranges", "change_quadrants")
OF_TOOLS = ("diagnosis_dots", "diagnosis_radar", "municipality_timeline", "plan_progress")


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


# Charts that draw a name which is of something else, and of what.
CALLED_ALIKE = {"process_items": "items of active transparency; the IG 11 has tools of their names"}
# What readers choose to see charts that a page does not open with.
DRAWN_WITH = [
    ("cumplimiento", {"view": "materias"}),
    ("diagnostico", {"instrument": "mgtm_2012_v1"}),
    ("diagnostico", {"instrument": "regional_2022_v1"}),
    ("herramientas", {"tool": "early_resolution"}),
    ("municipio", {"cut": "13119"}),
    ("plan", {"version": "mgtm2_2017"}),
    ("plan", {"version": "regional_2022"}),
]


@pytest.fixture
def named(panel):
    """What has a page, as charts call it in either language; a word alone may be any word."""
    places = (("core_territory__comuna", "comuna"), ("core_territory__region", "region"))
    names = {name for table, column in places for name in panel.table(table)[column]}
    for table, column in (
        ("core_catalogue__tool", "name"),
        ("core_model__tool", "name"),
        ("core_ogp__commitment", "title"),
    ):
        rows = panel.table(table)
        own = {name for lang in LANGUAGES for name in rows[f"{column}_{lang}"].dropna()}
        names |= {name for name in own | {name.split(" (")[0] for name in own} if " " in name}
    names |= {*panel.table("core_ogp__commitment")["commitment_id"]}
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@pytest.fixture
def there(panel):
    """Every page of what has one of its own."""
    return {
        *(f"municipio?cut={cut}" for cut in panel.table("core_territory__comuna")["cut"]),
        *(f"region?region={at}" for at in panel.table("core_territory__region")["region_code"]),
        *(f"herramientas?tool={of}" for of in panel.table("core_catalogue__tool")["tool_id"]),
        *(f"modelos?version={of}" for of in panel.table("core_model__version")["version_id"]),
        *(
            f"gobierno_abierto?commitment={of}"
            for of in panel.table("core_ogp__commitment")["commitment_id"]
        ),
    }


def astray(spec, named, there):
    """The names of what has a page that a chart draws without a link, and links to no such page."""
    svg = drawing.inline(spec, width=700, name="x", href=str)
    without = re.sub(r"<a\b.*?</a>", "", svg)
    to_nowhere = {to for to, _ in links(svg)} - there
    return [
        *named.findall(" ".join(map(plain, drawn_texts(without)))),
        *(to for to in sorted(to_nowhere) if not to.startswith("cumplimiento?view=")),
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_chart_draws_a_name_of_what_has_a_page_without_leading_there(
    panel, ctx, named, there, lang
):
    ctx, bare = replace(ctx, t=Text(lang, panel)), {}
    for name in sorted({*charts.RECIPES} - {*CALLED_ALIKE}):
        spec = json.loads(data.chart(ctx.build_id, name, lang).spec)
        bare[name] = astray(spec, named, there)
    opened = [(page, CHOSEN.get(page, {})) for page in sorted(menu.ALONE)]
    for page, choices in (*opened, *DRAWN_WITH):
        with gathered() as parts:
            asks = Asked({"open": "all", **choices})
            shower_of(page)(replace(ctx, choices=asks, stage=WithoutGrids()))
        for drawn in drawings(whole(str(join(parts)))):
            if drawn.name not in CALLED_ALIKE:
                chart = (page, *choices.values(), drawn.name)
                bare[chart] = astray(json.loads(drawn.spec), named, there)
    assert {chart: names for chart, names in bare.items() if names} == {}


# Besides each page as it opens: with what a reader chose there.
CHOSEN = {
    "gobierno_abierto": {"commitment": "CL0054"},
    "comparar": {"who": "13119,R13,pilot"},
    "muestra": {"country": "CL", "n": "38"},
    "consultas": {"q": "select comuna, cut, region, region_code from core_territory__comuna"},
}


class WithoutGrids(Still):
    """The stage of a still page, without the tables of which each row leads as one."""

    def grid(self, *_args, **_more):
        pass


CELL = re.compile(r"<(td|th)\b[^>]*>(.*?)</\1>", re.DOTALL)


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "page", ["gobierno_abierto", *sorted({*menu.ALONE} - {"gobierno_abierto"})]
)
def test_every_place_and_tool_named_in_a_table_leads_to_its_page(ctx, pages_of, page):
    tools = ctx.build.table("core_catalogue__tool").set_index("name_en")["tool_id"]
    if page not in OF_OTHERS:
        pages_of |= {name: f"herramientas?tool={tool_id}" for name, tool_id in tools.items()}
    with gathered() as parts:
        choices = Asked({"open": "all", **CHOSEN.get(page, {})})
        shower_of(page)(replace(ctx, choices=choices, stage=WithoutGrids()))
    shown = {}
    for _, cell in CELL.findall(whole(str(join(parts)))):
        name = unescape(re.sub("<[^>]+>", "", cell)).strip()
        if name in pages_of:
            shown.setdefault(name, set()).update(
                [to.partition("&")[0] for to, _ in links(cell)] or [cell]
            )
    assert shown == {name: {pages_of[name]} for name in shown}


def test_a_tool_of_another_model_leads_to_the_page_of_its_model(ctx):
    own = {"tool_id": "open_data", "tool_es": "Datos abiertos"}
    assert lead(own, "tool_es") == "herramientas?tool=open_data"
    assert lead({**own, "model_version": "mgtm2"}, "tool_es") == "herramientas?tool=open_data"
    assert lead({**own, "model_version": "regional"}, "tool_es") is None
    assert lead({**own, "instrument_id": "x"}, "tool_es") is None
    of_version = {**own, "version_id": "regional_2022"}
    assert lead(of_version, "tool_es") == "modelos?version=regional_2022"
    assert lead({**own, "version_id": "mgtm2_2016"}, "tool_es") == "herramientas?tool=open_data"


def test_the_tools_of_a_version_have_pages_if_all_of_them_have(panel):
    known = set(panel.table("core_catalogue__tool")["tool_id"])
    tools = panel.table("core_model__tool").groupby("version_id")["tool_id"].agg(set)
    assert {version for version, own in tools.items() if own <= known} == WITH_PAGES


def test_a_place_of_another_country_has_no_page():
    row = {"country": "CL", "code": "13101", "municipality": "Santiago", "region_id": "13"}
    row["region"] = "Metropolitana"
    assert lead(row, "municipality") == "municipio?cut=13101"
    assert lead(row, "region") == "region?region=13"
    assert lead({**row, "country": "MX"}, "municipality") is None
    assert lead({**row, "country": "MX"}, "region") is None


@pytest.mark.parametrize("name", DOTS)
def test_every_dot_of_a_municipality_leads_to_its_page(ctx, name):
    drawn = data.chart(ctx.build_id, name, "es")
    svg = drawing.inline(json.loads(drawn.spec), width=700, name="x", href=str)
    assert {to for to, _ in links(svg)} == {f"municipio?cut={cut}" for cut in drawn.rows["cut"]}


def test_a_row_of_the_heat_map_leads_to_its_municipality_and_a_heading_to_its_materia(ctx):
    drawn = data.chart(ctx.build_id, "materia_heat", "es")
    shown = links(drawing.inline(drawn.figure, width=700, name="x", href=str))
    cells = ctx.build.table("out_fiscalizacion__materia_cell")
    last = cells[cells["round_id"] == cells["round_id"].max()]
    rows = {to for to, text in shown if not text}
    assert rows == {f"municipio?cut={cut}" for cut in last["cut"]}
    headings = {text: parse_qs(urlsplit(to).query) for to, text in shown if text}
    assert set(headings) == set(last["materia_es"])
    by_region = {"view": ["materias"], "open": ["rounds"], "round": [cells["round_id"].max()]}
    assert all(choices == by_region for choices in headings.values())


@pytest.mark.parametrize("name", OF_TOOLS)
def test_every_mark_of_a_tool_or_dimension_leads_where_its_name_does(ctx, name):
    figure = data.chart(ctx.build_id, name, "es").figure
    marks = {to for trace in figure["data"] for to in trace.get("ids", ())}
    assert marks == set(figure["layout"]["meta"]["leads"].values()) != set()


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
        to = ways("".join(parts))
        along = [choices["region"] for page, choices in to if page == "region"]
        assert along == [*codes[max(at - 1, 0) : at], *codes[at + 1 : at + 2]]
        [compared] = [choices for page, choices in to if page == "comparar"]
        who = compared["who"].split(",")
        assert who[0] == f"R{code}" and {entity[1:] for entity in who[1:]} >= set(along)
        assert {*who} <= {*comparar.entities(ctx, compared["metric"], "").index}
        assert len(who) == comparar.LIMIT
        assert [choices["region"] for page, choices in to if page == "herramientas"] == [code]


def ways(html):
    """The pages that links lead to, each with what it is to show."""
    parts = (urlsplit(to) for to, _ in links(html))
    return [(way.path, {key: own[0] for key, own in parse_qs(way.query).items()}) for way in parts]


def test_a_municipality_leads_to_its_plan_and_to_its_diagnosis_if_it_has_one(ctx):
    scores = ctx.build.table("out_diagnostico__score", {"country": "CL", "part": "total"})
    diagnosed = scores["code"].tolist()
    without = sorted({*plan.places(ctx, "CL")[0]} - {*diagnosed})
    for cut in (*sorted({*diagnosed})[:4], *without[:2]):
        with gathered() as parts:
            beside.of_municipality(ctx, cut)
        to = ways("".join(parts))
        assert [choices["cut"] for page, choices in to if page == "plan"] == [cut]
        shown = [
            (choices["code"], choices["instrument"])
            for page, choices in to
            if page == "diagnostico"
        ]
        assert len(shown) == (cut in diagnosed)
        assert {*shown} <= {*zip(scores["code"], scores["instrument_id"], strict=True)}


def test_the_requests_of_a_region_say_of_how_many_municipalities_they_are(ctx):
    years = ctx.build.table("out_solicitudes__year", {"scope_kind": "region"})
    for code in beside.regions(ctx)["region_code"]:
        own = years[years["scope_id"] == f"CL-{code}"].sort_values("year", ascending=False)
        card = request_years.of_region(ctx, code)
        assert (card is None) == own.empty
        if card is not None:
            rows = re.findall(r"<tr>(.*?)</tr>", card, re.DOTALL)[1:]
            first = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[:2] for row in rows]
            expected = own[["year", "municipality_count"]].astype(str)
            assert first[: len(own)] == expected.to_numpy().tolist()
