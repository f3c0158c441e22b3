"""Datos y calidad: where every figure comes from and how it was checked."""

import streamlit as st

from dashboard.state import choose, page_context
from presentation.cards.cards import card_head, headline
from presentation.cards.html import put, tag
from presentation.cards.kpi import kpi_row
from presentation.panels import datos, editions

ctx = page_context()
t = ctx.t

# Data
kpis = datos.kpis(ctx)
names, labels = datos.tables(ctx)
titles = [t(f"datos.{name}") for name in datos.SECTIONS]

# Layout
with st.container(key="head"):
    headline(
        ctx,
        t("nav.datos"),
        datos.headline(ctx),
        t("datos.lead"),
        of=[],
    )
kpi_row(ctx, kpis)
section = choose(ctx, "section", datos.SECTIONS, titles, default="sources", as_tabs=True)
with st.container(key="card_section"):
    if section == "dictionary":
        put(
            card_head(t.count("datos.dictionary_title", len(names)), t("datos.dictionary_subtitle"))
        )
        table = choose(ctx, "table", names, labels, default=names[0])
        put(datos.dictionary(ctx, table))
    elif section == "editions":
        put(editions.listing(ctx))
    else:
        put(datos.section(ctx, section))
if section == "editions":
    ids, dates = editions.others(ctx)
    with st.container(key="card_difference"):
        put(card_head(t("editions.diff_title"), t("editions.diff_subtitle")))
        if len(ids) == 1:
            put(tag("p", t("editions.only_one"), class_="faro-empty"))
        else:
            against = choose(ctx, "against", ids, dates, default=ids[0])
            with st.spinner(""):
                put(editions.difference(ctx, against))
