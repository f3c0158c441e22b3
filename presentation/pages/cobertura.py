"""Cobertura: convenios over time and by region, and what came after the signature."""

from __future__ import annotations

from datetime import date

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import deliver, list_card
from presentation.cards.notices import empty_page
from presentation.cards.printed import printed_reports
from presentation.cards.universe import apart
from presentation.choices.filters import ALL
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import cobertura, convenios
from presentation.panels.filter_bar import filter_bar


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    if cobertura.is_empty(ctx):
        empty_page(t)
        return
    signings, stages = convenios.signings(ctx), convenios.stages(ctx)
    has_dates = not (signings.empty and stages.empty)

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            prints = stage.box("prints")
            asof = ctx.day("asof") if has_dates else ctx.today
    filters = filter_bar(ctx, "region")
    with title:
        words, lead = cobertura.headline(ctx), t("cobertura.lead")
        headline(ctx, t("nav.cobertura"), words, lead, of=[cobertura.last(ctx)], filters=filters)
    still = apart(ctx, filters)
    chosen = None if filters.region == ALL else filters.region
    with prints:
        printed_reports(ctx, chosen)
    is_open = opened(ctx, "cobertura", cobertura.VIEWS)
    if is_open("reach"):
        _reach(ctx, chosen, still)
    if is_open("after"):
        _after(ctx, asof, chosen, still)
    if is_open("signing"):
        _signing(ctx, asof, chosen, still)


def _reach(ctx: PageContext, chosen: str | None, still: str) -> None:
    t, stage = ctx.t, ctx.stage
    signings, stages = convenios.signings(ctx), convenios.stages(ctx)
    left, right = stage.beside(2, gap="medium")
    with left, together("faro-page", name="curve"):
        chart_card(ctx, "convenio_curve", page="cobertura", still=still)
        if not signings.empty:
            chart_card(ctx, "coverage_rurality", page="cobertura", still=still)
    with right:
        if signings.empty:
            deliver(ctx, "convenio", t("convenios.deliver"))
        else:
            list_card(ctx, convenios.never_signed(ctx, chosen))
            with together("faro-page", name="reach"):
                chart_card(ctx, "coverage_region", page="cobertura", region=chosen)
        if stages.empty:
            deliver(ctx, "adopcion", t("convenios.deliver_stages"))


def _after(ctx: PageContext, asof: date, chosen: str | None, still: str) -> None:
    if not convenios.stages(ctx).empty:
        left, right = ctx.stage.beside(2, gap="medium")
        with left:
            chart_card(ctx, "adoption_funnel", page="cobertura", still=still)
        with right:
            list_card(ctx, convenios.stuck(ctx, asof, chosen))
    with together("faro-page", name="mgtm2"):
        chart_card(ctx, "mgtm2_funnel", page="cobertura", still=still)


def _signing(ctx: PageContext, asof: date, chosen: str | None, still: str) -> None:
    if not convenios.signings(ctx).empty:
        left, right = ctx.stage.beside(2, gap="medium")
        with left:
            chart_card(ctx, "signing_days", page="cobertura", still=still)
        with right:
            list_card(ctx, convenios.expiring(ctx, asof, chosen))
    has_names = len(cobertura.signings(ctx, chosen or ALL)) > 0
    with together("faro-row" if has_names else "faro-page", name="signing"):
        chart_card(ctx, "region_signing", page="cobertura", region=chosen)
        card("named", cobertura.named_signings(ctx, chosen or ALL))
