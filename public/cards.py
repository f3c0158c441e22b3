"""Cards that stand alone, to be shown in another page: ``<lang>/tarjeta/<page>/<card>.html``."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from presentation.markup.html import tag
from presentation.markup.tables import folded
from presentation.words import Text
from public import style, titles
from public.charts import ROOT
from public.elements import Element, cards, elements, outermost
from public.making import Edition, Page
from public.places import CARDS
from public.writing import Folder

HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
ACTIONS = '<div class="faro-actions">'  # of a card: where its ways to be taken away stand


def write(edition: Edition, folder: Folder, page: Page) -> None:
    """Write the cards with a picture of a page that is about the whole country.

    Args:
        edition: What every page knows.
        folder: The folder being filled.
        page: The page.
    """
    if page.place.state:
        return
    for element, card in _drawn(page.body):
        path = where(page, element.id)
        folder.emit(path, _alone(page, card, element.id, path).encode())


def _drawn(body: str) -> Iterator[tuple[Element, str]]:
    """Give the cards with a picture, each with its HTML."""
    for element in cards(body):
        card = body[element.start : element.end]
        if element.name == "section" and element.id and "faro-still" in card:
            yield element, card


def plain(code: str) -> str:
    """Return HTML as text to be copied: to be escaped like any other.

    Args:
        code: HTML.
    """
    return "".join(code)


def where(page: Page, name: str) -> str:
    """Return the path of a card of a page.

    Args:
        page: The page.
        name: Of the place of the card.
    """
    return f"{page.lang}/{CARDS}/{page.place.path}/{name}.html"


def offered(edition: Edition, page: Page) -> str:
    """Return a page whose cards with a picture say how to show them elsewhere.

    Args:
        edition: What every page knows.
        page: The page.
    """
    if page.place.state or not edition.base:
        return page.body
    t = Text(page.lang, edition.build)
    parts, at = [], 0
    for element, card in _drawn(page.body):
        place = card.rfind(ACTIONS)
        if place < 0 or element.start < at:
            continue
        code = tag(
            "iframe",
            src=f"{edition.base}/{where(page, element.id)}",
            title=_called(card, page),
            width="100%",
            height=560,
            style="border:0",
        )
        inside = tag("pre", plain(code), tabindex="0")
        cut = element.start + place + len(ACTIONS)
        parts += [page.body[at:cut], folded(t("public.embed"), inside, class_="faro-fold")]
        at = cut
    return "".join([*parts, page.body[at:]])


def _called(card: str, page: Page) -> str:
    """Return what a card is called: what it says, or its page where it says nothing."""
    head = HEADING.search(card)
    return titles.plain(head[1]).removesuffix(" #") if head else page.title


def _alone(page: Page, card: str, name: str, path: str) -> str:
    up = "../" * path.count("/")
    here = f"{ROOT}{page.lang}/{page.place.path}.html#{name}"
    whose = html.escape(f"Faro · {page.title}")
    link = f'<p class="faro-source"><a href="{here}" target="_top">{whose}</a></p>'
    text = (
        f'<!doctype html>\n<html lang="{page.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(_called(card, page))} · Faro</title>"
        f'<link rel="stylesheet" href="{ROOT}{style.path("site.css")}"></head>'
        f'<body class="embedded"><main>{without_folds(card)}{link}</main></body></html>\n'
    )
    return text.replace(f'"{ROOT}', f'"{up}')


def without_folds(card: str) -> str:
    """Return a card without what opens on request: it stands alone, and its page has all.

    Args:
        card: Its HTML.
    """
    parts, at = [], 0
    for element in outermost(elements(card, "details")):
        if element.classes == ("faro-fold",):
            parts.append(card[at : element.start])
            at = element.end
    return "".join([*parts, card[at:]])
