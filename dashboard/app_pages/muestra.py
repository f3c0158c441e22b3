"""Muestra: a sample of municipalities anybody can draw again, and what a delivered one says."""

import streamlit as st

from dashboard.session import page_context
from dashboard.widgets.sample_levers import choose_sample
from presentation.cards.cards import card_head, headline
from presentation.markup.html import put
from presentation.outcomes import muestra as outcomes
from presentation.panels import muestra

ctx = page_context()
t = ctx.t

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
outcomes.show(ctx, choices, sample, why)
