"""Words of a build, made once for each: what is found, what a query may name, where a card is.

``/faro/find/<build>.json``, ``/faro/columns/<build>.json`` and
``/faro/cards/<build>/<page>/<card>.json``.
"""

from __future__ import annotations

import json
import re

from dashboard.routes.address import Asked, Taken
from pipelines.marking import Marked
from pipelines.origins import PUBLISHED
from presentation import context, menu
from presentation.cards.edition import of_its_time
from presentation.markup.html import gathered, join
from presentation.outcomes import shower_of
from presentation.panels.consultas import columns
from presentation.panels.finding import index
from presentation.words import Text


def names_to_find(request: Asked) -> Taken:
    """Return everything that can be found in a build, by its names: words, no figures.

    Args:
        request: What the address asks for.
    """
    body = index(request.build.build_id, request.lang).encode()
    return Taken("faro_find", "json", Marked(body, PUBLISHED), inline=True)


def named(request: Asked) -> Taken:
    """Return every table and column that a query may name: words, no figures.

    Args:
        request: What the address asks for.
    """
    body = columns(request.build.build_id, request.lang).encode()
    return Taken("faro_columns", "json", Marked(body, PUBLISHED), inline=True)


def tab_of(request: Asked) -> Taken:
    """Return the choices that bring a card onto its page, as it is opened or under another tab.

    Each tab of the page is told by its key; one that is usual, and stands in no address, is null.
    There are none where no tab brings the card, or the page has none.

    Args:
        request: What the address asks for.
    """
    page, name = request.path["page"], request.path["card"]
    choices = _bringing(request, page, name) if page in menu.ALONE else {}
    body = json.dumps(choices).encode()
    return Taken(f"faro_{page}_{name}", "json", Marked(body, PUBLISHED), inline=True)


def _bringing(request: Asked, page: str, name: str) -> dict[str, str | None]:
    place = re.compile(rf'(?: id="|st-key-card_){re.escape(name)}[" ]')
    whole, tabs = _made(request, page, {})
    usual: dict[str, str | None] = dict.fromkeys(tab.key for tab in tabs)
    if place.search(whole):
        return usual
    for tab in tabs:
        for option in tab.options:
            if option != tab.default and place.search(_made(request, page, {tab.key: option})[0]):
                return {**usual, tab.key: option}
    return {}


def _made(request: Asked, page: str, chosen: dict[str, str]) -> tuple[str, list[context.Offer]]:
    """Return a page with all its parts, and the tabs it offers."""
    choices = context.Asked(chosen)
    ctx = context.PageContext(request.build, Text(request.lang, request.build), choices=choices)
    with gathered() as parts, of_its_time(ctx):
        shower_of(page)(ctx)
    return str(join(parts)), [offer for offer in choices.offers if offer.as_tabs]
