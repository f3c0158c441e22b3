"""The global filters: honoured, carried from page to page, in the address, never silently lost."""

import re
from collections import Counter
from importlib import import_module
from itertools import pairwise

import pytest
from pages_for_tests import shown, turned

from presentation import menu, pages
from presentation.choices.filters import ALL, KEYS, Filters
from presentation.context import Asked, PageContext
from presentation.markup.html import gathered, join
from presentation.words import Text

UNIT = re.compile(r'<\w+[^>]* class="(?:faro-card st-key-card_(\w+)|(faro-kpi|faro-head))"')
SENTENCE = "No cambia con lo elegido en [^<]*"
SAYS_SO = re.compile(f"<p[^>]*>{SENTENCE}</p>| {SENTENCE}")
LINK = re.compile(r"<(?:a|details|button)\b[^>]*>")  # which may carry what was chosen
HOLDS = ("<td", "faro-plot")  # what could follow; a card without says that there is nothing
FILTERED = (
    *("cobertura", "cumplimiento", "herramientas", "publicacion", "resumen", "solicitudes"),
    "tendencias",
)
IN_A_CARD = {"municipio", "proceso_ta"}  # a year is chosen of a calendar, in its own card
STILL = {"es": "No cambia con lo elegido en ", "en": "It does not change with what was chosen in "}
# The narrowest choices that a page must not pass over in silence.
NARROW = {"region": "13", "rurality": "Rural", "group": "non_pilot"}


@pytest.fixture
def shelf(demo_built, panel, monkeypatch):
    """The build with the simulated panel, where pages look for it."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return panel


def test_an_address_with_every_filter_reopens_its_view(visit_demo, panel):
    chosen = {"round": "r2024", "region": "07", "rurality": "Rural", "group": "non_pilot"}
    app = visit_demo("cumplimiento", **chosen, revision="as_revised")
    row = panel.table(
        "out_fiscalizacion__universe_round",
        {
            "round_id": "r2024",
            "region_code": "07",
            "rurality": "Rural",
            "group_id": "non_pilot",
            "revision": "as_revised",
        },
    ).iloc[0]
    html = shown(app)
    assert f"{row.n_municipalities} municipios · 2024" in html
    assert "Resto · Rural · Maule" in html
    assert {key: app.query_params[key] for key in chosen} == chosen


def test_a_universe_below_five_shows_its_n_and_no_mean(visit_demo, panel):
    rows = panel.table("out_fiscalizacion__universe_round", {"revision": "as_published"})
    small = rows[(rows.n_municipalities.between(1, 4)) & (rows.group_id == "all")].iloc[0]
    choices = {"round": small.round_id, "region": small.region_code, "rurality": small.rurality}
    html = shown(visit_demo("cumplimiento", **choices))
    assert rows.loc[small.name, "mean_pct"] != rows.loc[small.name, "mean_pct"]  # missing
    assert re.search(rf"{small.n_municipalities} municipios? con puntaje, menos de 5", html)
    assert "faro-kpi" not in html.replace("faro-kpis", "")


def test_a_choice_follows_the_reader_and_a_page_says_what_it_cannot_split(visit_demo):
    app = visit_demo("cumplimiento", region="07", revision="as_revised")
    app.query_params.clear()
    html = shown(turned(app, "cobertura").run())
    assert app.selectbox(key="region").value == "07"
    assert "no se separa por versión" in html


SUBJECTS = {"municipio", "region", "modelos", "datos", "ayuda"}  # of one thing, whoever is chosen


@pytest.mark.parametrize("page", [page for page in menu.READ if page not in SUBJECTS])
def test_a_filter_of_the_address_is_offered_or_said_to_change_nothing(page, shelf):
    t = Text("es", shelf)
    choices = Asked({**NARROW, "open": ALL})
    with gathered() as parts:
        pages.show_of(page)(PageContext(shelf, t, "", choices))
    offered = {offer.key for offer in choices.offers}
    unused = [t(f"filter.{key}").lower() for key in KEYS if key in NARROW.keys() - offered]
    before, after = t("filter.unused", names="|").split("|")
    notice = before + t.listing(unused) + after if unused else before
    assert (notice in join(parts)) == bool(unused)


def test_going_back_to_a_plain_address_gives_the_usual_view(visit_demo):
    app = visit_demo("cumplimiento", region="07")
    app.query_params.clear()
    app.run()
    assert app.selectbox(key="region").value == "all"


def test_the_revised_version_says_how_many_scores_changed(visit_demo, panel):
    changed = panel.query(
        "select count(*) from out_fiscalizacion__municipality_round "
        "where round_id = 'r2024' and revision = 'as_revised'"
    ).iloc[0, 0]
    html = shown(visit_demo("cumplimiento", round="r2024", revision="as_revised"))
    assert f"{changed} puntajes cambiaron" in html
    assert changed > 0


def test_links_carry_only_what_differs_from_the_usual_view():
    assert Filters(round_id="r2025", usual_round="r2025").choices == {}
    chosen = Filters(round_id="r2024", usual_round="r2025", region="07", revision="as_revised")
    assert chosen.choices == {"round": "r2024", "region": "07", "revision": "as_revised"}


def test_the_revised_version_covers_every_municipality_and_differs_only_where_revised(panel):
    both = panel.query(
        "select r.is_revised, r.score_pct is distinct from p.score_pct as differs "
        "from out_fiscalizacion__municipality_standing as p "
        "join out_fiscalizacion__municipality_standing as r using (cut, round_id) "
        "where p.revision = 'as_published' and r.revision = 'as_revised'"
    )
    counts = panel.query(
        "select count(*) from out_fiscalizacion__municipality_standing group by revision"
    )
    assert counts.iloc[0, 0] == counts.iloc[1, 0]
    assert not both[~both.is_revised].differs.any()
    assert both[both.is_revised].differs.any()


def units(build, page, **choices):
    """The head, the figures and the cards of a page, each by its name; and what it offers."""
    choices_seen = Asked(choices)
    with gathered() as parts:
        pages.show_of(page)(PageContext(build, Text("es", build), "", choices_seen))
    html, seen, units = join(parts), Counter(), {}
    starts = [*UNIT.finditer(html), None]
    for at, then in pairwise(starts):
        name = at[1] or at[2]
        seen[name] += 1
        unit = html[at.start() : then.start() if then else None]
        units[name, seen[name]] = unit.partition("</header>")[0] if name == "faro-head" else unit
    return units, {offer.key: offer for offer in choices_seen.offers}


def views(build, page):
    """Each view of a page, all its parts open, with what it offers to filter by."""
    offers = units(build, page)[1]
    for view in offers["view"].options if "view" in offers else [""]:
        seen = {"open": ALL} | ({"view": view} if view else {})
        usual, offers = units(build, page, **seen)
        subject = set(getattr(import_module(f"presentation.pages.{page}"), "EACH", ())) - {"year"}
        keys = ({*KEYS, "year"} & set(offers)) - subject
        yield seen, usual, {key: NARROW.get(key, offers[key].options[-1]) for key in sorted(keys)}


@pytest.mark.few(3)
@pytest.mark.parametrize("page", FILTERED)
def test_what_a_filter_does_not_change_says_so(shelf, page):
    wrong, tried = [], 0
    for seen, usual, choices in views(shelf, page):
        for key, option in choices.items():
            if key == "revision":  # what nobody revised is the same, and its page says how many are
                continue
            tried += 1
            for name, html in units(shelf, page, **seen, **{key: option})[0].items():
                before, now = (
                    LINK.sub("", SAYS_SO.sub("", text)) for text in (usual.get(name, ""), html)
                )
                holds = name[0] == "faro-head" or any(mark in html for mark in HOLDS)
                is_said = bool(SAYS_SO.search(html))
                if name[0] != "faro-kpi" and (is_said if before != now else holds and not is_said):
                    wrong.append((seen, key, name))
    assert (wrong, tried > 0) == ([], True)


@pytest.mark.thorough
def test_the_pages_tried_are_those_with_filters(shelf):
    have = {page for page in menu.READ if any(choices for _, _, choices in views(shelf, page))}
    assert have - IN_A_CARD == set(FILTERED)


@pytest.mark.parametrize("choice", [{"round": "r2018"}, {"view": "claim", "from": "r2012"}])
def test_a_headline_that_stays_while_a_round_is_chosen_says_so(shelf, choice):
    for lang, words in STILL.items():
        for given, is_there in ((choice, True), ({}, False)):
            with gathered() as parts:
                pages.show_of("tendencias")(PageContext(shelf, Text(lang, shelf), "", Asked(given)))
            assert (words in join(parts).partition("</header>")[0]) is is_there


def test_the_round_drives_the_headline_of_the_summary(visit_demo, panel):
    rounds = panel.table("out_fiscalizacion__round_group", {"group_id": "all"})
    first = rounds[rounds.mean_pct.notna()].sort_values("year").iloc[0]
    html = shown(visit_demo("resumen", round=first["round_id"]))
    assert re.search(rf"promedió [\d,]+\s%\sen {first['year']}</h1>", html)
    assert "Es la primera ronda." in html
