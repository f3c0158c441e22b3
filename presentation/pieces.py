"""Pieces of a page: what it shows, but for what a reader operates, comes by address.

What Streamlit sends is taken apart and cleaned in the browser, and put together anew at every
change. So a page has places with a name, which stay as they are, and one list that says which
piece stands in each (``static/pieces.js``); ``/pieces/<digest>`` is a piece
([decision 18](../docs/adr/0018-charts-are-drawings.md)). Several digests, a dot between,
give a JSON list, with null for one that is gone.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from presentation.kept import Shelf

ROOM = 48_000_000  # characters
PLOT = re.compile(r'data-name="([^"]+)" data-src="/plots/(\w+)"')

_shelf: Shelf[str] = Shelf(ROOM, name="pieces")


class Listing:
    """What stands where on the page being drawn."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.entries: dict[str, str] = {}
        self.parts = [""]  # of the page, the one being drawn last
        self.turns: Counter[str] = Counter()

    def add(self, html: str, name: str | None) -> str:
        """Note a piece; return the name of its place: its turn on the page if it has none.

        Args:
            html: The HTML.
            name: Of its place, once a page; None where its turn names it.
        """
        where, part = f"{self.page}.{name}", self.parts[-1]
        self.turns[part] += 1
        if name is None or where in self.entries:
            where = f"{self.page}.{part}{self.turns[part]}"
        charts = (f" {chart} {digest}" for chart, digest in PLOT.findall(html))
        self.entries[where] = _keep(html) + "".join(charts)
        return where

    def __str__(self) -> str:
        """``name digest``, then name and digest of each chart in it; the next after ``;``."""
        return ";".join(f"{name} {piece}" for name, piece in self.entries.items())


_listing: ContextVar[Listing | None] = ContextVar("listing", default=None)


@contextmanager
def listed(page: str) -> Iterator[Listing]:
    """List the pieces of a page while it is drawn.

    Args:
        page: The page.
    """
    listing = Listing(page)
    token = _listing.set(listing)
    try:
        yield listing
    finally:
        _listing.reset(token)


@contextmanager
def part_of(page: str, part: str) -> Iterator[Listing | None]:
    """List the pieces of a part of a page that may be drawn again alone.

    Its places are called the same whichever way it is drawn.

    Args:
        page: Url path of the page.
        part: What tells the part from others of the page.

    Yields:
        The list of the part alone; None where the page around it is drawn, whose list has them.
    """
    around = _listing.get()
    own = around or Listing(page)
    token = _listing.set(own)
    own.parts.append(f"{hashlib.blake2b(part.encode(), digest_size=3).hexdigest()}.")
    try:
        yield None if around else own
    finally:
        own.parts.pop()
        _listing.reset(token)


def place(html: str, name: str | None) -> str | None:
    """Keep a piece of the page being drawn; return the name of its place, None outside a page.

    Args:
        html: The HTML.
        name: Of its place, once a page; None where its turn names it.
    """
    listing = _listing.get()
    return listing.add(html, name) if listing else None


def keep(html: str) -> str:
    """Keep a piece that a reader may ask for; return its address.

    Args:
        html: The HTML.
    """
    return f"/pieces/{_keep(html)}"


def _keep(html: str) -> str:
    digest = hashlib.blake2b(html.encode(), digest_size=12).hexdigest()
    _shelf.keep(digest, html, len(html))
    return digest


def kept(digest: str) -> str | None:
    """Return a piece that a page has shown, or None when it is gone.

    Args:
        digest: The last part of its address.
    """
    return _shelf.get(digest)
