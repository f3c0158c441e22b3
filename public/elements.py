"""The elements of a page that the edition moves, marks or leaves out: read once, as a tree is.

The HTML is that of ``presentation.cards.html.tag``: every element it opens it closes, and no value
of an attribute holds an angle bracket. Only the elements asked for are read, whatever stands in
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
CARDS = ("section", "div", "article")
KEY = "st-key-card_"


@dataclass(frozen=True)
class Element:
    """An element, by its places in the HTML it was found in.

    Attributes:
        name: Of the element.
        classes: Its classes.
        id: Its id; empty for none.
        start: Where its start tag begins.
        inside: Where what it holds begins.
        end: Behind its end tag; behind all for one that is never closed.
    """

    name: str
    classes: tuple[str, ...]
    id: str
    start: int
    inside: int
    end: int

    @property
    def is_card(self) -> bool:
        """Whether it is a card, by which links, marks and embedding know it."""
        return "faro-card" in self.classes

    @property
    def is_figure(self) -> bool:
        """Whether it is the card of one large figure."""
        return "faro-kpi" in self.classes

    @property
    def card(self) -> str:
        """The name of the card it is; empty for none."""
        named = (one.removeprefix(KEY) for one in self.classes if one.startswith(KEY))
        return next(named, "") if self.is_card else ""

    def holds(self, at: int) -> bool:
        """Return whether a place of the HTML is inside it."""
        return self.inside <= at < self.end


def elements(body: str, *names: str) -> list[Element]:
    """Return the elements of some names, in the order in which they begin.

    Args:
        body: HTML as ``tag`` writes it.
        *names: Names of elements.
    """
    found: list[Element] = []
    open_: dict[str, list[int]] = {name: [] for name in names}
    for tag in _tags(names).finditer(body):
        closes, name, said = tag.groups()
        if closes:
            if open_[name]:
                at = open_[name].pop()
                found[at] = _ended(found[at], tag.end())
            continue
        of = dict(ATTRIBUTE.findall(said))
        open_[name].append(len(found))
        classes = tuple(of.get("class", "").split())
        found.append(Element(name, classes, of.get("id", ""), tag.start(), tag.end(), len(body)))
    return found


def cards(body: str) -> list[Element]:
    """Return the cards of a page, large figures among them, in order; one may hold others."""
    return [one for one in elements(body, *CARDS) if one.is_card or one.is_figure]


def outermost(found: list[Element]) -> Iterator[Element]:
    """Give the elements that none of the others holds, in order."""
    at = 0
    for one in found:
        if one.start >= at:
            at = one.end
            yield one


@lru_cache
def _tags(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<(/?)({'|'.join(names)})(?=[\s>])([^>]*)>")


def _ended(one: Element, end: int) -> Element:
    return Element(one.name, one.classes, one.id, one.start, one.inside, end)
