"""The place of a chart on a page: HTML that ``static/charts.js`` draws the figure into.

``st.plotly_chart`` copies, encodes and hashes a figure at every rerun, and has the browser take a
chart that changes down and build it anew, twice. Here a figure is encoded once, wherever it is
shown again, and drawn over the one that is there
([decision 18](../../docs/adr/0018-charts-are-html.md)).
"""

from __future__ import annotations

from html import escape

from dashboard.charts.base import Plot
from dashboard.components.html import Safe


def plot(drawn: Plot, *, name: str) -> Safe:
    """Return the place of a chart.

    Args:
        drawn: What to show.
        name: Name of the chart, one a page: another figure of that name is drawn over it.
    """
    return Safe(
        f'<div class="faro-plot" role="figure" data-name="{escape(name)}"'
        f' aria-label="{escape(drawn.alt)}" style="height:{drawn.height}px"'
        f" data-spec='{_attribute(drawn.spec)}'></div>"
    )


def _attribute(spec: str) -> str:
    """Return JSON as the value of an attribute in single quotes: most of its marks are double."""
    return spec.replace("&", "&amp;").replace("'", "&#39;")
