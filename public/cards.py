"""Cards that stand alone, to be shown in another page: ``<lang>/tarjeta/<page>/<card>.html``."""

from __future__ import annotations

import html
import re

from presentation.cards.html import tag
from presentation.cards.tables import folded
from presentation.words import Text
from public import style
from public.charts import ROOT
from public.making import Edition, Page
from public.publishable import end_of
from public.writing import Folder

CARD = re.compile(r'<section id="([\w-]+)" class="faro-card')
ACTIONS = re.compile(r'<details class="faro-fold">.*?</details>', re.DOTALL)


def write(edition: Edition, folder: Folder, page: Page) -> None:
    """Write the cards with a picture of a page that is about the whole country."""
    if page.place.state:
        return
    for found in CARD.finditer(page.body):
        card = page.body[found.start() : end_of(page.body, found.start(), "section")]
        if "faro-still" in card:
            path = where(page, found[1])
            folder.emit(path, _alone(edition, page, card, found[1], path).encode())


def plain(code: str) -> str:
    """Return HTML as text to be copied: to be escaped like any other."""
    return "".join(code)


def where(page: Page, name: str) -> str:
    """Return the path of a card of a page."""
    return f"{page.lang}/tarjeta/{page.place.path}/{name}.html"


def offered(edition: Edition, page: Page) -> str:
    """Return a page whose cards with a picture say how to show them elsewhere."""
    if page.place.state or not edition.base:
        return page.body
    t = Text(page.lang, edition.build)
    parts, at = [], 0
    for found in CARD.finditer(page.body):
        end = end_of(page.body, found.start(), "section")
        card = page.body[found.start() : end]
        place = card.rfind('<div class="faro-actions">')
        if "faro-still" not in card or place < 0 or found.start() < at:
            continue
        code = tag(
            "iframe",
            src=f"{edition.base}/{where(page, found[1])}",
            title=page.title,
            width="100%",
            height=560,
            style="border:0",
        )
        inside = tag("pre", plain(code), tabindex="0")
        cut = found.start() + place + len('<div class="faro-actions">')
        parts += [page.body[at:cut], folded(t("public.embed"), inside, class_="faro-fold")]
        at = cut
    return "".join([*parts, page.body[at:]])


def _alone(edition: Edition, page: Page, card: str, name: str, path: str) -> str:
    up = "../" * path.count("/")
    here = f"{ROOT}{page.lang}/{page.place.path}.html#{name}"
    link = f'<p class="faro-source"><a href="{here}" target="_top">Faro · {page.title}</a></p>'
    text = (
        f'<!doctype html>\n<html lang="{page.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(page.title)}</title>"
        f'<link rel="stylesheet" href="{ROOT}{style.path("site.css")}"></head>'
        f'<body class="embedded"><main>{ACTIONS.sub("", card)}{link}</main></body></html>\n'
    )
    return text.replace(f'"{ROOT}', f'"{up}')
