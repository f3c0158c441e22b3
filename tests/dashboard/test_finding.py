"""The search knows all by its names: pages, places, promises, tools, figures, tables, words."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.nav import PAGES
from pipelines.ingest.names import Matcher
from pipelines.ingest.names.text import fold
from pipelines.paths import raw_dir
from presentation.panels.finding import KINDS, Entry, index
from presentation.words import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def entries(request, build, served):
    return [Entry(*one) for one in json.loads(index(build.build_id, request.param))]


def of(entries, kind):
    return [entry for entry in entries if entry.kind == kind]


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
