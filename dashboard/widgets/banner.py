"""The banner that names what is simulated on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pipelines import marking
from presentation.markup import shown
from presentation.markup.html import Safe, emphasised, put, tag
from presentation.markup.tables import folded
from presentation.words import Text


@contextmanager
def simulated_banner(t: Text) -> Iterator[None]:
    """Say above what is shown inside which of its cards are simulated, if any are.

    Where the page's sentence and what stands first, or most, are real, that is what it says, in a
    line: a warning over all of it would be of figures that need none.

    Args:
        t: Text in the language of the reader.
    """
    slot = st.empty()
    with shown.watched() as seen:
        yield
    with slot:  # its place stands even where it says nothing: what comes below never moves a place
        put(_words(t, seen), name="simulated")


def _words(t: Text, seen: shown.Shown) -> Safe:
    """Return the banner over what was shown; nothing to see where none of it is simulated."""
    is_said = marking.unsaid(seen.head, t.lang) != seen.head
    if not (seen.simulated or is_said):
        return tag("div", hidden=True)
    is_part = bool(seen.simulated) and not all(seen.cards.values())
    is_line = is_part and seen.is_real_first and not is_said
    made_up = [tag("li", marking.unsaid(title, t.lang)) for title in seen.simulated]
    which = folded(t("notice.simulated_which"), tag("ul", *made_up)) if is_part else ""
    words = _of_some(t, seen, is_line) if is_part else _of_one_kind(t, seen, is_said)
    return tag(
        "div",
        tag("span", "~", class_="sign", aria_hidden="true"),
        tag("div", tag("p", emphasised(words)), which),
        class_=f"faro-notice simulated{' is-line' if is_line else ''}",
        role="status",
    )


def _of_one_kind(t: Text, seen: shown.Shown, is_said: bool) -> str:
    """Return the words of a page whose cards are simulated all, or none of them, as its head is."""
    if not seen.simulated:
        return t("notice.simulated_head")
    return t("notice.simulated" if is_said else "notice.simulated_cards")


def _of_some(t: Text, seen: shown.Shown, is_line: bool) -> str:
    """Return the words of a page some of whose cards are simulated."""
    key = "simulated_some" if is_line else "simulated_part"
    return t.count(f"notice.{key}", len(seen.simulated), all=t.number(len(seen.cards)))
