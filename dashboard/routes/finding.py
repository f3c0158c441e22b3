"""Words of a build, made once for each: what is found, what a query may name, where a card is.

``/faro/find/<build>.json``, ``/faro/columns/<build>.json`` and
``/faro/cards/<build>/<page>/<card>.json``.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from dashboard.routes.address import Asked, Taken
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.origins import PUBLISHED
from pipelines.serving import Build
from presentation import context, menu
from presentation.cards.edition import of_its_time
from presentation.markup.html import gathered, join
from presentation.outcomes import shower_of
from presentation.panels.consultas import columns
from presentation.panels.finding import index
from presentation.words import Text

_NAME = re.compile(r'(?: id="|st-key-card_)([\w-]+)(?=[" ])')  # of a card, as an address says it


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
    known = page in menu.ALONE
    choices = _places(request.build.build_id, page, request.lang).get(name, {}) if known else {}
    body = json.dumps(choices).encode()
    return Taken(f"faro_{page}_{name}", "json", Marked(body, PUBLISHED), inline=True)


@lru_cache(maxsize=64)
def _places(build_id: str, page: str, lang: str) -> dict[str, dict[str, str | None]]:
    """Return what brings each card of a page: whoever asks for one that is none makes no page."""
    build = serving.open(build_id)
    try:
        whole, tabs = _made(build, page, lang, {})
    except FaroError:
        return {}  # it waits for an answer, and has no tabs
    usual: dict[str, str | None] = dict.fromkeys(tab.key for tab in tabs)
    places = dict.fromkeys(whole, usual)
    for tab in tabs:
        for option in tab.options:
            if option != tab.default:
                for name in _made(build, page, lang, {tab.key: option})[0]:
                    places.setdefault(name, {**usual, tab.key: option})
    return places


def _made(
    build: Build, page: str, lang: str, chosen: dict[str, str]
) -> tuple[list[str], list[context.Offer]]:
    """Return the names in a page with all its parts, and the tabs it offers."""
    choices = context.Asked(chosen)
    ctx = context.PageContext(build, Text(lang, build), choices=choices)
    with gathered() as parts, of_its_time(ctx):
        shower_of(page)(ctx)
    return _NAME.findall(join(parts)), [offer for offer in choices.offers if offer.as_tabs]
