"""The answer to a question on its page: how it is drawn, its rows, and what takes them away."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from dashboard.widgets import asking
from pipelines.errors import FaroError
from pipelines.serving import Answer
from presentation.cards.cards import card_head
from presentation.charts.answer import axes_of
from presentation.context import PageContext
from presentation.markup.html import notice, put, tag, together
from presentation.panels import answered


def refused(ctx: PageContext, error: FaroError) -> None:
    """Say why there is no answer.

    Args:
        ctx: The page's context.
        error: Why.
    """
    sentence = error.in_language(ctx.lang)
    put(card_head(ctx.t("consultas.refused"), ctx.t("consultas.refused_subtitle")))
    notice(sentence[:1].upper() + sentence[1:], kind="attention")


def result(ctx: PageContext, sql: str, answer: Answer) -> None:
    """Show the rows of an answer with its chart, source, downloads and citation.

    Args:
        ctx: The page's context.
        sql: The question.
        answer: Its answer.
    """
    top = st.container()
    offers = any(axes_of(answer.frame))
    with st.container(key="filterbar_answer") if offers else nullcontext():
        shape, cannot = answered.chosen_shape(ctx, answer)
    if asking.is_example(ctx, sql):
        choices = (shape.over, shape.number, shape.kind) if shape else ("", "", "")
        head, picture, listed, away = answered.shown_example(ctx, sql, *choices)
    else:
        head, picture, listed, away = answered.shown(ctx, sql, answer, shape)
    with top:
        put(head, name="answer_head")
    with together("faro-page", name="answer"):
        put(picture)
        if cannot:
            put(tag("p", cannot, class_="faro-empty"))
        for part in (*listed, away):
            put(part)
