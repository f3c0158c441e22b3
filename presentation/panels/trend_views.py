"""The views of the trends, and the choices that drive something in the one shown."""

from __future__ import annotations

from presentation.context import PageContext
from presentation.panels.filter_bar import filter_bar
from presentation.panels.tendencias import (
    DIMENSIONS,
    OFFERS,
    VIEWS,
    Choice,
    has_panel,
    rounds,
    usual,
)


def choose_view(ctx: PageContext) -> Choice:
    """Draw the views, and the choices that drive something in the one shown.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    views = [t(f"study.view.{name}") for name in VIEWS]
    view = ctx.choose("view", VIEWS, views, default=VIEWS[0], as_tabs=True)
    known = rounds(ctx)
    usual_start, usual_end = usual(ctx)
    ends = [usual_end, *(round_id for round_id in list(known)[:0:-1] if round_id != usual_end)]
    names = [known[round_id] for round_id in ends]
    offers = OFFERS[view] if view in ("change", "claim") or has_panel(ctx) else ()
    left, right = ctx.stage.beside(2, gap="small")
    with left:
        chosen = filter_bar(ctx, *offers, rounds=ends, round_labels=names)
    if "round" not in offers:
        return Choice(view, "", chosen, "")
    starts = list(known)[: list(known).index(chosen.round_id)][::-1]
    start = usual_start if chosen.round_id == usual_end else starts[0]
    dimension = DIMENSIONS[0]
    if view in ("change", "claim"):
        with right, ctx.stage.box("filterbar_pair", across=True):
            start = ctx.choose(
                "from", starts, [known[round_id] for round_id in starts], default=start
            )
            if view == "change":
                labels = [t(f"study.dimension.{name}") for name in DIMENSIONS]
                dimension = ctx.choose("by", DIMENSIONS, labels, default=dimension)
    return Choice(view, start, chosen, dimension)
