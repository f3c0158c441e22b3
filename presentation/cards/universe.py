"""The universe a reader chose, in words, and what to say of a card that does not follow it."""

from __future__ import annotations

from collections.abc import Sequence

from presentation import data
from presentation.choices.filters import ALL, Filters
from presentation.context import PageContext


def universe_name(ctx: PageContext, filters: Filters) -> str:
    """Return the universe in words: ``Maule · Rural · Pilotos``; the country when it is whole.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
    """
    t = ctx.t
    parts = []
    if filters.group != ALL:
        parts.append(t.code("group", filters.group))
    if filters.rurality != ALL:
        parts.append(t.code("rurality", filters.rurality))
    if filters.region != ALL:
        parts.append(regions(ctx)[filters.region])
    return " · ".join(parts) or t("group.all")


def apart(ctx: PageContext, filters: Filters, *follows: str) -> str:
    """Return the words for a headline or a card that some chosen filters do not change; else none.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
        *follows: The keys of the filters that change it.
    """
    return unmoved(ctx, [key for key in filters.choices if key not in follows])


def unmoved(ctx: PageContext, chosen: Sequence[str]) -> str:
    """Return the words for a headline or a card that choices do not change; none without any.

    Args:
        ctx: The page's context.
        chosen: The keys of what was chosen and does not change it.
    """
    names = ctx.t.listing([ctx.t(f"filter.{key}").lower() for key in chosen])
    return ctx.t("filter.unmoved", names=names) if chosen else ""


def regions(ctx: PageContext) -> dict[str, str]:
    """Return code → name of the regions, north to south.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, "core_territory__region")
    ordered = rows.sort_values("region_order_north_south")
    return dict(zip(ordered["region_code"], ordered["region"], strict=True))


def municipalities(ctx: PageContext) -> dict[str, str]:
    """Return code → name of the municipalities of Chile.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, "core_territory__municipality", country="CL")
    return {
        str(cut): str(name) for cut, name in zip(rows["cut"], rows["municipality"], strict=True)
    }
