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


def national(ctx: PageContext, filters: Filters) -> str:
    """Return the words for a card of figures that exist for the country alone; else none.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
    """
    if not filters.narrows:
        return ""
    return ctx.t("filter.national", universe=universe_name(ctx, filters))


def apart(ctx: PageContext, filters: Filters, follows: Sequence[str]) -> str:
    """Return the words for a headline that does not follow a filter of its page; else none.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
        follows: The keys of the filters that the headline follows.
    """
    return speaks_of_all(ctx, [key for key in filters.choices if key not in follows])


def speaks_of_all(ctx: PageContext, left: Sequence[str]) -> str:
    """Return the words for a headline that does not follow some choices; none where it follows all.

    Args:
        ctx: The page's context.
        left: The keys of the choices it does not follow.
    """
    names = ctx.t.listing([ctx.t(f"filter.{key}").lower() for key in left])
    return ctx.t("filter.apart", names=names) if left else ""


def whole_country(ctx: PageContext, filters: Filters) -> str:
    """Return the words for a card that stays national while the page is narrowed; else none.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
    """
    if not filters.narrows:
        return ""
    return ctx.t("filter.whole_country", universe=universe_name(ctx, filters))


def every_round(ctx: PageContext, filters: Filters) -> str:
    """Return the words for a card of every round once a reader has chosen one; else none.

    Args:
        ctx: The page's context.
        filters: What the reader asked for.
    """
    return ctx.t("filter.every_round") if "round" in filters.choices else ""


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
