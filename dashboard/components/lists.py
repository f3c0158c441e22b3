"""Lists that lead somewhere."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import nav
from dashboard.components.cards import card_head
from dashboard.components.html import put, tag
from dashboard.state import PageContext


def watch_list(ctx: PageContext, items: Sequence[tuple[int, str, str]]) -> None:
    """Show what needs a look: a count, its words, and a link to the page that shows it."""
    t = ctx.t
    put(card_head(t("resumen.watch_title"), t("resumen.watch_subtitle")))
    pages = nav.pages(t)
    for at, (n, words, page) in enumerate(items):
        with st.container(horizontal=True, vertical_alignment="center", key=f"watch_{at}"):
            put(tag("p", tag("b", t.number(n)), f" {words}", class_="faro-watch"))
            st.page_link(
                pages[page],
                label=t(f"watch.go_{page}"),
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params={"lang": ctx.lang} if ctx.lang != "es" else None,
            )
