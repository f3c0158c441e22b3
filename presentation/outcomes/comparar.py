"""Comparar: the entities chosen over one metric, drawn and as a table."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card
from presentation.choices.lists import split
from presentation.context import PageContext, no_such_choice
from presentation.markup.html import together
from presentation.panels import comparar


def show(ctx: PageContext, metric: str, part: str, who: list[str]) -> None:
    """Show the comparison.

    Args:
        ctx: The page's context.
        metric: Id of the metric.
        part: The TA file of a metric measured by file, else empty.
        who: Ids of the entities.
    """
    with together("faro-page", name="compared"):
        chart_card(ctx, "compare_panels", page="comparar", **comparar.choices(metric, part, who))
        card("compared", comparar.table(ctx, metric, part, who))


def still(ctx: PageContext) -> None:
    """Show the comparison of an address.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: It names a choice that there is not (``bad_choice``).
    """
    ids, names = comparar.metrics(ctx)
    if not ids:
        return
    metric = ctx.choose("metric", ids, names, default=ids[0])
    files, labels = comparar.parts(ctx, metric)
    part = ctx.choose("part", files, labels, default=files[0]) if files else ""
    known = comparar.named(ctx, metric, part)
    who = split(ctx.carried("who") or "")
    if unknown := [entity for entity in who if entity not in known] or who[comparar.LIMIT :]:
        raise no_such_choice(*(f"who={entity}" for entity in unknown))
    show(ctx, metric, part, who or comparar.usual(ctx, metric, part))
