"""Tendencias y efecto: what changed, what of it compares, and what can be claimed."""

import streamlit as st

from dashboard.components.cards import chart_card, headline
from dashboard.components.delivered import deliver, simulated_banner
from dashboard.components.html import put
from dashboard.panels import readings, tendencias
from dashboard.state import page_context

ctx = page_context()
t = ctx.t
PAGE = tendencias.PAGE

# Data
if tendencias.is_empty(ctx):
    headline(ctx, t("nav.tendencias"), t("notice.awaiting"), t("study.lead"))
    deliver(ctx, "fiscalizacion_total", t("study.deliver"))
else:
    # Layout
    simulated_banner(ctx, *tendencias.frames(ctx))
    headline(ctx, t("nav.tendencias"), tendencias.headline(ctx), t("study.lead"))
    view = tendencias.choose_view(ctx)
    when = {"round_id": view.filters.round_id}
    has_panel = tendencias.has_panel(ctx)
    with st.container(key="card_readings"):
        put(readings.table(ctx))
    left, right = st.columns(2, gap="medium")
    with left:
        chart_card(ctx, "study_series", page=PAGE, group_id=view.filters.group)
    with right:
        chart_card(ctx, "mean_waterfall", page=PAGE, **view.pair)
    chart_card(ctx, "claim_strip", page=PAGE)
    readings.bias(ctx)
    if not has_panel:
        deliver(ctx, "fiscalizacion_total", t("study.deliver"))
    else:
        if tendencias.has_effect(ctx):
            chart_card(ctx, "effect_events", page=PAGE)
            left, right = st.columns([8, 5], gap="medium")
            with left:
                chart_card(ctx, "effect_cells", page=PAGE)
            with right:
                chart_card(ctx, "bacon_weights", page=PAGE)
        else:
            deliver(ctx, "convenio", t("study.deliver"))
        left, right = st.columns(2, gap="medium")
        with left:
            chart_card(ctx, "regression_groups", page=PAGE, **when)
        with right:
            chart_card(ctx, "change_quadrants", page=PAGE, **when)
            chart_card(ctx, "band_transitions", page=PAGE, **when)
        left, right = st.columns(2, gap="medium")
        with left:
            chart_card(ctx, "convergence", page=PAGE)
        with right:
            chart_card(ctx, "waiting_curves", page=PAGE)
