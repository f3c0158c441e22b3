"""Diagnóstico: what a municipality has set up of a model, before and after, and beside whom."""

import streamlit as st

from dashboard.state import page_context
from dashboard.widgets.diagnosing import choose_diagnosed
from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import list_card
from presentation.cards.html import together
from presentation.cards.kpi import kpi_row
from presentation.choices.parts import opened
from presentation.panels import diagnostico, instrument, maturity

ctx = page_context()
t = ctx.t

# Layout
title = st.empty()
chosen = choose_diagnosed(ctx)
words = diagnostico.headline(ctx, chosen) if chosen.code else t("diagnostico.awaiting")
with title.container():
    of = [diagnostico.shown(ctx, chosen)] if chosen.code else []
    headline(ctx, t("nav.diagnostico"), words, diagnostico.lead(ctx, chosen), of=of)
with together("faro-page", name="standing"):
    if not chosen.code:
        card("deliver", instrument.awaiting(ctx, chosen.instrument_id))
    else:
        chart = "diagnosis_radar" if chosen.view == "radar" else "diagnosis_dots"
        kpi_row(ctx, [*diagnostico.kpis(ctx, chosen), *maturity.kpis(ctx, chosen)])
views = diagnostico.VIEWS if chosen.code else diagnostico.VIEWS[-1:]
is_open = opened(ctx, "diagnostico", views)
if is_open("standing"):
    chart_card(
        ctx, chart, page="diagnostico", link=chosen.link, group_kind=chosen.group_kind,
        **chosen.where,
    )  # fmt: skip
if is_open("parts"):
    with together("faro-page", name="parts"):
        if not maturity.rungs(ctx, chosen).empty:
            card("ladder", maturity.ladder(ctx, chosen))
        card("dimensions", diagnostico.dimensions(ctx, chosen))
if is_open("asks"):
    if chosen.code:
        list_card(ctx, diagnostico.pending(ctx, chosen))
    card("asks", instrument.asks(ctx, chosen.instrument_id, bool(chosen.code)))
