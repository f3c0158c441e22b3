"""A chart to take away: takeaway, subtitle, picture, where it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipelines.marking import Marked, origin_of, with_origin
from presentation.charts.base import INK, Chart, Plot
from presentation.drawing import fonts, plot, raster
from presentation.drawing.xml import Markup, el, join
from presentation.words import Text

WIDTH = 760.0
EDGE = 24.0
TITLE, SUBTITLE, NOTE = 20.0, 14.0, 12.0


def svg(
    chart: Chart | Plot,
    t: Text,
    *,
    note: str = "",
    title: bool = True,
    width: float = WIDTH,
    height: float | None = None,
) -> str:
    """Return a chart as an SVG document that refers to nothing outside itself.

    Args:
        chart: The chart.
        t: Text in the language of the reader.
        note: Where the figures come from and the build, under the picture.
        title: Whether takeaway, subtitle and note are written; without them only the figure is.
        width: Width in pixels.
        height: Height of the figure itself; the chart's own when it is None.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    assert chart.origin is not None, "a chart goes through marks.marked before it is written"
    edge = EDGE if title else 0.0
    drawing = plot.draw(chart.figure, width=width - 2 * edge, height=height)
    head, top = _head(chart, width) if title else (Markup(), 0.0)
    foot, under = _foot(note, width, top + drawing.height) if title and note else (Markup(), edge)
    height = top + drawing.height + under
    style = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width:g} {height:g}",
        "width": width,
        "height": height,
        "font_family": fonts.FAMILY,
        "role": "img",
        "aria_labelledby": "t d",
        "lang": t.lang,
    }
    parts = [
        el("title", chart.takeaway, id="t"),
        el("desc", chart.alt, id="d"),
        el("defs", *(drawing.defs[name] for name in sorted(drawing.defs))),
        el("rect", width=width, height=height, fill=INK.surface) if title else Markup(),
        head,
        el("g", drawing.body, transform=f"translate({edge:g} {top:g})"),
        foot,
    ]
    return str(el("svg", join(parts), **style))


def inline(
    figure: Mapping[str, Any],
    *,
    width: float,
    name: str,
    href: Callable[[str], str] | None = None,
) -> str:
    """Return a figure as a piece of a page, which names it and says what it shows.

    Args:
        figure: The figure, as Plotly's JSON read.
        width: Width in pixels.
        name: A name no other figure of the page has: what its marks refer to is called after it.
        href: Gives the address of the page that a mark or name leads to; without it none does.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    drawing = plot.draw(figure, width=width, href=href)
    defs = el("defs", *(drawing.defs[key] for key in sorted(drawing.defs)))
    size = f"0 0 {width:g} {drawing.height:g}"
    svg = el("svg", defs, drawing.body, viewBox=size, font_family=fonts.FAMILY, aria_hidden="true")
    return re.sub(r'(?<= id="|url\(#)', f"{name}-", svg)


def png(
    chart: Chart | Plot, t: Text, *, note: str = "", width: float = WIDTH, scale: float = 2.0
) -> bytes:
    """Return a chart as a PNG of ``scale`` pixels for each pixel of the SVG, titled as it is.

    Args:
        chart: The chart.
        t: Text in the language of the reader.
        note: Where the figures come from and the build, under the picture.
        width: Width of the SVG in pixels.
        scale: Pixels for each of its own.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    drawn = raster.png(svg(chart, t, note=note, width=width), width=width, scale=scale)
    return raster.titled(drawn, with_origin(chart.takeaway, origin_of(chart), t.lang))


def picture(chart: Chart, t: Text, ending: str, *, note: str) -> Marked:
    """Return a chart as the bytes of an ``svg`` or ``png`` that know where it comes from.

    Args:
        chart: The chart.
        t: Text in the language of the reader.
        ending: ``png``; any other is SVG.
        note: Where the figures come from and the build, under the picture.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    body = png(chart, t, note=note) if ending == "png" else svg(chart, t, note=note).encode()
    return Marked(body, chart)


def _head(chart: Chart | Plot, width: float) -> tuple[Markup, float]:
    room, y = width - 2 * EDGE, EDGE
    parts = []
    for text, size, colour, bold in (
        (chart.takeaway, TITLE, INK.ink, True),
        (chart.subtitle, SUBTITLE, INK.muted, False),
    ):
        for line in fonts.wrap(text, size, room, bold=bold):
            weight = {"font_weight": 700} if bold else {}
            parts.append(_line(line, y, size, colour, **weight))
            y += size * fonts.LINE
        y += 4
    return join(parts), y + 10


def _foot(note: str, width: float, y: float) -> tuple[Markup, float]:
    parts = [el("line", x1=EDGE, x2=width - EDGE, y1=y + 8, y2=y + 8, stroke=INK.hairline)]
    at = y + 16
    for line in fonts.wrap(note, NOTE, width - 2 * EDGE):
        parts.append(_line(line, at, NOTE, INK.muted))
        at += NOTE * fonts.LINE
    return join(parts), at - y + EDGE / 2


def _line(text: str, y: float, size: float, colour: str, **more: object) -> Markup:
    return el("text", text, x=EDGE, y=y + size * fonts.ASCENT, font_size=size, fill=colour, **more)
