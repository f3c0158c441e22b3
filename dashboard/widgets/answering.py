"""The answer to a question: its rows, and the buttons that take them away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.widgets import asking
from dashboard.widgets.taking import take_button
from pipelines.errors import FaroError
from pipelines.serving import Answer, as_parquet, to_take
from presentation.cards.cards import card_head
from presentation.cards.delivered import as_csv
from presentation.cards.html import notice, put, together
from presentation.context import PageContext
from presentation.panels.consultas import shown, shown_example


def refused(ctx: PageContext, error: FaroError) -> None:
    """Say why there is no answer."""
    said = error.in_language(ctx.lang)
    put(card_head(ctx.t("consultas.refused"), ctx.t("consultas.refused_subtitle")))
    notice(said[:1].upper() + said[1:], kind="attention")


def result(ctx: PageContext, sql: str, answer: Answer) -> None:
    """Show the rows of an answer with its chart, source, downloads and citation."""
    made = shown_example(ctx, sql) if asking.is_example(ctx, sql) else shown(ctx, sql, answer)
    head, listed, cited = made
    with together("faro-page", name="answer"):
        put(head)
        if answer.is_cut:
            notice(ctx.t("consultas.cut", n=ctx.t.number(len(answer.frame))))
        for part in listed:
            put(part)
    _downloads(ctx, answer)
    put(cited)


def _downloads(ctx: PageContext, answer: Answer) -> None:
    """Show the buttons that take the rows away."""
    rows = to_take(answer)
    makers = {"csv": ("CSV", as_csv), "parquet": ("Parquet", as_parquet)}
    with st.container(horizontal=True):
        for ending, (label, make) in makers.items():
            take_button(
                label,
                partial(make, rows),
                stem=f"faro_consulta_{ctx.build_id}",
                ending=ending,
                origin=answer.origin,
                key=f"query_{ending}",
            )
