"""Publicación: how fresh active transparency stays between two yearly rounds."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_page
from presentation.cards.universe import national
from presentation.choices.filters import ALL
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import audit_cards as audit
from presentation.panels import (
    audit_editions,
    publicacion,
    publication_tables,
    punctual_cards,
    punctuality,
)
from presentation.panels.filter_bar import filter_bar

EACH = ("year",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    years = publicacion.years(ctx)
    if not years:
        empty_page(t)
        return

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            year = int(ctx.choose("year", years, years, default=publicacion.newest(ctx)))
    chosen = filter_bar(ctx, "region")
    note = national(ctx, chosen)
    with title:
        words, of = publicacion.headline(ctx, year), [publicacion.files(ctx, year)]
        headline(ctx, t("nav.publicacion"), words, t("publicacion.lead"), of=of, filters=chosen)
    place = None if chosen.region == ALL else chosen.region
    has_days = bool(punctuality.months(ctx))
    is_open = opened(ctx, "publicacion", publicacion.VIEWS if has_days else publicacion.NO_DAYS)
    if is_open("days") or is_open("late"):
        punctual_cards.story(ctx, chosen.region, is_open, note)
    if is_open("fresh"):
        _fresh(ctx, year, chosen.region, place, note)
        if has_days:
            card("audit_editions", audit_editions.editions(ctx, note))
    if is_open("where"):
        with together("faro-page", name="where"):
            card("regions", publication_tables.by_region(ctx, year, note))
            if has_days:
                punctual_cards.where(ctx, note)
    if is_open("rules"):
        audit.matrix_card(ctx, year, chosen.region)
        with together("faro-row", name="calendar"):
            chart_card(ctx, "working_days", page="publicacion", note=note)
            card("deadlines", publication_tables.deadlines(ctx, year))
        card("others", publication_tables.others(ctx, year, note))


def _fresh(ctx: PageContext, year: int, region: str, place: str | None, note: str | None) -> None:
    with together("faro-page", name="fresh"):
        kpi_row(ctx, publicacion.kpis(ctx, year, region))
        chart_card(ctx, "publication_months", page="publicacion", region=place)
        with together("faro-row"):
            fell = None if place else publicacion.fell_most(ctx)
            chart_card(ctx, "publication_trend", page="publicacion", region=place, note=fell)
            chart_card(ctx, "punctuality", page="publicacion", note=note)
