"""Herramientas: what the tools are, who uses them, which go together."""

import streamlit as st

from dashboard.components.cards import card_head, chart_card, downloads, headline, source_note
from dashboard.components.delivered import chips, deliver, simulated_banner
from dashboard.components.html import put
from dashboard.panels import herramientas
from dashboard.state import choose, page_context

ctx = page_context()
t = ctx.t

# Data
used = herramientas.adoption(ctx)
ids, names = herramientas.tools(ctx)
codes, places = herramientas.regions(ctx)
rounds, labels = herramientas.rounds(ctx)
default = ids[0] if used.empty else herramientas.most_used(ctx)

# Layout
simulated_banner(ctx, used)
with st.container(key="head"):
    headline(ctx, t("nav.herramientas"), t("herramientas.headline"), t("herramientas.lead"))
    with st.container(key="filters"):
        tool = choose(ctx, "tool", ids, names, default=default)
        round_id = choose(ctx, "round", rounds, labels, default=rounds[0]) if rounds else None
with st.container(key="card_catalogue"):
    put(herramientas.catalogue(ctx))
if used.empty:
    deliver(ctx, "adopcion", t("herramientas.deliver"))
else:
    left, right = st.columns(2, gap="medium")
    with left:
        chart_card(ctx, "tool_years", page="herramientas", tool=tool)
    with right:
        chart_card(ctx, "tool_scores", page="herramientas", round_id=round_id)
    with st.container(key="card_regions"):
        put(herramientas.by_region(ctx))
    with st.container(key="card_matrix"):
        region = choose(ctx, "region", codes, places, default=herramientas.ALL)
        title, table = herramientas.matrix(ctx, region)
        put(card_head(title, t("herramientas.matrix_subtitle")), chips(ctx, used))
        st.dataframe(table, hide_index=True, height=420, key=f"matrix_{ctx.lang}", alt=title)
        put(source_note(ctx, used), downloads(ctx, herramientas.USED))
    with st.container(key="card_pairs"):
        put(herramientas.together(ctx))
