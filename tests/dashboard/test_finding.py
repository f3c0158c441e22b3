"""The search knows all by its names: pages, places, promises, tools, figures, tables, words."""

from __future__ import annotations

import json
from collections import defaultdict
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from dashboard.nav import PAGES
from pipelines.ingest.names import Matcher
from pipelines.ingest.names.text import fold
from pipelines.paths import raw_dir
from presentation import menu, pages
from presentation.cards.html import gathered
from presentation.context import Asked, PageContext
from presentation.panels import tendencias
from presentation.panels.finding import KINDS, Entry, index
from presentation.stage import Still
from presentation.words import LANGUAGES, Text


@pytest.fixture(params=LANGUAGES)
def entries(request, build, served):
    return [Entry(*one) for one in json.loads(index(build.build_id, request.param))]


def of(entries, kind):
    return [entry for entry in entries if entry.kind == kind]


@pytest.mark.thorough
def test_everything_is_in_it_and_leads_to_a_page(entries, build):
    pages = {urlsplit(entry.href).path for entry in entries}
    assert pages - {"./"} <= set(PAGES)
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
    known = {parse_qs(urlsplit(one.href).query)["cut"][0]: one.names.split("|") for one in places}
    for cut, names in known.items():
        assert cut in names
        found = {matcher.match(one).cut for one in names if one[0].isalpha() and one[-1].isalpha()}
        assert found <= {cut, None}, names
    for row in build.table("core_territory__name_alias").to_dict("records"):
        assert fold(row["alias"]) in known.get(row["cut"], [fold(row["alias"])])


def test_a_region_is_found_by_its_numbers(entries):
    metropolitan = next(one for one in of(entries, "region") if "region=13" in one.href)
    assert {"13", "rm", "metropolitana", "region metropolitana de santiago"} <= set(
        metropolitan.names.split("|")
    )


def test_both_languages_find_the_same_by_the_same_names(build, served):
    es, en = (json.loads(index(build.build_id, lang)) for lang in LANGUAGES)
    assert [one[0] for one in es] == [one[0] for one in en]
    assert [set(one[4].split("|")) for one in es] == [set(one[4].split("|")) for one in en]


def test_pages_and_words_are_found_by_what_they_say_in_either_language(entries, build):
    says = {entry.href.split("?")[0]: entry.more for entry in of(entries, "page")}
    assert "SQL" in says["consultas"] and "{" not in "".join(says.values())
    for row in build.table("core_catalogue__term").to_dict("records"):
        [term] = [one for one in of(entries, "term") if one.href.endswith(f"#{row['term_id']}")]
        assert {row["definition_es"], row["definition_en"]} <= {*term.more.split("\n"), term.about}


def test_a_tab_is_found_by_its_name_and_a_place_by_how_people_shorten_it(entries):
    maps = [one.href for one in of(entries, "part") if {"map", "mapa"} <= set(one.names.split("|"))]
    assert any("cumplimiento?view=map" in one for one in maps)
    [capital] = [one for one in of(entries, "municipality") if "cut=13101" in one.href]
    assert "stgo" in capital.names.split("|")
    assert all("i ilustre municipalidad" in one.names for one in of(entries, "municipality"))


class Parted:
    """A stage on which a page has its parts one at a time, as where a reader can choose."""

    def __getattr__(self, name):
        return getattr(Still(), name)


def offered(build, page, **query):
    """What a page offers to choose from, by key, where something was chosen."""
    asked = Asked(query)
    with gathered():
        pages.show_of(page)(PageContext(build, Text("es", build), "", asked, Parted()))
    return {offer.key: offer.options for offer in asked.offers}


@pytest.mark.thorough
def test_each_part_found_is_one_that_its_page_offers(panel, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    listed = [Entry(*one) for one in json.loads(index(panel.build_id, "es"))]
    parts = of(listed, "part")
    assert len({(one.title, one.about) for one in parts}) == len(parts)
    found = defaultdict(list)  # page and view → the choices that open a part there
    for one in parts:
        query = dict(parse_qsl(urlsplit(one.href).query))
        del query["build"]
        found[urlsplit(one.href).path, query.get("view", "")].append(query)
    assert {view for page, view in found if page == "tendencias"} == set(tendencias.VIEWS)
    read = [(page, view) for page, view in found if page in menu.READ]
    assert len(read) > 15
    for page, view in read:
        options = offered(panel, page, **({"view": view} if view else {}))
        for query in found[page, view]:
            for key, value in query.items():
                assert value in options[key], (page, query)
