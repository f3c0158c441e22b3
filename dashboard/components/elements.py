"""Two elements put on a page as ready-made messages: HTML and a drawn chart.

``st.plotly_chart`` copies, encodes and hashes a figure at every rerun, and ``st.html`` looks a
text up as a file first: together they were half of what a change of filter cost. Here a chart is
encoded once, wherever it is shown again, and HTML goes as it is. Tests hold the messages equal to
the ones Streamlit makes ([decision 16](../../docs/adr/0016-ready-made-messages.md)).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.elements.lib.layout_utils import LayoutConfig
from streamlit.proto.Html_pb2 import Html
from streamlit.proto.PlotlyChart_pb2 import PlotlyChart

from dashboard.charts.base import Plot

ACROSS = LayoutConfig(width="stretch")


def html(body: str) -> None:
    """Show HTML that is safe already."""
    get_dg_singleton_instance().main_dg._enqueue("html", Html(body=body), layout_config=ACROSS)


def plot(drawn: Plot, *, key: str, config: Mapping[str, Any]) -> None:
    """Show a chart.

    Args:
        drawn: What to show.
        key: Name of the element: one a page.
        config: Options of the plot's own tool bar.
    """
    digest = hashlib.blake2b(f"{drawn.alt}{drawn.spec}".encode(), digest_size=8).hexdigest()
    element = PlotlyChart(
        id=f"$$ID-{digest}-{key}",
        spec=drawn.spec,
        config=json.dumps(dict(config)),
        alt=drawn.alt,
    )
    size = LayoutConfig(width="stretch", height=drawn.height)
    get_dg_singleton_instance().main_dg._enqueue("plotly_chart", element, layout_config=size)
