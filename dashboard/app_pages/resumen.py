"""Resumen: how do we stand, what it means, where to look."""

import streamlit as st

from dashboard.components.cards import chart_card, headline
from dashboard.components.html import put
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import watch_list
from dashboard.components.notices import empty_page
from dashboard.components.printed import printed_reports
from dashboard.panels import resumen
from dashboard.state import choose, page_context

ctx = page_context()
t = ctx.t

# Data
rounds = resumen.country(ctx)
if rounds.empty:
    empty_page(t)
    st.stop()
title, lead = resumen.headline(ctx, rounds)
ids = rounds["round_id"].tolist()[::-1]
labels = rounds[f"round_label_{ctx.lang}"].tolist()[::-1]

# Layout
with st.container(key="head"):
    headline(ctx, t("nav.resumen"), title, lead)
    printed_reports(ctx)
    with st.container(key="filters"):
        round_id = choose(ctx, "round", ids, labels, default=ids[0])
kpi_row(ctx, resumen.kpis(ctx, round_id))
left, right = st.columns([3, 2], gap="medium")
with left:
    chart_card(ctx, "national_series", page="", round_id=round_id)
    chart_card(ctx, "pilot_slope", page="")
with right:
    with st.container(key="card_honest"):
        put(resumen.honest_reading(ctx))
    with st.container(key="card_watch"):
        watch_list(ctx, resumen.watch(ctx))
