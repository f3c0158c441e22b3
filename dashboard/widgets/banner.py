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
    """Say above what is shown inside which of its cards are simulated, if any are."""
    slot = st.empty()
    with shown.watched() as seen:
        yield
    made_up = [marking.unsaid(title, t.lang) for title in seen.simulated]
    if not made_up:
        return
    is_whole, n, every = all(seen.cards.values()), len(made_up), len(seen.cards)
    some = t.count("notice.simulated_part", n, all=t.number(every))
    words = t("notice.simulated") if is_whole else some
    listed = tag("ul", *(tag("li", title) for title in made_up))
    if n > NAMED:
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
                class_="faro-notice simulated",
                role="status",
            ),
            name="simulated",
        )
