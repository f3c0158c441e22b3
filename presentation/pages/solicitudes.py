"""Solicitudes: how municipalities answer access requests; apart from active transparency."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.cards.kpi import kpi_row
from presentation.cards.universe import unmoved
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import request_frame, solicitudes
from presentation.panels.filter_bar import say_unused

PAGE = solicitudes.PAGE
EACH = ("year",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    years = solicitudes.years(ctx)
    ids, names = solicitudes.places(ctx)
    usual = solicitudes.usual_year(ctx) or "".join(years[:1])

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters", across=True):
            place = ctx.choose("place", ids, names, default=ids[0])
            year = ctx.choose("year", years, years, default=usual) if years else None
    with title:
        words = solicitudes.headline(ctx, place, year)
        of = [solicitudes.of_year(ctx, place, year)]
        headline(ctx, t(f"nav.{PAGE}"), words, t("solicitudes.lead"), of=of)
    say_unused(ctx)
    only = None if place == solicitudes.ALL else place
    is_open = opened(ctx, PAGE, solicitudes.VIEWS)
    still = unmoved(ctx, ["year"] if year not in (None, usual) else [])
    with together("faro-page", name="results"):
        if is_open("results") and year is None:
            deliver(ctx, "solicitud_mes", t("solicitudes.deliver"))
        elif year is not None and is_open("results"):
            kpi_row(ctx, solicitudes.kpis(ctx, place, year))
            with together("faro-row"):
                chart_card(ctx, "requests_months", page=PAGE, still=still, place=only)
                chart_card(ctx, "request_stages", page=PAGE, still=still, place=only)
            appeals = solicitudes.amparos(ctx, place)
            if appeals:
                card("amparos", appeals, still=still)
            beside = solicitudes.maturity(ctx, year)
            if beside:
                card("maturity", beside)
    with together("faro-page", name="frame"):
        if is_open("law"):
            card("published", request_frame.published(ctx), still=still)
            card("frame", request_frame.frame(ctx), still=still)
        if is_open("process"):
            card("process", request_frame.process(ctx), still=still)
