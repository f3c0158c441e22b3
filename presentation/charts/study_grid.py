"""Small charts side by side, every one in the house style."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from presentation import theme
from presentation.charts.base import INK
from presentation.words import Text


def grid(titles: Sequence[str], *, columns: int, height: int, t: Text, gap: float) -> go.Figure:
    """Return an empty figure with one small chart a title, row by row.

    Args:
        titles: What each chart shows.
        columns: Charts in a row.
        height: Height of the whole figure.
        t: Text in the language of the reader.
        gap: Space between two rows, as a share of the height.
    """
    rows = -(-len(titles) // columns)
    space = {"vertical_spacing": gap, "horizontal_spacing": 0.12}
    fig = make_subplots(rows=rows, cols=columns, subplot_titles=list(titles), **space)
    fig.update_layout({"template": "none"} | theme.template())
    separators = ",." if t.lang == "es" else ".,"
    fig.update_layout(height=height, separators=separators, margin_t=34, margin_b=34)
    fig.update_annotations(font={"size": 13, "color": INK.ink})
    axis = {"gridcolor": INK.hairline, "zeroline": False, "linecolor": INK.hairline}
    fig.update_xaxes(showgrid=False, tickfont={"color": INK.muted, "size": 12}, **axis)
    fig.update_yaxes(showgrid=True, tickfont={"color": INK.muted, "size": 12}, **axis)
    return fig
