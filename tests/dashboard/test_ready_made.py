"""HTML goes as it is; notes of a figure are as thought."""

from __future__ import annotations

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from presentation.charts.base import Chart, figure
from presentation.charts.sheet import Sheet
from presentation.words import Text

PAGE = """
from dashboard.widgets import elements

elements.html("<p>á &lt;b&gt;</p>")
elements.html("pyproject.toml")
"""


def test_html_goes_as_it_is_and_is_never_the_name_of_a_file():
    page = AppTest.from_string(PAGE, default_timeout=300).run()
    assert not page.exception
    assert [element.proto.body for element in page.get("html")] == [
        "<p>á &lt;b&gt;</p>",
        "pyproject.toml",
    ]


def test_notes_and_lines_are_those_plotly_would_add():
    t, plain = Text("es"), go.Figure(layout={"height": 100})
    canvas = figure(height=100, t=t)
    for fig in (plain, canvas):
        Sheet.note(fig, 1, 2, "aquí", size=11)
        fig.add_vline(x=3, line={"color": "red"}, layer="below")
        fig.add_hline(y=4)
        fig.add_vrect(x0=1, x1=2, line_width=0)
        fig.add_hrect(y0=1, y1=2, fillcolor="blue")
        fig.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    chart = Chart(canvas, "", "", "", None)
    for part in ("annotations", "shapes"):
        ours = [item.to_plotly_json() for item in chart.figure.layout[part]]
        theirs = [item.to_plotly_json() for item in plain.layout[part]]
        assert len(ours) == len(theirs) > 0
        for mine, yours in zip(ours, theirs, strict=True):
            yours = {k: v for k, v in yours.items() if (k, v) not in (("xref", "x"), ("yref", "y"))}
            mine = {k: v for k, v in mine.items() if (k, v) not in (("xref", "x"), ("yref", "y"))}
            assert mine == yours
