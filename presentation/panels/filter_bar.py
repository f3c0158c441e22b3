"""The filters of every page: round, region, rurality, group and version, kept in the URL.

A choice follows the reader from page to page. A page draws those it can honour and says which of
the others it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence

from presentation import data
from presentation.cards.universe import regions
from presentation.choices.filters import (
    ALL,
    GROUPS,
    KEYS,
    PUBLISHED,
    REVISED,
    RURALITY,
    USUAL,
    Filters,
)
from presentation.context import PageContext
from presentation.markup.html import notice


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
    with ctx.stage.box("filterbar", across=True):
        for key in KEYS:
            if key not in offers:
                continue
            if key == "round":
                options, names = list(rounds), list(round_labels)
            else:
                options, names = _options(ctx, key)
            if options:
                chosen[key] = ctx.choose(key, options, names, default=options[0])
    say_unused(ctx, *offers)
    return Filters(
        round_id=chosen.get("round", ""),
        region=chosen.get("region", ALL),
        rurality=chosen.get("rurality", ALL),
        group=chosen.get("group", ALL),
        revision=chosen.get("revision", PUBLISHED),
        usual_round=rounds[0] if rounds else "",
    )


def say_unused(ctx: PageContext, *offers: str) -> None:
    """Say which choices the reader made elsewhere, or in the address, change nothing here.

    Args:
        ctx: The page's context.
        *offers: Keys of :data:`KEYS` the page honours.
    """
    unused = [
        key
        for key in KEYS
        if key not in (*offers, "round")  # every page with rounds has its own list of them
        and ctx.carried(key) not in (None, USUAL.get(key))
    ]
    if unused:
        names = [ctx.t(f"filter.{key}").lower() for key in unused]
        notice(ctx.t("filter.unused", names=ctx.t.listing(names)))


@data.drawn
def _options(ctx: PageContext, key: str) -> tuple[list[str], list[str]]:
    t = ctx.t
    if key == "region":
        known = regions(ctx)
        return [ALL, *known], [t("word.all"), *known.values()]
    if key == "rurality":
        return [ALL, *RURALITY], [
            t("word.all"),
            *(t.code("rurality", option) for option in RURALITY),
        ]
    if key == "group":
        return [ALL, *GROUPS], [t("group.all"), *(t.code("group", option) for option in GROUPS)]
    return [PUBLISHED, REVISED], [t(f"revision.{option}") for option in (PUBLISHED, REVISED)]
