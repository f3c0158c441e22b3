"""What an edition for everybody leaves out leaves no gap, and no promise of it."""

from __future__ import annotations

import pytest

from pipelines.origins import SIMULATED
from presentation.markup.html import join, tag
from presentation.words import Text
from public.publishable import without_simulated

HEAD = tag("header", tag("h1", "A page"), tag("p", "Here is the whole round"), class_="faro-head")


def card(name: str, origin: str = "published") -> str:
    source = tag("p", "source", class_="faro-source", data_origin=origin)
    return tag("section", tag("h2", name), source, id=name, class_=f"faro-card st-key-card_{name}")


def boxed(style: str, *inside: str) -> str:
    return tag("div", *inside, class_=style)


@pytest.mark.parametrize("style", ["faro-row", "faro-row three-two"])
def test_the_one_card_left_of_a_row_has_all_its_room(style):
    column = boxed("faro-page", card("b", SIMULATED), tag("p", "a word", class_="faro-edition"))
    left = without_simulated(join([HEAD, boxed(style, card("a"), column)]), Text("es"))
    assert "faro-row" not in left and 'id="a"' in left and "a word" in left
    two = boxed(style, card("a"), card("c"))
    assert two in without_simulated(join([HEAD, two, card("b", SIMULATED)]), Text("es"))


def test_a_row_inside_of_a_card_stays():
    inside = boxed("faro-row", tag("div", "one"), tag("div", "two"))
    own = tag("section", tag("h2", "own"), inside, class_="faro-card st-key-card_own")
    assert inside in without_simulated(join([HEAD, own, card("b", SIMULATED)]), Text("es"))


def test_boxes_that_held_only_what_is_left_out_go_with_it():
    deep = boxed("faro-row", boxed("faro-page", boxed("faro-page", card("b", SIMULATED))))
    figures = tag(
        "section", tag("article", card("c", SIMULATED), class_="faro-kpi"), class_="faro-kpis"
    )
    left = without_simulated(join([HEAD, card("a"), deep, figures]), Text("en"))
    assert "faro-page" not in left and "faro-row" not in left and "faro-kpis" not in left


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_page_of_which_nothing_is_left_says_so_and_where_there_is_something(lang):
    t = Text(lang)
    left = without_simulated(join([HEAD, card("b", SIMULATED), card("c", SIMULATED)]), t)
    assert t.count("public.all_left_out", 2) in left and 'href="/resumen"' in left
    assert "the whole round" not in left
    partly = without_simulated(join([HEAD, card("a"), card("b", SIMULATED)]), t)
    assert t.count("public.left_out", 1) in partly and "the whole round" in partly
