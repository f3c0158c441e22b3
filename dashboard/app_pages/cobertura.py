"""Cobertura: convenios over time and by region, and what came after the signature."""

import streamlit as st

from dashboard.asof import choose_date
from dashboard.filters import filter_bar
from dashboard.state import done, page_context
from dashboard.widgets.listing import list_card
from pipelines import clock
from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.cards.html import together
from presentation.cards.notices import empty_page
from presentation.cards.printed import printed_reports
from presentation.cards.universe import national
from presentation.choices.filters import ALL
from presentation.panels import cobertura, convenios

ctx = page_context()
t = ctx.t

# Data
if cobertura.is_empty(ctx):
    empty_page(t)
    done()
signings, stages = convenios.signings(ctx), convenios.stages(ctx)

# Layout
with st.container(key="head"):
    headline(
        ctx,
        t("nav.cobertura"),
        cobertura.headline(ctx),
        t("cobertura.lead"),
        of=[cobertura.last(ctx)],
    )
    with st.container(key="filters"):
        asof = clock.today() if signings.empty and stages.empty else choose_date(ctx)
asked = filter_bar(ctx, "region")
region, note = asked.region, national(ctx, asked)
chosen = None if region == ALL else region
printed_reports(ctx, chosen)
left, right = st.columns(2, gap="medium")
with left:
    chart_card(ctx, "convenio_curve", page="cobertura", note=note)
with right:
    if signings.empty:
        deliver(ctx, "convenio", t("convenios.deliver"))
    else:
        with st.container(key="card_never"):
            list_card(ctx, convenios.never_signed(ctx, chosen))
    if stages.empty:
        deliver(ctx, "adopcion", t("convenios.deliver_stages"))
left, right = st.columns(2, gap="medium")
if not signings.empty:
    with left:
        chart_card(ctx, "signing_days", page="cobertura", note=note)
        with st.container(key="card_expiring"):
            list_card(ctx, convenios.expiring(ctx, asof, chosen))
    with right, together("faro-page", name="reach"):
        chart_card(ctx, "coverage_region", page="cobertura", region=chosen)
        chart_card(ctx, "coverage_rurality", page="cobertura", note=note)
left, right = st.columns(2, gap="medium")
if not stages.empty:
    with left:
        chart_card(ctx, "adoption_funnel", page="cobertura", note=note)
    with right, st.container(key="card_stuck"):
        list_card(ctx, convenios.stuck(ctx, asof, chosen))
with together("faro-row", name="signing"):
    with together("faro-page"):
        chart_card(ctx, "mgtm2_funnel", page="cobertura", note=note)
        chart_card(ctx, "region_signing", page="cobertura", region=chosen)
    card("named", cobertura.named_signings(ctx, region))
