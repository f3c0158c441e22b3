"""Proceso TA: who does what by when, what was met, where it gets stuck, and what the PMG says."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_page
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import audit_cards as audit
from presentation.panels import (
    municipio,
    own_record,
    pmg,
    proceso_ta,
    process_deadlines,
    process_map,
    process_months,
)
from presentation.panels.filter_bar import say_unused

PAGE = "proceso_ta"


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    codes, names = municipio.choices(ctx)
    months, present = proceso_ta.months(ctx)
    usual = proceso_ta.usual_days(ctx)
    if not usual:
        empty_page(t)
        return

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            first = proceso_ta.usual_place(ctx, codes, municipio.DEFAULT)
            cut = ctx.choose("cut", codes, names, default=first)
    with stage.box("filterbar", across=True):
        when = ctx.choose("when", months, proceso_ta.month_names(ctx, months), default=present)
        days = {
            step: ctx.choose(step, proceso_ta.DAYS, proceso_ta.DAYS, default=count)
            for step, count in usual.items()
        }
    stage_days = tuple(days.items())
    windows = proceso_ta.month_windows(ctx, when, days)
    with title:
        words = proceso_ta.headline(ctx, windows, when)
        headline(ctx, t(f"nav.{PAGE}"), words, t("proceso.lead"), of=[])
    say_unused(ctx)
    is_open = opened(ctx, PAGE, proceso_ta.VIEWS)
    if is_open("deadlines"):
        with together("faro-page", name="deadlines"):
            card("month", process_deadlines.month(ctx, when, stage_days))
            card("inner", own_record.inner(ctx, stage_days, cut, PAGE))
            card("year", process_deadlines.year(ctx, when, stage_days))
    if is_open("calendar"):
        audit.calendar_card(ctx, cut, page=PAGE)
    if is_open("map"):
        with together("faro-page", name="map"):
            card("process", process_map.drawn(ctx))
    if is_open("met"):
        _met(ctx, cut, days)
    if is_open("pmg"):
        with together("faro-page", name="pmg"):
            pmg.section(ctx, cut)


def _met(ctx: PageContext, cut: str, days: dict[str, str]) -> None:
    log = proceso_ta.log(ctx)
    with ctx.stage.box():
        place = proceso_ta.extent(ctx, cut)
    if not log.empty:
        kpi_row(ctx, proceso_ta.kpis(ctx, days))
    with together("faro-page", name="met"):
        if log.empty:
            chart_card(ctx, "publication_months", page=PAGE)
            deliver(ctx, "proceso", ctx.t("proceso.deliver"))
        else:
            with together("faro-row"):
                with together("faro-page"):
                    chart_card(ctx, "process_stages", page=PAGE, place=place, **days)
                    card("months", process_months.months(ctx, cut))
                chart_card(ctx, "process_items", page=PAGE, **days)
        card("items", process_map.items(ctx))
