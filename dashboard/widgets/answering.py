"""The answer to a question: how it is drawn, its rows, and the buttons that take them away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.state import choose
from dashboard.widgets import asking
from dashboard.widgets.taking import take_button
from pipelines.errors import FaroError
from pipelines.serving import Answer, as_parquet, to_take
from presentation.cards.cards import card_head
from presentation.cards.delivered import as_csv
from presentation.charts import answer as drawing
from presentation.charts.answer import KINDS, Shape, column_of
from presentation.context import PageContext
from presentation.markup.html import notice, put, tag, together
from presentation.panels import answered

NOTHING = "none"


def refused(ctx: PageContext, error: FaroError) -> None:
    """Say why there is no answer."""
    sentence = error.in_language(ctx.lang)
    put(card_head(ctx.t("consultas.refused"), ctx.t("consultas.refused_subtitle")))
    notice(sentence[:1].upper() + sentence[1:], kind="attention")


def result(ctx: PageContext, sql: str, answer: Answer) -> None:
    """Show the rows of an answer with its chart, source, downloads and citation."""
    top = st.container()
    shape, cannot = _shape(ctx, answer)
    if asking.is_example(ctx, sql):
        choices = (shape.over, shape.number, shape.kind) if shape else ("", "", "")
        head, picture, listed, cited = answered.shown_example(ctx, sql, *choices)
    else:
        head, picture, listed, cited = answered.shown(ctx, sql, answer, shape)
    with top:
        put(head, name="answer_head")
    with together("faro-page", name="answer"):
        put(picture)
        if cannot:
            put(tag("p", cannot, class_="faro-empty"))
        if answer.is_cut:
            notice(ctx.t("consultas.cut", n=ctx.t.number(len(answer.frame))))
        for part in listed:
            put(part)
    _downloads(ctx, answer, shape)
    put(cited)


def _shape(ctx: PageContext, answer: Answer) -> tuple[Shape | None, str]:
    """Offer what can be drawn; return what is, or why it cannot be."""
    rows = answer.frame
    overs, numbers = drawing.axes_of(rows)
    if not numbers:
        return None, ""
    usual = drawing.shape_of(rows)
    known = answered.known(ctx, answer)
    labels = {name: column_of(name, known).label for name in (*overs, *numbers)}
    with st.container(key="filterbar_answer"):
        kinds = [ctx.t(f"consultas.draw.{kind}") for kind in (*KINDS, NOTHING)]
        kind = choose(
            ctx, "draw", (*KINDS, NOTHING), kinds, default=usual.kind if usual else NOTHING
        )
        over = choose(
            ctx,
            "x",
            overs,
            [labels[column] for column in overs],
            default=usual.over if usual else overs[0],
        )
        measured = [column for column in numbers if column != over] or numbers
        number = choose(
            ctx,
            "y",
            measured,
            [labels[column] for column in measured],
            default=usual.number if usual and usual.number in measured else measured[0],
        )
    shape = Shape(over, number, kind)
    if kind == NOTHING:
        return None, ""
    if drawing.is_drawable(rows, shape):
        return shape, ""
    return None, ctx.t(f"consultas.cannot.{kind}", most=ctx.t.number(drawing.MOST_BARS))


def _downloads(ctx: PageContext, answer: Answer, shape: Shape | None) -> None:
    """Show the buttons that take the rows away, and the chart if there is one."""
    rows = to_take(answer)
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "csv": ("CSV", partial(as_csv, rows)),
        "parquet": ("Parquet", partial(as_parquet, rows)),
    }
    if shape is not None:
        makers |= {
            ending: (ending.upper(), partial(answered.picture, ctx, answer, shape, ending))
            for ending in ("png", "svg")
        }
    with st.container(horizontal=True):
        for ending, (label, make) in makers.items():
            take_button(
                ctx.build,
                label,
                make,
                stem=f"faro_consulta_{ctx.build_id}",
                ending=ending,
                origin=answer.origin,
                key=f"query_{ending}",
            )
