"""Publicación: how fresh active transparency stays between two yearly rounds."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_page
from presentation.cards.universe import unmoved
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

PAGE = "publicacion"
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
            newest = publicacion.newest(ctx)
            year = int(ctx.choose("year", years, years, default=newest))
    chosen = filter_bar(ctx, "region")
    narrowed = [*(["year"] if year != int(newest) else []), *chosen.choices]
    still, of_year, of_region = (
        unmoved(ctx, [key for key in narrowed if key != follows])
        for follows in ("", "year", "region")
    )
    with title:
        words, of = publicacion.headline(ctx, year), [publicacion.files(ctx, year)]
        headline(ctx, t("nav.publicacion"), words, t("publicacion.lead"), of=of, filters=chosen)
    place = None if chosen.region == ALL else chosen.region
    has_days = bool(punctuality.months(ctx))
    is_open = opened(ctx, PAGE, publicacion.VIEWS if has_days else publicacion.NO_DAYS)
    if is_open("days") or is_open("late"):
        punctual_cards.story(ctx, chosen.region, is_open, still, of_region)
    if is_open("fresh"):
        with together("faro-page", name="fresh"):
            kpi_row(ctx, publicacion.kpis(ctx, year, chosen.region))
            where = {"still": of_region, "region": place}
            chart_card(ctx, "publication_months", page=PAGE, **where)
            with together("faro-row"):
                fell = None if place else publicacion.fell_most(ctx)
                chart_card(ctx, "publication_trend", page=PAGE, note=fell, **where)
                chart_card(ctx, "punctuality", page=PAGE, still=still)
        if has_days:
            card("audit_editions", audit_editions.editions(ctx), still=still)
    if is_open("where"):
        with together("faro-page", name="where"):
            card("regions", publication_tables.by_region(ctx, year), still=of_year)
            if has_days:
                punctual_cards.where(ctx, still)
    if is_open("rules"):
        audit.matrix_card(ctx, year, chosen.region)
        with together("faro-row", name="calendar"):
            chart_card(ctx, "working_days", page=PAGE, still=still)
            card("deadlines", publication_tables.deadlines(ctx, year), still=of_year)
        card("others", publication_tables.others(ctx, year), still=of_year)
