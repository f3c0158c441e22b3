"""Small charts side by side on one sheet, every one in the house style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from presentation.charts.base import INK, figure
from presentation.charts.sheet import Look, Sheet
from presentation.words import Text


def axes(at: int) -> Look:
    """Return the axes of a small chart, for its marks; the first is 0.

    Args:
        at: Which of the small charts (0-based).
    """
    number = str(at + 1) if at else ""
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def refs(at: int, *, domain: bool = False) -> Look:
    """Return the axes of a small chart, for its notes: its values, or shares of its room.

    Args:
        at: Which of the small charts (0-based).
        domain: Whether places are shares of its room, from 0 to 1.
    """
    end = " domain" if domain else ""
    return {f"{name[0]}ref": f"{axis}{end}" for name, axis in axes(at).items()}


def places(
    count: int, columns: int, *, across: float, gap: float
) -> list[tuple[list[float], list[float]]]:
    """Return the room of each small chart, row by row: from left to right, from foot to top.

    Args:
        count: How many there are.
        columns: How many stand in a row.
        across: Space between two columns, as a share of the width.
        gap: Space between two rows, as a share of the height.
    """
    rows = -(-count // columns)
    wide, high = (1 - across * (columns - 1)) / columns, (1 - gap * (rows - 1)) / rows
    feet = [(rows - 1 - at // columns) * (high + gap) for at in range(count)]
    lefts = [at % columns * (wide + across) for at in range(count)]
    return [([x, x + wide], [y, y + high]) for x, y in zip(lefts, feet, strict=True)]


def grid(
    rows: pd.DataFrame | None,
    titles: Sequence[str],
    *,
    columns: int,
    height: int,
    t: Text,
    gap: float,
    left: bool = False,
) -> Sheet:
    """Return an empty sheet with one small chart a title, row by row.

    Args:
        rows: What is drawn, as :func:`figure` takes it.
        titles: What each chart shows.
        columns: Charts in a row.
        height: Height of the whole sheet.
        t: Text in the language of the reader.
        gap: Space between two rows, as a share of the height.
        left: Whether titles stand at the left edge, not in the middle of their charts.
    """
    fig = figure(rows, height=height, t=t, margin_t=34, margin_b=34)
    house = {name: fig.layout[name].to_plotly_json() for name in ("xaxis", "yaxis")}
    own = {"gridcolor": INK.hairline, "zeroline": False, "linecolor": INK.hairline}
    own |= {"tickfont": {"color": INK.muted, "size": 12}}
    layout: dict[str, Any] = {}
    for at, (title, (x, y)) in enumerate(
        zip(titles, places(len(titles), columns, across=0.12, gap=gap), strict=True)
    ):
        number = str(at + 1) if at else ""
        layout[f"xaxis{number}"] = {**house["xaxis"], **own, "domain": x, "anchor": f"y{number}"}
        layout[f"yaxis{number}"] = {**house["yaxis"], **own, "domain": y, "anchor": f"x{number}"}
        place, side = (0.0, "left") if left else (sum(x) / 2, "center")
        look = {"xanchor": side, "yanchor": "bottom", "colour": INK.ink, "size": 13}
        fig.corner(place, y[1], title, **look)
    fig.update_layout(layout)
    return fig
