"""What stands on a page, sent together: first the list of its pieces, then the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import streamlit as st

from dashboard.seam.outbox import Refused, held
from dashboard.widgets import elements
from presentation import pieces
from presentation.markup.html import tag

TOGETHER = 0.05  # seconds the page of a reader who sees it already may wait for its own end
_SHOWN = "_page_shown"


@contextmanager
def standing(page: str) -> Iterator[None]:
    """Send what is shown inside, and ahead of it the list that says which piece stands where.

    A browser that hears the list first has the pieces in place before Streamlit begins to compare
    its tree, and compares once. A page that is new to the reader shows what it has as it comes.

    Args:
        page: Url path of the page.
    """
    slot = st.empty()
    is_new, st.session_state[_SHOWN] = st.session_state.get(_SHOWN) != page, page
    with pieces.listed(page) as listing, _ahead(slot, listing, 0 if is_new else TOGETHER):
        yield


@contextmanager
def standing_alone(part: str) -> Iterator[None]:
    """Send a part of a page that is drawn again alone as its page is sent; within it, with it.

    Args:
        part: What tells the part from others of the page.
    """
    slot = st.empty()
    with pieces.part_of(st.session_state.get(_SHOWN, ""), part) as listing:
        if listing is None:
            yield
            return
        with _ahead(slot, listing, TOGETHER):
            yield


@contextmanager
def _ahead(slot: Any, listing: pieces.Listing, seconds: float) -> Iterator[None]:
    """Hold what is shown inside, and have the list of its pieces go ahead."""
    sent = ""

    def tell() -> None:
        nonlocal sent
        if (listed := str(listing)) == sent:
            return
        # From a part within this one nothing can be written here: the list comes at the end.
        with suppress(Refused), slot:
            elements.html(tag("span", hidden=True, class_="faro-pieces", data_pieces=listed))
            sent = listed

    with held(tell, seconds=seconds):
        yield
