"""Municipio: everything about one municipality, fit for one printed page."""

import streamlit as st

from dashboard.state import choose, page_context
from dashboard.widgets import audit, mend
from presentation.cards.cards import card, chart_card, headline
from presentation.cards.html import together
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_card
from presentation.cards.printed import printed_ficha
from presentation.panels import municipio, paths

ctx = page_context()
t = ctx.t

# Data
codes, names = municipio.choices(ctx)

# Layout
with st.container(key="head"):
    title = st.empty()
    with st.container(key="filters"):
        cut = choose(ctx, "cut", codes, names, default=municipio.DEFAULT)
rows = municipio.standing(ctx, cut)
with title.container():
    headline(
        ctx,
        t("nav.municipio"),
        municipio.comuna(ctx, cut)["comuna"],
        municipio.lead(ctx, cut),
        of=[rows],
    )
    printed_ficha(ctx, cut)
if rows.empty:
    empty_card(ctx, t("municipio.deliver"))
else:
    own, *others = municipio.kpis(ctx, rows)
    with together("faro-page", name="record"):
        kpi_row(ctx, [own, *paths.first(ctx, cut), *others])
        with together("faro-row"):
            chart_card(ctx, "municipality_history", page="municipio", cut=cut)
            municipio.timeline(ctx, cut)
    mend.section(ctx, cut)
    card("cases", municipio.cases(ctx, cut))
audit.calendar_card(ctx, cut)
