"""Modelos: the map of a model, its versions side by side, and how it reads in the others."""

import streamlit as st

from dashboard.state import choose, page_context
from presentation.cards.cards import card, headline
from presentation.cards.delivered import deliver
from presentation.cards.html import together
from presentation.panels import model_links, model_map, modelos

ctx = page_context()
t = ctx.t

# Data
ids, labels = modelos.models(ctx)
default = modelos.default_model(ctx)

# Layout
with st.container(key="head"):
    head = st.container()
    with st.container(key="filters"):
        model = choose(ctx, "model", ids, labels, default=default)
        if modelos.belongs_elsewhere(ctx, st.query_params.get("version"), model):
            st.query_params.pop("version")
        versions, names = modelos.versions(ctx, model)
        version = choose(ctx, "version", versions, names, default=versions[0])
        countries = modelos.used_in(ctx, version)
        country = countries[0]
        if len(countries) > 1:
            named = [t.country(one) for one in countries]
            country = choose(ctx, "country", countries, named, default=country)
used = modelos.adoption(ctx, version)
with head:
    headline(ctx, t("nav.modelos"), *modelos.about(ctx, model), of=[])
with together("faro-page", name="model"):
    card("map", model_map.drawn_map(ctx, version, country))
    if used.empty:
        deliver(ctx, "adopcion", t("modelos.deliver"))
    compared = model_links.changes(ctx, version)
    if compared:
        card("versions", compared)
    card("links", model_links.links(ctx, model))
    card("countries", modelos.countries(ctx, model))
