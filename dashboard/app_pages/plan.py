"""Plan: when the tools of a model can be in use, what fixes the end, and the plan against it."""

import streamlit as st

from dashboard.state import page_context
from dashboard.widgets import plan_choices
from pipelines import clock
from presentation import data
from presentation.cards.cards import card, card_head, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.cards.html import put, together
from presentation.cards.kpi import kpi_row
from presentation.choices.parts import opened
from presentation.panels import plan, plan_cards, plan_delivered

ctx = page_context()
t = ctx.t
today = clock.today()

# Data
title = st.container()
with ctx.stage.box("card_levers"):
    put(card_head(t("plan.levers"), t("plan.levers_subtitle")))
    with st.container(key="plan_who", horizontal=True):
        place = plan_choices.choose_place(ctx)
        version = plan_choices.choose_version(ctx, place)
    request = plan_choices.choose_rest(ctx, place, version, today)
view = data.planned(ctx.build_id, request)

# Layout
with title, together("faro-page", name="title"):
    of = [view.work] if view.forecast is None else [view.progress]
    headline(ctx, t("nav.plan"), plan.headline(ctx, view), plan.lead(ctx, view), of=of)
    plan.notices(ctx, view)
with ctx.stage.box():  # what comes after keeps its place where there are no parts to choose from
    is_open = opened(ctx, "plan", plan_delivered.views(ctx, view))
with together("faro-page", name="plan"):
    if is_open("followed") and not view.progress.empty:
        who = {"country": request.country, "code": request.code, "version_id": request.version}
        chart_card(ctx, "plan_progress", page=plan_cards.PAGE, link=plan_cards.link(view), **who)
        if view.forecast is not None:
            card("slips", plan_delivered.slips(ctx, view))
    if is_open("planned") and view.plan is not None:
        if not view.progress.empty:
            card("again", plan_delivered.again(ctx, view))
        kpi_row(ctx, plan.kpis(ctx, view))
        plan_cards.gantt(ctx, view, today)
        with together("faro-row"):
            card("path", plan_cards.path(ctx, view))
            card("capacity", plan_cards.capacities(ctx, view))
    if is_open("planned") and view.progress.empty:
        deliver(ctx, "plan", t("plan.deliver"))
    if is_open("kept") and plan_delivered.is_kept(ctx, request):
        card("kept", plan_delivered.kept(ctx, request.country, request.version))
