"""Registro: what happened on this site, and whether the log of it is whole."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from presentation.cards.cards import card, headline
from presentation.panels import registro

ctx = page_context()
t = ctx.t

# Data
verdict, detail = registro.verdict(ctx)
kinds, names = registro.kinds(ctx)

# Layout
with st.container(key="head"):
    headline(ctx, t("nav.registro"), verdict, t("registro.lead"), of=[])
    with st.container(key="filters"):
        what = choose(ctx, "what", kinds, names, default=kinds[0])
card("verdict", detail)
card("lines", registro.lines(ctx, what))
