"""Panels side by side over the same rows: bars from a start of their own, each with its figure."""

from __future__ import annotations

from typing import Any

from presentation.charts.sheet import Sheet, Values


def head(fig: Sheet, start: float, text: str) -> None:
    """Write the name of a panel above it.

    Args:
        fig: The sheet.
        start: Where the panel begins on the common scale.
        text: Its name.
    """
    place: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "align": "left"}
    fig.beside(start, 1, text, shift=0, **place)


def bars(
    fig: Sheet, start: float, values: Values, places: Values, texts: Values, *, colour: str,
    meta: str, **look: Any,
) -> float:  # fmt: skip
    """Draw the bars of a panel.

    Args:
        fig: The sheet.
        start: Where the panel begins.
        values: How long each is.
        places: The row of each.
        texts: What stands at the end of each.
        colour: Of all.
        meta: Name of the mark.
        **look: As :meth:`Sheet.bars` takes it.

    Returns:
        Where the longest ends.
    """
    values, places = [*values], [*places]
    fig.bars(values, places, colour, meta, base=[start] * len(values), **look)
    for place, value, text in zip(places, values, texts, strict=True):
        fig.beside(start + value, place, text, shift=3)
    return start + max(values, default=0)


def frame(fig: Sheet, end: float, top: int, **yaxis: Any) -> None:
    """Hide the common scale, list the rows from the top down and leave room for the heads.

    Args:
        fig: The sheet.
        end: Of the common scale.
        top: Room above the panels, in pixels.
        **yaxis: Of the axis of names, as Plotly has it.
    """
    fig.bare(end)
    fig.names(size=12, standoff=6, autorange="reversed", **yaxis)
    fig.update_layout(margin_t=top)
