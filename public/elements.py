"""The elements of a page that the edition moves, marks or leaves out: read once, as a tree is.

The HTML is that of ``presentation.markup.html.tag``: every element it opens it closes, and no value
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
        named = (
            class_name.removeprefix(KEY)
            for class_name in self.classes
            if class_name.startswith(KEY)
        )
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
    begun: list[Element] = []
    open_: dict[str, list[int]] = {name: [] for name in names}
    for tag in _tags(names).finditer(body):
        closes, name, attributes = tag.groups()
        if closes:
            if open_[name]:
                at = open_[name].pop()
                begun[at] = _ended(begun[at], tag.end())
            continue
        of = dict(ATTRIBUTE.findall(attributes))
        open_[name].append(len(begun))
        classes = tuple(of.get("class", "").split())
        begun.append(Element(name, classes, of.get("id", ""), tag.start(), tag.end(), len(body)))
    return begun


def cards(body: str) -> list[Element]:
    """Return the cards of a page, large figures among them, in order; one may hold others."""
    return [element for element in elements(body, *CARDS) if element.is_card or element.is_figure]


def outermost(ordered: list[Element]) -> Iterator[Element]:
    """Give the elements that none of the others holds, in order."""
    at = 0
    for element in ordered:
        if element.start >= at:
            at = element.end
            yield element


@lru_cache
def _tags(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<(/?)({'|'.join(names)})(?=[\s>])([^>]*)>")


def _ended(element: Element, end: int) -> Element:
    return Element(element.name, element.classes, element.id, element.start, element.inside, end)
