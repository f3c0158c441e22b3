"""Herramientas: what the tools are, who uses them, which go together."""

import streamlit as st

from dashboard.components.cards import chart_card, headline
from dashboard.components.delivered import deliver, simulated_banner
from dashboard.components.html import put
from dashboard.filters import filter_bar
from dashboard.panels import herramientas
from dashboard.state import choose, page_context

ctx = page_context()
t = ctx.t

# Data
used = herramientas.adoption(ctx)
ids, names = herramientas.tools(ctx)
rounds, labels = herramientas.rounds(ctx)
default = ids[0] if used.empty else herramientas.most_used(ctx)

# Layout
simulated_banner(ctx, used)
with st.container(key="head"):
    headline(ctx, t("nav.herramientas"), t("herramientas.headline"), t("herramientas.lead"))
    with st.container(key="filters"):
        tool = choose(ctx, "tool", ids, names, default=default)
chosen = filter_bar(ctx, "round", "region", "rurality", rounds=rounds, round_labels=labels)
with st.container(key="card_catalogue"):
    put(herramientas.catalogue(ctx))
if used.empty:
    deliver(ctx, "adopcion", t("herramientas.deliver"))
else:
    left, right = st.columns(2, gap="medium")
    with left:
        chart_card(ctx, "tool_years", page="herramientas", tool=tool)
    with right:
        chart_card(ctx, "tool_scores", page="herramientas", round_id=chosen.round_id or None)
    with st.container(key="card_regions"):
        put(herramientas.by_region(ctx))
    with st.container(key="card_matrix"):
        title, table = herramientas.matrix(ctx, chosen)
        above, below = herramientas.around(ctx, title, chosen)
        put(above)
        st.dataframe(table, hide_index=True, height=420, key=f"matrix_{ctx.lang}", alt=title)
        put(below)
    with st.container(key="card_pairs"):
        put(herramientas.together(ctx))
