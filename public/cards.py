"""Cards that stand alone, to be shown in another page: ``<lang>/tarjeta/<page>/<card>.html``."""

from __future__ import annotations

import html
import re

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
            path = f"{page.lang}/tarjeta/{page.place.path}/{found[1]}.html"
            folder.emit(path, _alone(edition, page, card, found[1], path).encode())


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
