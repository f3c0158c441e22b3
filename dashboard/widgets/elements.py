"""HTML put on a page as a ready-made message.

``st.html`` looks a text up as a file first, and takes it apart line by line: together with charts
it was half of what a change of filter cost. A test holds the message equal to the one Streamlit
makes ([decision 16](../../docs/adr/0016-ready-made-messages.md)).
"""

from __future__ import annotations

from streamlit.delta_generator_singletons import get_dg_singleton_instance
from streamlit.elements.lib.layout_utils import LayoutConfig
from streamlit.proto.Html_pb2 import Html

from presentation.cards.html import shown_by

ACROSS = LayoutConfig(width="stretch")


def html(body: str) -> None:
    """Show HTML that is safe already."""
    get_dg_singleton_instance().main_dg._enqueue("html", Html(body=body), layout_config=ACROSS)


shown_by(html)
