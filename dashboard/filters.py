"""The filters of every page: round, region, rurality, group and version, kept in the URL.

A choice follows the reader from page to page. A page draws those it can honour and says which of
the others it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import data
from dashboard.components.html import notice
from dashboard.state import PageContext, carried, choose

ALL = "all"
PUBLISHED, REVISED = "as_published", "as_revised"
RURALITY = ("Urbana", "Mixta", "Rural")
GROUPS = ("mgtm_pilot", "non_pilot")
KEYS = ("round", "region", "rurality", "group", "revision")
USUAL = {"region": ALL, "rurality": ALL, "group": ALL, "revision": PUBLISHED}


@dataclass(frozen=True)
class Filters:
    """What the reader asked for.

    Attributes:
        round_id: A round of the page; empty where the page has none.
        region: Region code, or ``all``.
        rurality: Rurality class, or ``all``.
        group: ``mgtm_pilot``, ``non_pilot`` or ``all``.
        revision: ``as_published`` or ``as_revised``.
        usual_round: The round shown when nobody asks for one.
    """

    round_id: str = ""
    region: str = ALL
    rurality: str = ALL
    group: str = ALL
    revision: str = PUBLISHED
    usual_round: str = ""

    @property
    def universe(self) -> dict[str, str]:
        """Column → value of the universe, as the universe tables key it."""
        return {
            "region_code": self.region,
            "rurality": self.rurality,
            "group_id": self.group,
            "revision": self.revision,
        }

    @property
    def narrows(self) -> bool:
        """Whether the universe is smaller than the country."""
        return (self.region, self.rurality, self.group) != (ALL, ALL, ALL)

    @property
    def choices(self) -> dict[str, str]:
        """Query keys and values, for links: only what differs from the usual view."""
        asked = {
            "round": self.round_id,
            "region": self.region,
            "rurality": self.rurality,
            "group": self.group,
            "revision": self.revision,
        }
        usual = USUAL | {"round": self.usual_round}
        return {key: value for key, value in asked.items() if value and value != usual.get(key)}

    @property
    def members(self) -> dict[str, str]:
        """Column → value of the universe alone, for charts of municipalities."""
        return {key: value for key, value in self.universe.items() if key != "revision"}


def filter_bar(
    ctx: PageContext,
    *offers: str,
    rounds: Sequence[str] = (),
    round_labels: Sequence[str] = (),
) -> Filters:
    """Draw the filters a page can honour; say which carried ones it cannot.

    Args:
        ctx: The page's context.
        *offers: Keys of :data:`KEYS` the page honours.
        rounds: Ids of the rounds, the usual one first; needed when ``round`` is offered.
        round_labels: Their names.
    """
    chosen: dict[str, str] = {}
    with st.container(key="filterbar", horizontal=True):
        for key in KEYS:
            if key not in offers:
                continue
            if key == "round":
                options, names = list(rounds), list(round_labels)
            else:
                options, names = _options(ctx, key)
            if options:
                chosen[key] = choose(ctx, key, options, names, default=options[0])
    ignored = [
        key for key in KEYS if key not in offers and carried(key) not in (None, USUAL.get(key))
    ]
    if "round" in ignored:
        ignored.remove("round")  # every page with rounds has its own list of them
    if ignored:
        names = [ctx.t(f"filter.{key}").lower() for key in ignored]
        notice(ctx.t("filter.ignored", names=ctx.t.listing(names)))
    return Filters(
        round_id=chosen.get("round", ""),
        region=chosen.get("region", ALL),
        rurality=chosen.get("rurality", ALL),
        group=chosen.get("group", ALL),
        revision=chosen.get("revision", PUBLISHED),
        usual_round=rounds[0] if rounds else "",
    )


def universe_name(ctx: PageContext, filters: Filters) -> str:
    """Return the universe in words: ``Maule · Rural · Pilotos``; the country when it is whole."""
    t = ctx.t
    parts = []
    if filters.group != ALL:
        parts.append(t.code("group", filters.group))
    if filters.rurality != ALL:
        parts.append(t.code("rurality", filters.rurality))
    if filters.region != ALL:
        parts.append(_regions(ctx)[filters.region])
    return " · ".join(parts) or t("group.all")


def national(ctx: PageContext, filters: Filters) -> str:
    """Return the words for a card of figures that exist for the country alone; else none."""
    if not filters.narrows:
        return ""
    return ctx.t("filter.national", universe=universe_name(ctx, filters))


def whole_country(ctx: PageContext, filters: Filters) -> str:
    """Return the words for a card that stays national while the page is narrowed; else none."""
    if not filters.narrows:
        return ""
    return ctx.t("filter.whole_country", universe=universe_name(ctx, filters))


def _regions(ctx: PageContext) -> dict[str, str]:
    rows = data.table(ctx.build_id, "core_territory__region")
    ordered = rows.sort_values("region_order_north_south")
    return dict(zip(ordered["region_code"], ordered["region"], strict=True))


@data.drawn
def _options(ctx: PageContext, key: str) -> tuple[list[str], list[str]]:
    t = ctx.t
    if key == "region":
        regions = _regions(ctx)
        return [ALL, *regions], [t("word.all"), *regions.values()]
    if key == "rurality":
        return [ALL, *RURALITY], [t("word.all"), *(t.code("rurality", one) for one in RURALITY)]
    if key == "group":
        return [ALL, *GROUPS], [t("group.all"), *(t.code("group", one) for one in GROUPS)]
    return [PUBLISHED, REVISED], [t(f"revision.{one}") for one in (PUBLISHED, REVISED)]
