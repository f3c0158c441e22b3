"""The bias a reader supposes, set by hand."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import unchanged
from presentation.context import PageContext
from presentation.markup.html import put
from presentation.panels.robustness import BIASES, SUPPOSED, left_of, limits


def bias(ctx: PageContext, view: str, still: str) -> None:
    """Draw the bias a reader supposes, in a view with a figure that nothing else limits.

    Args:
        ctx: The page's context.
        view: The view of the page: ``claim`` or ``effect``.
        still: Which other choices of the page do not change it.
    """
    supposed = SUPPOSED.get(view)
    if supposed is None or (view == "effect" and not limits(ctx).empty):
        return
    if not data.figures(ctx.build_id, supposed.metric, **supposed.where).empty:
        ctx.stage.alone(ctx, lambda: _bias(ctx, view, still))


def _bias(ctx: PageContext, view: str, still: str) -> None:
    """Draw the bias and what it leaves of a figure; alone, at once."""
    with ctx.stage.box("card_bias"):
        if still:
            put(unchanged(still), name="bias_still")
        names = [ctx.t.points(float(option), 1, signed=False) for option in BIASES]
        chosen = ctx.choose("bias", BIASES, names, default="5", as_slider=True)
        put(left_of(ctx, view, chosen))
