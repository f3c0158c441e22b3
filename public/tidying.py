"""A page put in order: what has no place in it, how wide its charts are, where its links lead."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from presentation.markup.html import LIVE
from public.charts import HALF, PHONE, ROOT, WIDE
from public.elements import CARDS, cards, elements, outermost

EMPTY = re.compile(r"<(ul|ol)\b[^>]*>(<li></li>)+</\1>")
TO_CARD = re.compile(rf'href="{ROOT}([^"#]+)#([^"]+)"')


def widths(body: str) -> Callable[[int], int]:
    """Return what tells how wide a chart is drawn at a place of a page, in pixels.

    Args:
        body: The page.
    """
    boxes = elements(body, *CARDS)
    rows = [box for box in boxes if "faro-row" in box.classes]
    narrow = [
        next(outermost([box for box in boxes if row.inside <= box.start and box.end <= row.end]))
        for row in rows
        if "one-two" in row.classes
    ]

    def width(at: int) -> int:
        if any(column.holds(at) for column in narrow):
            return PHONE  # a third of a line is as wide as a phone
        return HALF if any(row.holds(at) for row in rows) else WIDE

    return width


def without_live(body: str) -> str:
    """Return a page without what can be done in a session alone.

    Args:
        body: The page.
    """
    kept, at = [], 0
    live = [element for element in elements(body, "p", "span") if LIVE in element.classes]
    for element in outermost(live):
        kept.append(body[at : element.start])
        at = element.end
    return "".join([*kept, body[at:]])


def without_empty(body: str) -> str:
    """Return a page without the cards whose list has lost all that it offered.

    Args:
        body: The page.
    """
    kept, at = [], 0
    for card in outermost([element for element in cards(body) if element.card]):
        if EMPTY.search(body, card.start, card.end):
            kept.append(body[at : card.start])
            at = card.end
    return "".join([*kept, body[at:]])


def anchors(body: str) -> frozenset[str]:
    """Return the names in a page that links may lead to.

    Args:
        body: The page.
    """
    return frozenset(re.findall(r' id="([^"]+)"', body))


def alive(body: str, known: Mapping[str, frozenset[str]]) -> str:
    """Return a page whose links to cards that are not there lead to the pages they would be on.

    Args:
        body: The page.
        known: Path of a page → the names in it that links may lead to.
    """

    def lead(match: re.Match[str]) -> str:
        path, anchor = match[1], html.unescape(match[2])
        is_there = path not in known or anchor in known[path]
        return match[0] if is_there else f'href="{ROOT}{path}"'

    return TO_CARD.sub(lead, body)
