"""The key of the seven-step scale inside a chart: it goes with its picture wherever that goes."""

from __future__ import annotations

from presentation import theme
from presentation.charts.sheet import INK, Sheet
from presentation.words import Text


def scale_key(fig: Sheet, x: float, y: float, t: Text, *, wide: float = 1, high: float) -> None:
    """Draw the scale from the least to the most, its ends written beside it.

    Args:
        fig: The sheet drawn on.
        x: Where it begins, in units of the axis.
        y: Its middle, in units of the axis.
        t: Text in the language of the reader.
        wide: Width of a step, in units of the axis.
        high: Its height, in units of the axis.
    """
    top, bottom = y - high / 2, y + high / 2
    for at, colour in enumerate(INK.scale()):
        left, right = x + at * wide, x + (at + 0.9) * wide
        corners = [left, right, right, left, left], [top, top, bottom, bottom, top]
        line = {"color": INK.hairline, "width": 1}  # the least is near the paper
        fig.area(*corners, colour, f"key_{at + 1}", mode="lines", line=line)
    fig.note(x, y, t.percent(0, 0), xanchor="right", xshift=-4)
    fig.note(x + theme.STEPS * wide, y, t.percent(100, 0), xanchor="left", xshift=2)
