"""Modelos: the map of a model, its versions side by side, and how it reads in the others."""

from __future__ import annotations

from presentation.cards.cards import card, headline
from presentation.cards.delivered import deliver
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import model_diagnoses, model_links, model_map, modelos

EACH = ("model", "version")  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    ids, labels = modelos.models(ctx)
    default = modelos.default_model(ctx)

    # Layout
    with stage.box("head"):
        head = stage.box()
        with stage.box("filters"):
            model = ctx.choose("model", ids, labels, default=default)
            if modelos.belongs_elsewhere(ctx, ctx.carried("version"), model):
                ctx.choices.forget("version")
            versions, names = modelos.versions(ctx, model)
            version = ctx.choose("version", versions, names, default=versions[0])
            countries = modelos.used_in(ctx, version)
            country = countries[0]
            if len(countries) > 1:
                named = [t.country(code) for code in countries]
                country = ctx.choose("country", countries, named, default=country)
    used = modelos.adoption(ctx, version)
    with head:
        headline(ctx, t("nav.modelos"), *modelos.about(ctx, model), of=[])
    compared = model_links.changes(ctx, version)
    is_open = opened(ctx, "modelos", modelos.VIEWS if compared else modelos.ALONE)
    with together("faro-page", name="model"):
        if is_open("map"):
            card("map", model_map.drawn_map(ctx, version, country))
            if used.empty:
                deliver(ctx, "adopcion", t("modelos.deliver"))
        if compared and is_open("versions"):
            for name, body in compared:
                card(name, body)
        if is_open("others"):
            card("links", model_links.links(ctx, model))
            card("countries", modelos.countries(ctx, model))
            diagnosed = model_diagnoses.by_country(ctx, model)
            if diagnosed:
                card("diagnosed", diagnosed)
