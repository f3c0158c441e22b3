"""How many rows of the edition are published, delivered, computed, of third parties, simulated."""

from __future__ import annotations

from collections import Counter

from pipelines.origins import LEVELS, SIMULATED, Origin
from presentation import data
from presentation.cards.cards import card_head
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, folded


def made_up(ctx: PageContext) -> tuple[int, int]:
    """Return how many rows of all tables are simulated, and how many rows there are.

    Args:
        ctx: The page's context.
    """
    totals = _total(ctx)
    return totals[SIMULATED], totals.total()


def _total(ctx: PageContext) -> Counter[Origin]:
    total: Counter[Origin] = Counter()
    for counts in ctx.build.holdings.counts.values():
        total.update(counts)
    return total


@data.drawn
def listed(ctx: PageContext) -> Safe:
    """Return the rows of each origin, in all and table by table.

    Args:
        ctx: The page's context.
    """
    t, total, tables = ctx.t, _total(ctx), ctx.build.holdings.counts
    n, every = made_up(ctx)
    title = t.count("datos.origins_title", n, all=t.number(every))
    if not n:
        title = t("datos.origins_none", all=t.number(every))
    heads = [
        (t(f"datos.origins_{column}"), column != "origin")
        for column in ("origin", "rows", "tables")
    ]
    lines = [
        [
            origin_chip(t, level) if total[level] else t(f"origin.{level}"),
            t.number(total[level]),
            t.number(sum(level in counts for counts in tables.values())),
        ]
        for level in LEVELS
    ]
    named = [(t("datos.origins_table"), False), *((t(f"origin.{level}"), True) for level in LEVELS)]
    each = [
        [tag("span", name, class_="id"), *(t.number(counts.get(level, 0)) for level in LEVELS)]
        for name, counts in tables.items()
    ]
    return tag(
        "div",
        card_head(title, t("datos.origins_subtitle")),
        data_table(heads, lines, caption=title),
        folded(t("datos.origins_each"), data_table(named, each, caption=t("datos.origins_each"))),
    )
