"""Publication day by day: the story, a month filling up along a line of days, and who is late."""

from __future__ import annotations

from collections.abc import Callable

from presentation.cards.cards import card, chart_card
from presentation.cards.delivered import list_card
from presentation.cards.kpi import kpi_row
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import audit_editions, late_lists, publicacion, punctuality

PAGE = punctuality.PAGE


def story(
    ctx: PageContext, region: str, is_open: Callable[[str], bool], still: str, of_region: str
) -> None:
    """Show how punctual the months watched were; nothing where the series watched none.

    Args:
        ctx: The page's context.
        region: Code of a region, or ``all``.
        is_open: Tells which part is open: ``days``, or the lists of who is ``late``.
        still: Which choices of the page do not change its cards.
        of_region: Which of them do not change its lists, which follow the region.
    """
    months = punctuality.months(ctx)
    if not months:
        return
    t = ctx.t
    with together("faro-page", name="punctual"):
        kpi_row(ctx, publicacion.nationwide(ctx, punctuality.kpis(ctx), region))
    names = [punctuality.named(ctx, month) for month in months]
    month = ctx.choose("month", months, names, default=months[0])
    days = punctuality.days(month)
    labels = [t.date(day) for day in days]
    day = ctx.choose("day", days, labels, default=punctuality.usual_day(ctx, month), as_slider=True)
    if is_open("days"):
        with together("faro-page", name="filled"):
            chart_card(ctx, "filling", page=PAGE, still=still, month=month, day=day)
            card("on_time_ta_file", punctuality.parts(ctx, "ta_file"), still=still)
    if is_open("late"):
        list_card(ctx, late_lists.late_on(ctx, month, day, region), of_region)
        list_card(ctx, late_lists.never(ctx, region), of_region)
        list_card(ctx, audit_editions.gone(ctx, region), of_region)


def where(ctx: PageContext, still: str) -> None:
    """Show how punctual each region and rurality class was.

    Args:
        ctx: The page's context.
        still: Which choices of the page do not change it.
    """
    for dimension in ("region", "rurality"):
        card(f"on_time_{dimension}", punctuality.parts(ctx, dimension), still=still)
