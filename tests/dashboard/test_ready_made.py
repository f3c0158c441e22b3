"""Ready-made messages are the ones Streamlit itself makes; figures and sockets are as thought."""

from __future__ import annotations

import socket

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_server

from dashboard.charts.base import Chart, figure, note
from dashboard.server import _without_delay
from dashboard.text import Text

PAGE = """
import plotly.graph_objects as go
import pandas as pd
import streamlit as st
from dashboard.charts.base import Chart
from dashboard.components import elements

figure = go.Figure(go.Bar(x=[1, 2], y=[3, 4]), layout={"height": 210})
chart = Chart(figure, "t", "s", "words for those who do not see", pd.DataFrame())
config = {"displaylogo": False}
st.html("<p>á &lt;b&gt;</p>")
elements.html("<p>á &lt;b&gt;</p>")
st.plotly_chart(figure, key="a", alt=chart.alt, theme=None, config=config)
elements.plot(chart.plot(), key="b", config=config)
"""


@pytest.fixture(scope="module")
def drawn():
    page = AppTest.from_string(PAGE).run()
    assert not page.exception
    return page


def test_html_goes_as_streamlit_sends_it(drawn):
    theirs, ours = drawn.get("html")
    assert ours.proto == theirs.proto


def test_a_chart_goes_as_streamlit_sends_it(drawn):
    theirs, ours = drawn.get("plotly_chart")
    for field in ("spec", "config", "alt", "theme", "form_id"):
        assert getattr(ours.proto, field) == getattr(theirs.proto, field), field
    assert ours.proto.id.startswith("$$ID-")
    assert ours.proto.id.endswith("-b")


def test_another_figure_has_another_id():
    page = AppTest.from_string(PAGE.replace("y=[3, 4]", "y=[3, 5]")).run()
    same = AppTest.from_string(PAGE).run()
    ids = [one.get("plotly_chart")[1].proto.id for one in (page, same)]
    assert ids[0] != ids[1]


def test_notes_and_lines_are_those_plotly_would_add():
    t, plain = Text("es"), go.Figure(layout={"height": 100})
    canvas = figure(height=100, t=t)
    for fig in (plain, canvas):
        note(fig, 1, 2, "aquí", size=11)
        fig.add_vline(x=3, line={"color": "red"}, layer="below")
        fig.add_hline(y=4)
        fig.add_vrect(x0=1, x1=2, line_width=0)
        fig.add_hrect(y0=1, y1=2, fillcolor="blue")
        fig.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    chart = Chart(canvas, "", "", "", None)
    for part in ("annotations", "shapes"):
        ours = [one.to_plotly_json() for one in chart.figure.layout[part]]
        theirs = [one.to_plotly_json() for one in plain.layout[part]]
        assert len(ours) == len(theirs) > 0
        for mine, yours in zip(ours, theirs, strict=True):
            yours = {k: v for k, v in yours.items() if (k, v) not in (("xref", "x"), ("yref", "y"))}
            mine = {k: v for k, v in mine.items() if (k, v) not in (("xref", "x"), ("yref", "y"))}
            assert mine == yours


def test_small_messages_leave_at_once():
    bind = _without_delay(starlette_server._bind_socket)
    with bind("127.0.0.1", 0, 5) as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        with listener.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
