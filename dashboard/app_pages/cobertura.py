"""Cobertura: convenios over time and by region, and what came after the signature."""

import streamlit as st

from dashboard.components.cards import chart_card, headline
from dashboard.components.html import put
from dashboard.components.notices import empty_page
from dashboard.panels import cobertura
from dashboard.state import choose, page_context

ctx = page_context()
t = ctx.t

# Data
if cobertura.is_empty(ctx):
    empty_page(t)
    st.stop()
codes, names = cobertura.regions(ctx)

# Layout
with st.container(key="head"):
    headline(t("nav.cobertura"), cobertura.headline(ctx), t("cobertura.lead"))
    with st.container(key="filters"):
        region = choose(ctx, "region", codes, names, default=cobertura.ALL)
chosen = None if region == cobertura.ALL else region
left, right = st.columns(2, gap="medium")
with left:
    chart_card(ctx, "convenio_curve", page="cobertura")
    chart_card(ctx, "region_signing", page="cobertura", region=chosen)
with right:
    chart_card(ctx, "mgtm2_funnel", page="cobertura")
    with st.container(key="card_named"):
        put(cobertura.named_signings(ctx, region))
