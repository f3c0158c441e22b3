"""Publication day by day: the story, a month filling up along a line of days, and who is late."""

from __future__ import annotations

from collections.abc import Callable

from presentation.cards.cards import card, chart_card
from presentation.cards.delivered import list_card
from presentation.cards.html import together
from presentation.cards.kpi import kpi_row
from presentation.context import PageContext
from presentation.panels import audit_editions, punctuality

PAGE = punctuality.PAGE


def story(ctx: PageContext, region: str, is_open: Callable[[str], bool]) -> None:
    """Show how punctual the months watched were; nothing where the series watched none.

    Args:
        ctx: The page's context.
        region: Code of a region, or ``all``.
        is_open: Tells which part is open: ``days``, or the lists of who is ``late``.
    """
    months = punctuality.months(ctx)
    if not months:
        return
    t = ctx.t
    with together("faro-page", name="punctual"):
        kpi_row(ctx, punctuality.kpis(ctx))
    names = [punctuality.named(ctx, month) for month in months]
    month = ctx.choose("month", months, names, default=months[0])
    days = punctuality.days(month)
    labels = [t.date(day) for day in days]
    day = ctx.choose("day", days, labels, default=punctuality.usual_day(ctx, month), as_slider=True)
    if is_open("days"):
        with together("faro-page", name="filled"):
            chart_card(ctx, "filling", page=PAGE, month=month, day=day)
            card("on_time_ta_file", punctuality.parts(ctx, "ta_file"))
    if is_open("late"):
        for listing in (
            punctuality.late_on(ctx, month, day, region),
            punctuality.never(ctx, region),
            audit_editions.gone(ctx, region),
        ):
            with ctx.stage.box(f"card_{listing.name}"):
                list_card(ctx, listing)


def where(ctx: PageContext) -> None:
    """Show how punctual each region and rurality class was."""
    for dimension in ("region", "rurality"):
        card(f"on_time_{dimension}", punctuality.parts(ctx, dimension))
