"""Scatter traces: lines, filled areas, marks and their labels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from presentation.drawing.axes import Axis
from presentation.drawing.leads import Leads
from presentation.drawing.supported import one_of, unsupported
from presentation.drawing.words import block, place
from presentation.drawing.xml import Markup, el, join, path

MODES = {"lines", "markers", "text", "none"}
SQUARE, DIAMOND, BAR = 1.0, 1.3, 1.4
Points = list[tuple[float, float]]


def at(values: Any, index: int, default: Any = None) -> Any:
    """Return the value for one point of an attribute that may be one for all.

    Args:
        values: One for all, or a list with one a point.
        index: The point, from 0.
        default: What stands for None.
    """
    if isinstance(values, list | tuple):
        return values[index]
    return default if values is None else values


def dash(style: str | None, width: float) -> str | None:
    """Return the dashes of a line as Plotly draws them.

    Args:
        style: ``solid``, ``dot``, ``dash``, ``longdash``, ``dashdot``, or None.
        width: Width of the line in pixels.

    Returns:
        Lengths in pixels; None for a whole line.

    Raises:
        FaroError: Another style (``not_drawable``).
    """
    wide = max(width, 3)
    known = {
        None: None,
        "solid": None,
        "dot": (1, 1),
        "dash": (3, 3),
        "longdash": (5, 5),
        "dashdot": (3, 1, 1, 1),
    }
    parts = known[one_of("line.dash", style, known)]
    return " ".join(f"{part * wide:g}" for part in parts) if parts else None


def inked(look: dict[str, Any], index: int) -> str:
    """Return the colour of a mark; one without a colour is refused, not drawn black.

    Args:
        look: A marker or line, as Plotly names its attributes.
        index: The point, from 0.

    Raises:
        FaroError: It has no colour of its own (``not_drawable``).
    """
    colour = at(look.get("color"), index)
    if not isinstance(colour, str):
        raise unsupported("a mark without a colour of its own")
    return colour


def draw(trace: dict[str, Any], x: Axis, y: Axis, leads: Leads) -> Markup:
    """Return a scatter trace.

    Args:
        trace: A scatter trace.
        x: Its horizontal axis, placed.
        y: Its vertical axis, placed.
        leads: Where each thing drawn leads to.

    Raises:
        FaroError: A mode, fill, symbol or line the drawing does not know (``not_drawable``).
    """
    mode = trace.get("mode") or "lines+markers"
    parts = set(mode.split("+"))
    if parts - MODES:
        raise unsupported(f"scatter.mode = {mode!r}")
    places = [
        None if (px := x.at(vx)) is None or (py := y.at(vy)) is None else (px, py)
        for vx, vy in zip(trace.get("x", ()), trace.get("y", ()), strict=True)
    ]
    drawn: list[Markup] = []
    if one_of("scatter.fill", trace.get("fill") or "none", ("none", "toself")) == "toself":
        fill = trace.get("fillcolor") or inked(trace.get("line") or {}, 0)
        drawn += [
            el("path", d=path(run, closed=True), fill=fill, stroke="none") for run in runs(places)
        ]
    if "lines" in parts:
        drawn += _lines(trace, places)
    if "markers" in parts:
        drawn += [
            leads.marked(trace, index, mark(trace.get("marker") or {}, index, point))
            for index, point in enumerate(places)
            if point
        ]
    if "text" in parts:
        drawn += _labels(trace, places, leads, with_marks="markers" in parts)
    return join(drawn)


def runs(places: Sequence[tuple[float, float] | None]) -> list[Points]:
    """Return the stretches without a gap.

    Args:
        places: Points in pixels; None is a gap.
    """
    stretches: list[Points] = [[]]
    for point in places:
        if point is None:
            stretches.append([])
        else:
            stretches[-1].append(point)
    return [run for run in stretches if run]


def _lines(trace: dict[str, Any], places: Sequence[tuple[float, float] | None]) -> list[Markup]:
    line = trace.get("line") or {}
    width = float(line.get("width", 2))
    if width == 0:
        return []
    if trace.get("connectgaps"):
        places = [point for point in places if point]
    shape = one_of("scatter.line.shape", line.get("shape") or "linear", ("linear", "hv", "vh"))
    return [
        el(
            "path",
            d=path(_stepped(run, shape)),
            fill="none",
            stroke=inked(line, 0),
            stroke_width=width,
            stroke_linejoin="round",
            stroke_dasharray=dash(line.get("dash"), width),
        )
        for run in runs(places)
        if len(run) > 1
    ]


def _stepped(run: Points, shape: str) -> Points:
    if shape == "linear":
        return run
    steps = [run[0]]
    for before, after in itertools.pairwise(run):
        corner = (after[0], before[1]) if shape == "hv" else (before[0], after[1])
        steps += [corner, after]
    return steps


def mark(marker: dict[str, Any], index: int, point: tuple[float, float]) -> Markup:
    """Return one mark.

    Args:
        marker: Attributes of the marks.
        index: The point, from 0.
        point: Its place in pixels.

    Raises:
        FaroError: A symbol the drawing does not know, or a mark or its edge has no colour of its
            own (``not_drawable``).
    """
    symbol = str(at(marker.get("symbol"), index, "circle"))
    shape, is_open = symbol.removesuffix("-open"), symbol.endswith("-open")
    colour, line = inked(marker, index), marker.get("line") or {}
    radius = float(at(marker.get("size"), index, 6)) / 2
    width = float(at(line.get("width"), index, 0))
    stroke = colour if is_open or not width else inked(line, index)
    if shape.startswith("line-") or is_open:
        width, fill = width or 1, "none"
    else:
        fill = colour
    look = {
        "fill": fill,
        "stroke": stroke if width else None,
        "stroke_width": width or None,
        "opacity": at(marker.get("opacity"), index),
    }
    if shape == "circle":
        return el("circle", cx=point[0], cy=point[1], r=radius, **look)
    return el("path", d=_outline(shape, radius, *point), **look)


def _outline(shape: str, r: float, x: float, y: float) -> str:
    third = r * 2 / math.sqrt(3)
    corners: dict[str, Points] = {
        "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
        "diamond": [(r * DIAMOND, 0), (0, r * DIAMOND), (-r * DIAMOND, 0), (0, -r * DIAMOND)],
        "triangle-up": [(-third, r / 2), (third, r / 2), (0, -r)],
        "triangle-down": [(-third, -r / 2), (third, -r / 2), (0, r)],
        "line-ns": [(0, r * BAR), (0, -r * BAR)],
        "line-ew": [(r * BAR, 0), (-r * BAR, 0)],
    }
    points = [(x + dx, y + dy) for dx, dy in corners[one_of("marker.symbol", shape, corners)]]
    return path(points, closed=len(points) > 2)


def _labels(
    trace: dict[str, Any],
    places: Sequence[tuple[float, float] | None],
    leads: Leads,
    *,
    with_marks: bool,
) -> list[Markup]:
    font, labels = trace.get("textfont") or {}, []
    for index, point in enumerate(places):
        text = at(trace.get("text"), index, "")
        if point is None or not text:
            continue
        upright, across = at(trace.get("textposition"), index, "middle center").split()
        size = at((trace.get("marker") or {}).get("size"), index, 6) if with_marks else 0
        far = size / 2 / 0.8 + 1 if size else 0
        what = block(text, float(at(font.get("size"), index, 13)))
        label = place(
            what,
            point[0] + {"left": -far, "center": 0, "right": far}[across],
            point[1] + {"top": -far, "middle": 0, "bottom": far}[upright],
            colour=str(at(font.get("color"), index, trace.get("_ink", "#444"))),
            xanchor={"left": "right", "center": "center", "right": "left"}[across],
            yanchor={"top": "bottom", "middle": "middle", "bottom": "top"}[upright],
            class_="halo",
        )
        labels.append(leads.named(text, label))
    return labels
