"""Datos y calidad: where every figure comes from and how it was checked."""

from __future__ import annotations

from presentation.cards.cards import card_head, headline
from presentation.cards.kpi import kpi_row
from presentation.context import PageContext
from presentation.markup.html import put, tag
from presentation.panels import datos, editions

EACH = ("section", "table")  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    kpis = datos.kpis(ctx)
    names, labels = datos.tables(ctx)
    titles = [t(f"datos.{name}") for name in datos.SECTIONS]

    # Layout
    with stage.box("head"):
        headline(
            ctx,
            t("nav.datos"),
            datos.headline(ctx),
            t("datos.lead"),
            of=[],
        )
    kpi_row(ctx, kpis)
    section = ctx.choose("section", datos.SECTIONS, titles, default="packs", as_tabs=True)
    with stage.box("card_section"):
        if section == "dictionary":
            put(
                card_head(
                    t.count("datos.dictionary_title", len(names)), t("datos.dictionary_subtitle")
                )
            )
            table = ctx.choose("table", names, labels, default=names[0])
            put(datos.dictionary(ctx, table))
        elif section == "editions":
            put(editions.listing(ctx))
        else:
            put(datos.section(ctx, section))
    if section == "editions":
        _difference(ctx)


def _difference(ctx: PageContext) -> None:
    ids, dates = editions.others(ctx)
    with ctx.stage.box("card_difference"):
        put(card_head(ctx.t("editions.diff_title"), ctx.t("editions.diff_subtitle")))
        if len(ids) == 1:
            put(tag("p", ctx.t("editions.only_one"), class_="faro-empty"))
        else:
            against = ctx.choose("against", ids, dates, default=ids[0])
            with ctx.stage.waiting():
                put(editions.difference(ctx, against))
