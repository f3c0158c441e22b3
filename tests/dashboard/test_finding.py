"""The search knows all by its names: pages, places, promises, tools, figures, tables, words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from asgi_for_tests import Client
from starlette.applications import Starlette

from dashboard import server
from dashboard.nav import PAGES
from pipelines import serving
from pipelines.ingest.names import Matcher
from pipelines.ingest.names.text import fold
from pipelines.paths import raw_dir
from presentation import menu, pages
from presentation.context import Asked, PageContext
from presentation.markup.html import gathered, join
from presentation.outcomes import shower_of
from presentation.panels import tendencias
from presentation.panels.finding import KINDS, Entry, index
from presentation.stage import Still
from presentation.words import LANGUAGES, Text

CARD = re.compile(r"st-key-card_(\w+)")


@pytest.fixture
def client():
    return Client(Starlette(routes=server.routes()))


@pytest.fixture(params=LANGUAGES)
def entries(request, build, served):
    return [Entry(*fields) for fields in json.loads(index(build.build_id, request.param))]


REPORT = "data/{}/informe.pdf"  # the only file found: the others stand on the page of their cards


def of(entries, kind):
    return [entry for entry in entries if entry.kind == kind]


@pytest.mark.thorough
def test_everything_is_in_it_and_leads_to_a_page(entries, build):
    paths = {urlsplit(entry.href).path for entry in entries}
    assert {path for path in paths if path not in PAGES} == {"./", REPORT.format(build.build_id)}
    assert len(of(entries, "page")) == len(PAGES)
    assert {entry.kind for entry in entries} == set(KINDS)
    for kind, table in (("commitment", "core_ogp__commitment"), ("tool", "core_catalogue__tool")):
        assert len(of(entries, kind)) == len(build.table(table))
    assert {entry.about for entry in of(entries, "table")} == set(build.tables())
    assert {entry.about for entry in of(entries, "metric")} == set(build.metrics)


def test_a_municipality_is_found_by_all_that_the_engine_accepts(entries, build):
    matcher = Matcher.from_folder(raw_dir() / "territory")
    places = of(entries, "municipality")
    assert len(places) == len(build.table("core_territory__comuna", {"has_municipality": True}))
    known = {
        parse_qs(urlsplit(place.href).query)["cut"][0]: place.names.split("|") for place in places
    }
    for cut, names in known.items():
        assert cut in names
        matched = {
            matcher.match(name).cut for name in names if name[0].isalpha() and name[-1].isalpha()
        }
        assert matched <= {cut, None}, names
    for row in build.table("core_territory__name_alias").to_dict("records"):
        assert fold(row["alias"]) in known.get(row["cut"], [fold(row["alias"])])


def test_a_region_is_found_by_its_numbers(entries):
    metropolitan = next(entry for entry in of(entries, "region") if "region=13" in entry.href)
    assert {"13", "rm", "metropolitana", "region metropolitana de santiago"} <= set(
        metropolitan.names.split("|")
    )


def test_codes_are_found_as_tables_and_people_write_them(entries):
    ways = (("?cut=13119", "cl13119"), ("?region=13", "cl13"), ("?commitment=CL0048", "cl48"))
    for href, way in ways:
        assert [way in entry.names.split("|") for entry in entries if href in entry.href] == [True]


def test_both_languages_find_the_same_by_the_same_names(build, served):
    es, en = (json.loads(index(build.build_id, lang)) for lang in LANGUAGES)
    assert [entry[0] for entry in es] == [entry[0] for entry in en]
    assert [set(entry[4].split("|")) for entry in es] == [set(entry[4].split("|")) for entry in en]


def test_pages_and_words_are_found_by_what_they_say_in_either_language(entries, build):
    says = {entry.href.split("?")[0]: entry.more for entry in of(entries, "page")}
    assert "SQL" in says["consultas"] and "{" not in "".join(says.values())
    for row in build.table("core_catalogue__term").to_dict("records"):
        [term] = [
            entry for entry in of(entries, "term") if entry.href.endswith(f"#{row['term_id']}")
        ]
        assert {row["definition_es"], row["definition_en"]} <= {*term.more.split("\n"), term.about}


def test_a_tab_is_found_by_its_name_and_a_place_by_how_people_shorten_it(entries):
    maps = [
        entry.href
        for entry in of(entries, "part")
        if {"map", "mapa"} <= set(entry.names.split("|"))
    ]
    assert any("cumplimiento?view=map" in href for href in maps)
    [capital] = [entry for entry in of(entries, "municipality") if "cut=13101" in entry.href]
    assert "stgo" in capital.names.split("|")
    assert all("i ilustre municipalidad" in entry.names for entry in of(entries, "municipality"))


class Parted:
    """A stage on which a page has its parts one at a time, as where a reader can choose."""

    def __getattr__(self, name):
        return getattr(Still(), name)


def offered(build, page, **query):
    """What a page offers to choose from, by key, where something was chosen."""
    choices = Asked(query)
    with gathered():
        pages.show_of(page)(PageContext(build, Text("es", build), "", choices, Parted()))
    return {offer.key: offer.options for offer in choices.offers}


@pytest.mark.thorough
def test_each_part_found_is_one_that_its_page_offers(panel, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    listed = [Entry(*fields) for fields in json.loads(index(panel.build_id, "es"))]
    parts = [part for part in of(listed, "part") if not part.href.startswith("data/")]
    assert len({(part.title, part.about) for part in parts}) == len(parts)
    opening = defaultdict(list)  # page and view → the choices that open a part there
    for part in parts:
        query = dict(parse_qsl(urlsplit(part.href).query))
        del query["build"]
        opening[urlsplit(part.href).path, query.get("view", "")].append(query)
    assert {view for page, view in opening if page == "tendencias"} == set(tendencias.VIEWS)
    read = [(page, view) for page, view in opening if page in menu.READ]
    assert len(read) > 15
    for page, view in read:
        options = offered(panel, page, **({"view": view} if view else {}))
        for query in opening[page, view]:
            for key, value in query.items():
                assert value in options[key], (page, query)


@pytest.mark.thorough
@pytest.mark.parametrize("page", ["cumplimiento", "tendencias", "datos", "ayuda", "diagnostico"])
def test_every_card_of_every_tab_says_under_which_it_stands(demo_built, client, monkeypatch, page):
    """Whatever tab is open, a card that it does not show is on the page its answer gives."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    build = serving.open()
    usual, tabs = shown(build, page, {})
    names = set(CARD.findall(usual))
    for tab in tabs:
        for option in tab.options:
            names |= set(CARD.findall(shown(build, page, {tab.key: option})[0]))
    assert names
    for name in names:
        choices = json.loads(client.get(f"/faro/cards/latest/{page}/{name}.json").text)
        assert set(choices) == {tab.key for tab in tabs}
        chosen = {key: option for key, option in choices.items() if option}
        assert name in CARD.findall(shown(build, page, chosen)[0])
        if name in CARD.findall(usual):
            assert chosen == {}


def test_no_tab_is_said_of_what_no_page_holds(served, client):
    for card in ("cumplimiento/nothing", "nothing/watch", "cumplimiento/.*", "consultas/answer"):
        assert client.get(f"/faro/cards/latest/{card}.json").text == "{}"
    assert client.get("/faro/cards/000000000000/resumen/watch.json").status_code == 404


def shown(build, page, chosen):
    """A page without a session, and the tabs it offers."""
    choices = Asked(chosen)
    with gathered() as parts:
        shower_of(page)(PageContext(build, Text("es", build), "", choices))
    return str(join(parts)), [offer for offer in choices.offers if offer.as_tabs]
