"""Plan: when the tools of a model can be in use, what fixes the end, and the plan against it."""

import streamlit as st

from dashboard.session import page_context
from dashboard.widgets import plan_levers
from presentation import worked_out
from presentation.cards.cards import card_head, headline
from presentation.markup.html import put, together
from presentation.outcomes import plan as outcomes
from presentation.panels import plan

ctx = page_context()
t = ctx.t

# Data
title = st.container()
with ctx.stage.box("card_levers"):
    put(card_head(t("plan.levers"), t("plan.levers_subtitle")))
    with st.container(key="plan_who", horizontal=True):
        place = outcomes.choose_place(ctx)
        version = outcomes.choose_version(ctx, place)
    request = plan_levers.choose_rest(ctx, place, version, ctx.today)
view = worked_out.planned(ctx.build_id, request)

# Layout
with title, together("faro-page", name="title"):
    of = [view.work] if view.forecast is None else [view.progress]
    headline(ctx, t("nav.plan"), plan.headline(ctx, view), plan.lead(ctx, view), of=of)
    plan.notices(ctx, view)
outcomes.show(ctx, view)
