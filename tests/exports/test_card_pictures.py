"""A card of words and tables as a picture: what is read off it, and what is left out."""

from __future__ import annotations

import re

import pytest

from exports import cards
from exports.cards.reading import Card
from pipelines import serving
from pipelines.errors import FaroError
from presentation.cards.cards import card_head
from presentation.markup.html import join, tag
from presentation.markup.tables import data_table, folded
from presentation.words import LANGUAGES, Text


def read(*parts):
    card = Card()
    card.feed(str(tag("section", *parts)))
    return card


def words(svg: bytes) -> str:
    return " ".join(re.findall(r"<(?:title|desc)>([^<]*)<", svg.decode()))


def test_a_card_is_read_in_its_order():
    tip = tag("span", "what it means", class_="faro-tip")
    card = read(
        card_head("Ñuble < Maule", "Of the round."),
        tag("p", "Down: ", tag("b", "2 pts"), tip, "."),
        tag("ol", tag("li", tag("p", "38", class_="value"), tag("h3", "signed"))),
        folded("Cite", "permanent link"),
        tag("p", "Computed · S001", class_="faro-source", data_origin="computed"),
        tag("div", tag("button", "Copy"), class_="faro-actions"),
    )
    pieces = [(piece["kind"], " ".join(piece["text"].split())) for piece in card.pieces]
    assert pieces == [
        ("title", "Ñuble < Maule"),
        ("lead", "Of the round."),
        ("text", "Down: 2 pts."),
        ("item", "· 38 · signed"),
        ("note", "Computed · S001"),
    ]


def test_cells_keep_their_colour_and_what_is_not_compared_stays_pale():
    table = tag(
        "table",
        tag("tr", tag("th", "a", rowspan="2"), tag("td", "1", class_="num s7")),
        tag("tr", tag("td", "9", class_="up3"), tag("td", "9", class_="up3 unlike")),
        tag("tr", tag("td", "–", class_="none", colspan="2")),
    )
    [piece] = read(table).pieces
    (head, high), (up, unlike), (none,) = piece["rows"]
    assert (head.bold, head.down, high.fill, high.ink) == (True, 2, "scale_7", "surface")
    assert (up.fill, up.share, unlike.fill, unlike.ink) == ("pilot", 50, None, "muted")
    assert (none.across, none.ink) == (2, "muted")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_table_is_cut_and_says_so(built, lang):
    build = serving.open(root=built)
    lines = [[f"m{at}", str(at)] for at in range(cards.MOST_ROWS + 3)]
    table = data_table([("who", False), ("n", True)], lines, caption="c")
    made = cards.card(str(tag("section", table)), build, Text(lang, build), "png", "computed")
    assert made[:4] == b"\x89PNG" and made.origin == "computed"
    [piece] = read(table).pieces
    cut = cards._piece(piece, Text(lang, build))
    assert len(cut["cells"]) == 2 * (cards.MOST_ROWS + 1) + 1
    assert cut["cells"][-1]["text"].startswith({"es": "Y 3 filas", "en": "And 3 more"}[lang])


def test_a_picture_says_its_words_and_its_edition(built):
    build = serving.open(root=built)
    body = join([card_head("Título & más", "Bajada"), tag("p", r"una barra \1", class_="value")])
    made = cards.card(str(tag("section", body)), build, Text("es", build), "svg", "simulated")
    assert made.origin == "simulated"
    told_there = words(made)
    assert "Título &amp; más" in told_there and r"una barra \1" in told_there
    assert f"edición {build.build_id}" in told_there


@pytest.mark.parametrize(
    ("body", "ending", "code"),
    [
        (tag("div", class_="faro-plot"), "svg", "no_picture"),
        (tag("p", "x"), "gif", "no_format"),
    ],
)
def test_what_has_no_picture_is_told(built, body, ending, code):
    build = serving.open(root=built)
    with pytest.raises(FaroError) as refused:
        cards.card(str(tag("section", body)), build, Text("es", build), ending, "computed")
    assert refused.value.code == code
