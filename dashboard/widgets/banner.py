"""The banner that names what is simulated on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pipelines import marking
from presentation.cards import shown
from presentation.cards.html import emphasised, put, tag
from presentation.cards.tables import folded
from presentation.words import Text

NAMED = 3  # simulated cards that a banner names without being asked


@contextmanager
def simulated_banner(t: Text) -> Iterator[None]:
    """Say above what is shown inside which of its cards are simulated, if any are.

    Where the page's sentence and what stands first, or most, are real, that is what it says, in a
    line: a warning over all of it would be of figures that need none.
    """
    slot = st.empty()
    with shown.watched() as seen:
        yield
    made_up = [marking.unsaid(title, t.lang) for title in seen.simulated]
    if not made_up:
        return
    is_whole, n, every = all(seen.cards.values()), len(made_up), len(seen.cards)
    is_said = marking.unsaid(seen.head, t.lang) != seen.head
    is_line = seen.is_real_first and not is_said and not is_whole
    key = "simulated_some" if is_line else "simulated_part"
    some = t.count(f"notice.{key}", n, all=t.number(every))
    words = t("notice.simulated") if is_whole else some
    listed = tag("ul", *(tag("li", title) for title in made_up))
    if n > NAMED or is_line:
        listed = folded(t("notice.simulated_which"), listed)
    with slot:
        put(
            tag(
                "div",
                tag("span", "~", class_="sign", aria_hidden="true"),
                tag(
                    "div",
                    tag("p", emphasised(words)),
                    "" if is_whole else listed,
                ),
                class_=f"faro-notice simulated{' is-line' if is_line else ''}",
                role="status",
            ),
            name="simulated",
        )
