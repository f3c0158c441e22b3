"""Avisos: what changed, what a reader watches, and what was sent."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from dashboard.widgets import watching
from pipelines import institution
from pipelines.institution import OPERATE
from presentation.cards.cards import card, headline
from presentation.panels import avisos

ctx = page_context()
t = ctx.t

# Data
watched = watching.watched()

# Layout
with st.container(key="head"):
    head = st.container()
    own = None
    if watched is not None:
        with st.container(key="filters"):
            names = [t("avisos.all"), t("avisos.own")]
            shown = choose(ctx, "notices", ["all", "own"], names, default="all", as_tabs=True)
            own = watched if shown == "own" else None
notices = avisos.seen_by_reader(own)
with head:
    headline(ctx, t("nav.avisos"), avisos.headline(ctx, notices), t("avisos.lead"), of=[])
card("notices", avisos.listing(ctx, notices))
if watched is not None:
    watching.choose_watches(ctx, watched)
if institution.current().may(OPERATE):
    card("sent", avisos.sent(ctx))
    watching.send_now(ctx)
