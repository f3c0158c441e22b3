"""What is asked of a plan, drawn."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.widgets import plan_levers
from presentation.context import PageContext
from presentation.panels.plan import countries, model_versions, places, tools_of_version
from presentation.plans.choices import HOME, Asked


def choose_place(ctx: PageContext) -> tuple[str, str]:
    """Draw the municipality; return country and code."""
    listed, named = countries(ctx)
    country = HOME
    if len(listed) > 1:
        country = ctx.choose("country", listed, named, default=HOME)
    codes, labels = places(ctx, country)
    usual = "13101" if country == HOME else codes[0]
    return country, ctx.choose("cut" if country == HOME else "code", codes, labels, default=usual)


def choose_version(ctx: PageContext, place: tuple[str, str]) -> str:
    """Draw the version of the model: that of the plan delivered when nobody asks for one."""
    options, labels = model_versions(ctx, *place)
    return ctx.choose("version", options, labels, default=options[0])


def choose_rest(ctx: PageContext, place: tuple[str, str], version: str, today: date) -> Asked:
    """Draw the other levers and return what they ask."""
    tools = tools_of_version(ctx, version)
    lacking = sum(tool.months is None for tool in tools)
    with st.container(key="plan_months", horizontal=True):
        when = plan_levers.choose_months(ctx, today)
    none_known = lacking == len(tools)
    with st.expander(ctx.t("plan.more_levers"), expanded=none_known, key=f"more_{version}"):
        lengths = plan_levers.choose_lengths(ctx, tools, lacking=lacking)
        after = plan_levers.choose_order(ctx, tools)
    return plan_levers.chosen(place, version, when, lengths, after)
