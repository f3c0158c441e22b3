"""Diagnóstico: what a municipality has set up of a model, before and after, and beside whom."""

import streamlit as st

from dashboard.session import page_context
from presentation.cards.cards import headline
from presentation.outcomes import diagnostico as outcomes
from presentation.panels import diagnosed, diagnostico

ctx = page_context()
t = ctx.t

# Layout
title = st.empty()
chosen = diagnosed.choose(ctx)
words = diagnostico.headline(ctx, chosen) if chosen.code else t("diagnostico.awaiting")
with title.container():
    of = [diagnostico.shown(ctx, chosen)] if chosen.code else []
    headline(ctx, t("nav.diagnostico"), words, diagnostico.lead(ctx, chosen), of=of)
outcomes.show(ctx, chosen)
