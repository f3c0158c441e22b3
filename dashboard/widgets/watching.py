"""What a reader watches, and the button that sends what is due."""

from __future__ import annotations

import streamlit as st

from pipelines import institution
from pipelines.institution import OPERATE, keeping
from presentation.cards.cards import card_head
from presentation.context import PageContext
from presentation.markup.html import put
from presentation.panels import avisos

KEY = "watches"


def watched() -> list[str] | None:
    """Return what who looks is subscribed to; None for who has not logged in."""
    return keeping.watched() if institution.current().pseudonym else None


def choose_watches(ctx: PageContext, known: list[str]) -> None:
    """Let a reader choose what to watch; each choice is kept at once."""
    names = avisos.choices(ctx)
    with ctx.stage.box("card_watches"):
        put(card_head(ctx.t("avisos.watch_title"), ctx.t("avisos.watch_subtitle")))
        st.multiselect(
            ctx.t("avisos.watch_title"),
            list(names),
            default=[topic for topic in known if topic in names],
            format_func=names.__getitem__,
            key=KEY,
            on_change=_keep,
            label_visibility="collapsed",
            wrap=True,
        )


def _keep() -> None:
    chosen, known = set(st.session_state[KEY]), set(keeping.watched())
    for topic in chosen ^ known:
        keeping.watch(topic, on=topic in chosen)


def send_now(ctx: PageContext) -> None:
    """Show the button that sends what waits, quiet hours or not."""
    st.button(ctx.t("avisos.send_now"), key="send_now", on_click=_send)


def _send() -> None:
    from exports.notices.sending import send

    institution.need(OPERATE)
    send(at_once=True)
