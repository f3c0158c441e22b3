"""What stands on a page, sent together: first the list of its pieces, then the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.widgets import elements
from presentation import pieces
from presentation.cards.html import tag

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
    run = get_script_run_ctx()
    assert run is not None
    slot, told = st.empty(), ""
    send, waiting = run._enqueue, list[Any]()
    is_new, st.session_state[_SHOWN] = st.session_state.get(_SHOWN) != page, page
    until = time.monotonic() + (0 if is_new else TOGETHER)

    def let_go() -> None:
        nonlocal told
        run._enqueue = send
        if str(listing) != told:
            told = str(listing)
            with slot:
                elements.html(tag("span", hidden=True, class_="faro-pieces", data_pieces=told))
        for message in waiting:
            send(message)
        waiting.clear()

    def hold(message: Any) -> None:
        waiting.append(message)
        run.yield_check()  # a reader who chose again, or a page that begins anew
        if time.monotonic() > until:
            let_go()
            run._enqueue = hold

    run._enqueue = hold
    try:
        with pieces.listed(page) as listing:
            yield
    finally:
        let_go()
