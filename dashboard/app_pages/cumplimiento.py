"""Cumplimiento: how the scores of a round are spread, where, and what changed."""

import streamlit as st

from dashboard.components.cards import chart_card, headline
from dashboard.components.html import notice, put
from dashboard.components.kpi import kpi_row
from dashboard.components.notices import nothing_delivered
from dashboard.panels import cumplimiento
from dashboard.state import choose, page_context

ctx = page_context()
t = ctx.t

# Data
ids = cumplimiento.rounds(ctx)
if cumplimiento.country(ctx).empty:
    choose(ctx, "round", ids, cumplimiento.labels(ctx, ids), default=ids[0])
    nothing_delivered(ctx, t("nav.cumplimiento"), t("cumplimiento.deliver"))
else:
    # Layout
    if cumplimiento.is_simulated(ctx):
        notice(t("notice.simulated"), kind="simulated")
    with st.container(key="head"):
        title = st.empty()
        with st.container(key="filters"):
            round_id = choose(ctx, "round", ids, cumplimiento.labels(ctx, ids), default=ids[0])
    with title.container():
        lead = t("cumplimiento.lead")
        headline(ctx, t("nav.cumplimiento"), cumplimiento.headline(ctx, round_id), lead)
    kpi_row(ctx, cumplimiento.kpis(ctx, round_id))
    chart_card(ctx, "score_swarm", page="cumplimiento", round_id=round_id)
    left, right = st.columns(2, gap="medium")
    with left:
        chart_card(ctx, "quartile_ribbons", page="cumplimiento")
        chart_card(ctx, "movers", page="cumplimiento", round_id=round_id)
    with right:
        chart_card(ctx, "score_groups", page="cumplimiento", round_id=round_id)
        with st.container(key="card_bands"):
            put(cumplimiento.bands(ctx, round_id))
    with st.container(key="card_tiles"):
        put(cumplimiento.tiles(ctx, round_id))
    with st.container(key="card_heat"):
        put(cumplimiento.heat(ctx, round_id))
