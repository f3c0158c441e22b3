"""Réplica: what municipalities observe of their scores, until when, and what it changed."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from dashboard.widgets import replying
from pipelines.receiving import reply
from pipelines.receiving.scores import rounds, scores
from presentation.cards.cards import card, headline
from presentation.markup.html import together
from presentation.panels import replica

ctx = page_context()
t = ctx.t

# Data
offered = rounds(ctx.build)

# Layout
with st.container(key="head"):
    head = st.container()
    if offered:
        with st.container(key="filters"):
            labels = [offer.removeprefix("r") for offer in offered]
            round_id = choose(ctx, "round", offered, labels, default=offered[0])
cases, known, changed = [], {}, []
if offered:
    cases, known = reply.cases(round_id), scores(ctx.build, round_id)
    changed = reply.means(ctx.build, round_id)
with head:
    origins = [mean.origin for mean in changed]
    headline(ctx, t("nav.replica"), replica.headline(ctx, cases), t("replica.lead"), of=origins)
with together("faro-page", name="replies"):
    if changed:
        card("means", replica.means(ctx, changed))
    card("cases", replica.cases(ctx, cases, known))
if offered:
    replying.steps(ctx, round_id, cases, known)
