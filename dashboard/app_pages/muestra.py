"""Muestra: a sample of municipalities anybody can draw again, and what a delivered one says."""

import streamlit as st

from dashboard.state import choose, page_context
from dashboard.widgets.sample_levers import choose_sample
from presentation.cards.cards import card, card_head, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.cards.html import notice, put, together
from presentation.cards.kpi import kpi_row
from presentation.choices.parts import opened
from presentation.panels import muestra, sample_estimates

ctx = page_context()
t = ctx.t

# Data
rows, ids, labels = sample_estimates.estimates(ctx)

# Layout
title = st.container()
with ctx.stage.box("card_levers"):
    put(card_head(t("muestra.levers"), t("muestra.levers_subtitle")))
    choices = choose_sample(
        ctx, muestra.countries(ctx), lambda country: muestra.variables(ctx, country)
    )
    choices, sample, why = muestra.drawn(ctx, choices)
    put(muestra.files(ctx, choices), muestra.without_list(ctx))
with title:
    headline(ctx, t("nav.muestra"), muestra.headline(ctx, sample), t("muestra.lead"), of=[sample])
with together("faro-page", name="sample"):
    if why:
        notice(why, kind="attention")
    kpi_row(ctx, muestra.kpis(ctx, choices, sample))
is_open = opened(ctx, "muestra", muestra.VIEWS)
with together("faro-page", name="drawn"):
    if is_open("drawn"):
        for status in ("drawn", "replacement"):
            card(f"{status}", muestra.listing(ctx, choices, sample, status))
    if is_open("fit"):
        with together("faro-row"):
            muestra.chart(ctx, choices, sample, "allocation")
            muestra.chart(ctx, choices, sample, "balance")
        card("note", muestra.methods(ctx, choices, sample))
if is_open("estimates"):
    st.subheader(t("muestra.estimate_title"), anchor="estimates")
    if outside := sample_estimates.outside(ctx):
        notice(outside, kind="attention")
    if not ids:
        deliver(ctx, "muestra", t("muestra.estimate_none"))
    else:
        measure = choose(ctx, "measure", ids, labels, default=ids[0])
        caveats = sample_estimates.caveats(ctx, rows, measure)
        chart_card(ctx, "sample_estimate", page="muestra", note=caveats, estimate_id=measure)
