"""The place of a chart on a page: HTML that ``static/charts.js`` fills with its drawing.

``st.plotly_chart`` copies, encodes and hashes a figure at every rerun, and has the browser take a
chart that changes down and build it anew, twice. Here a chart is an address, drawn once by the
server for the size it has ([decision 18](../../docs/adr/0018-charts-are-drawings.md)).
"""

from __future__ import annotations

from presentation.charts.base import Plot
from presentation.drawings import keep
from presentation.markup.html import Safe, tag


def plot(drawn: Plot, *, name: str) -> Safe:
    """Return the place of a chart.

    Args:
        drawn: What to show.
        name: Name of the chart, one a page: another figure of that name takes its place.
    """
    return tag(
        "div",
        class_="faro-plot",
        role="figure",
        aria_label=drawn.alt,
        style=f"--height:{drawn.height}px",
        data_name=name,
        data_src=keep(drawn),
    )
