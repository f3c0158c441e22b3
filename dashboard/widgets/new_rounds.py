"""Texts that no catalogue lists: what to add, and a form for a round where writing is enabled."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboard.widgets.deliveries import forget_check
from pipelines import receiving
from pipelines.errors import FaroError
from pipelines.receiving import NewRound, Received
from presentation.context import PageContext
from presentation.markup.html import put, tag
from presentation.panels import verdict

_SAID = "_round_said"
ANSWERS = ("yes", "no", "unknown")


def offer_rows(ctx: PageContext, received: Received) -> None:
    """Show each row that is missing; where writing is enabled, ask what a round needs."""
    for at, offer in enumerate(received.report.offers):
        put(verdict.offer(ctx, offer))
        if offer.kind == "round" and receiving.writing_enabled():
            _form(ctx, offer, at)


def confirm_added(ctx: PageContext) -> None:
    """Say once that a round was added."""
    name = st.session_state.pop(_SAID, None)
    if name is not None:
        put(tag("p", ctx.t("newrow.added", name=name), class_="faro-accept", role="status"))


def _form(ctx: PageContext, offer: Any, at: int) -> None:
    t, known = ctx.t, receiving.methods()
    with st.form(f"round_{at}", border=False):
        method = st.selectbox(
            t("newrow.method"),
            list(known),
            index=None,
            format_func=lambda id_: known[id_].in_language(ctx.lang),
            placeholder=t("newrow.method_none"),
            key=f"round_method_{at}",
        )
        answer = st.radio(
            t("newrow.breaks"),
            ANSWERS,
            index=None,
            format_func=lambda id_: t(f"newrow.{id_}"),
            horizontal=True,
            key=f"round_break_{at}",
        )
        day: date | None = st.date_input(
            t("newrow.as_of"), value=None, format="DD/MM/YYYY", key=f"round_day_{at}"
        )
        if st.form_submit_button(t("newrow.add"), type="primary", key=f"round_add_{at}"):
            _add(ctx, offer.value, method, answer, day)


def _add(
    ctx: PageContext, name: str, method: str | None, answer: str | None, day: date | None
) -> None:
    new = NewRound(name, method or "", day.isoformat() if day else "", answer)
    try:
        receiving.add_round(new)
    except FaroError as error:
        text = error.in_language(ctx.lang)
        put(tag("p", verdict.bdi(text), class_="faro-accept error", role="alert"))
        return
    st.session_state[_SAID] = name
    forget_check()
    st.rerun()
