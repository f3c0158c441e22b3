"""What has a page of its own leads to it: names and marks of charts, cells of tables, regions."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from pages_for_tests import drawings, drawn_texts, links, whole

from pipelines.receiving.reply import Means
from presentation import charts, data, drawing, menu
from presentation.cards import universe
from presentation.context import Asked, PageContext
from presentation.markup.html import gathered, join
from presentation.markup.tables import contract_table
from presentation.outcomes import shower_of
from presentation.panels import beside, region, replica
from presentation.rows import records
from presentation.stage import Still
from presentation.subjects import WITH_PAGES, lead, plain
from presentation.words import LANGUAGES, Text

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


def left_bare(spec, named, there):
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
        bare[name] = left_bare(spec, named, there)
    opened = [(page, CHOSEN.get(page, {})) for page in sorted(menu.ALONE)]
    for page, choices in (*opened, *DRAWN_WITH):
        with gathered() as parts:
            asks = Asked({"open": "all", **choices})
            shower_of(page)(replace(ctx, choices=asks, stage=WithoutGrids()))
        for drawn in drawings(whole(str(join(parts)))):
            if drawn.name not in CALLED_ALIKE:
                chart = (page, *choices.values(), drawn.name)
                bare[chart] = left_bare(json.loads(drawn.spec), named, there)
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


BETWEEN = re.compile(" · |, ")
CELL = re.compile(r"<(td|th)\b[^>]*>(.*?)</\1>", re.DOTALL)
CHANNEL = "State Transparency Portal"  # the name of a tool too
# Models whose tools are called like items of TA and like steps of a local plan: on their pages.
CALLED_LIKE_OTHERS, OF_MODELS = {"ig11_pmg", "gam"}, {"modelos", "diagnostico", "plan"}


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "page", ["gobierno_abierto", *sorted({*menu.ALONE} - {"gobierno_abierto"})]
)
def test_what_a_table_names_leads_to_its_page(ctx, pages_of, page):
    """Places, tools of any model and commitments, alone in a cell or beside others."""
    known = {name: {to} for name, to in pages_of.items()}
    tools = ctx.build.table("core_model__tool")
    if page not in OF_MODELS:
        tools = tools[~tools["model_id"].isin(CALLED_LIKE_OTHERS)]
    for _, versions in tools.groupby("tool_id"):
        pages = {lead(row, "tool_es") for row in records(versions)}
        for name in versions["name_en"]:
            known[name] = known.get(name, set()) | pages
    if page == "solicitudes":
        del known[CHANNEL]
    for row in records(ctx.build.table("core_ogp__commitment")):
        for name in ("commitment_id", "title_en"):
            known.setdefault(row[name], set()).add(lead(row, name))
    with gathered() as parts:
        choices = Asked({"open": "all", **CHOSEN.get(page, {})})
        shower_of(page)(replace(ctx, choices=choices, stage=WithoutGrids()))
    astray = {}
    for _, cell in CELL.findall(whole(str(join(parts)))):
        text = unescape(re.sub("<[^>]+>", "", cell))
        for name in {re.sub(r"^\d+ ", "", part.strip()) for part in (text, *BETWEEN.split(text))}:
            own = {to.partition("&")[0] for to, words in links(cell) if name in words}
            if name in known and not own & known[name]:
                astray.setdefault(name, set()).add(cell)
    assert astray == {}


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
def test_the_table_of_what_a_municipality_did_leads_to_its_tools(ctx, lang):
    recipe, t = charts.RECIPES["municipality_timeline"], Text(lang, ctx.build)
    drawn = data.chart(ctx.build_id, "municipality_timeline", lang)
    contract = ctx.build.describe(recipe.tables[0])
    rows = contract_table(drawn.rows, contract, recipe.columns, t, caption="timeline")
    tools = drawn.rows[drawn.rows["lane"] == "tool"]
    shown = {text for to, text in links(rows) if "tool=" in to or "version=" in to}
    assert shown == set(tools[f"tool_{lang}"]) != set()


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


def test_a_region_whose_mean_a_reply_changed_leads_to_its_page(ctx):
    t, names = ctx.t, universe.regions(ctx)
    means = [
        Means(
            region=code, n=30, cases=1, changed=1, published=80.0, resolved=81.0, origin="computed"
        )
        for code in ("", *names)
    ]
    shown = replica.means(ctx, means)
    assert {text: to.partition("&")[0] for to, text in links(shown)} == {
        name: f"region?region={code}" for code, name in names.items()
    }
    assert t("group.all") in shown
