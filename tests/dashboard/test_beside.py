"""From one place to the next: its neighbours, those like it, its plan, diagnosis and requests."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from pages_for_tests import links

from presentation.context import PageContext
from presentation.markup.html import gathered
from presentation.panels import beside, comparar, plan, request_years
from presentation.words import Text


@pytest.fixture
def ctx(panel, monkeypatch, demo_built, no_cache):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return PageContext(panel, Text("en", panel))


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
