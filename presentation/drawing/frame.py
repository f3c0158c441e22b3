"""The frame of a figure: margins that fit the labels, grid, ticks and titles of the axes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

from presentation.drawing.axes import Axis
from presentation.drawing.leads import Leads
from presentation.drawing.scatter import dash
from presentation.drawing.supported import one_of, unsupported
from presentation.drawing.words import Block, block, first_line, place
from presentation.drawing.xml import Markup, el, join

Edges = tuple[float, float, float, float]
LABEL_PAD = 3
CROWDED = 0.8  # of the height of two names: nearer to each other they cannot be read
LEAST_LETTERS = 6.0  # pixels; on paper, where a name may be that small
LETTERS = 0.95  # of the room of a line: few letters reach its edges


def lay_out(
    axes: Mapping[str, Axis], layout: Mapping[str, Any], width: float, height: float
) -> Edges:
    """Place the axes so that their labels fit; return left, top, right and bottom of the area.

    Args:
        axes: Axes by id; their places in pixels are set.
        layout: Attributes of the figure: its ``margin`` is the least.
        width: Width in pixels.
        height: Height in pixels.

    Returns:
        Left, top, right and bottom in pixels from the top left corner.

    Raises:
        FaroError: Something of an axis that the drawing does not know (``not_drawable``).
    """
    given = layout.get("margin") or {}
    left, right, top, bottom = (float(given.get(side, 80)) for side in "lrtb")
    for _ in range(2):  # the room of the labels depends on the ticks, and these on the room
        _place(axes, (left, top, width - right, height - bottom))
        for axis in axes.values():
            if not (axis.visible and axis.spec.get("automargin")):
                continue
            room = _room(axis, layout)
            if axis.id[0] == "y":
                if _on_edge(axis, axes, 0):
                    left = max(left, room)
            elif axis.spec.get("side") == "top":
                top = max(top, room)
            elif _on_edge(axis, axes, 0):
                bottom = max(bottom, room)
    edges = (left, top, width - right, height - bottom)
    _place(axes, edges)
    return edges


def _place(axes: Mapping[str, Axis], edges: Edges) -> None:
    left, top, right, bottom = edges
    for axis in axes.values():
        low, high = axis.spec.get("domain") or (0, 1)
        if axis.id[0] == "x":
            axis.start, axis.end = left + low * (right - left), left + high * (right - left)
        else:
            axis.start, axis.end = bottom - low * (bottom - top), bottom - high * (bottom - top)


def _other(axis: Axis, axes: Mapping[str, Axis]) -> Axis:
    way = "x" if axis.id[0] == "y" else "y"
    name = axis.spec.get("anchor") or way
    if name == "free":
        raise unsupported("axis.anchor = 'free'")
    return axes[name if name in axes else way]


def _on_edge(axis: Axis, axes: Mapping[str, Axis], share: float) -> bool:
    domain = _other(axis, axes).spec.get("domain") or (0, 1)
    return abs(domain[0] - share) < 1e-6


def _texts(axis: Axis, layout: Mapping[str, Any]) -> list[tuple[float, Block]]:
    if not axis.visible or axis.spec.get("showticklabels") is False:
        return []
    separators = layout.get("separators") or ".,"
    texts = [(place, block(text, axis.size)) for place, text in axis.ticks(separators)]
    return _fitted(axis, texts) if axis.id[0] == "y" and axis.spec.get("ticktext") else texts


def _fitted(axis: Axis, texts: list[tuple[float, Block]]) -> list[tuple[float, Block]]:
    """Return names that would run into each other in one line each, as small as it has to be."""
    places = sorted((axis.place(place), text.height) for place, text in texts)
    pairs = [(b - a, (high + higher) / 2) for (a, high), (b, higher) in itertools.pairwise(places)]
    if all(gap > CROWDED * needed for gap, needed in pairs):
        return texts
    size = min(axis.size, max(LEAST_LETTERS, min(gap for gap, _ in pairs) * LETTERS))
    return [(place, first_line(text, size)) for place, text in texts]


def _standoff(axis: Axis) -> float:
    ticks = 5 if one_of("axis.ticks", axis.spec.get("ticks") or "", ("", "outside")) else 0
    return float(axis.spec.get("ticklabelstandoff") or 0) + LABEL_PAD + ticks


def _room(axis: Axis, layout: Mapping[str, Any]) -> float:
    texts = [text for _, text in _texts(axis, layout)]
    title = _title(axis)
    extra = title.height + 8 if title else 0
    if not texts:
        return extra
    if axis.id[0] == "y":
        return max(text.width for text in texts) + _standoff(axis) + extra + 2
    turn = math.radians(_angle(axis, layout))
    deep = max(
        abs(text.width * math.sin(turn)) + abs(text.height * math.cos(turn)) for text in texts
    )
    return deep + _standoff(axis) + extra + 2


def _title(axis: Axis) -> Block | None:
    title = axis.spec.get("title") or {}
    text = title.get("text") if isinstance(title, dict) else title
    size = (title.get("font") or {}).get("size") if isinstance(title, dict) else None
    return block(text, float(size or 14)) if text and axis.visible else None


def _angle(axis: Axis, layout: Mapping[str, Any]) -> float:
    given = axis.spec.get("tickangle")
    if isinstance(given, int | float):
        return float(given)
    texts = [(axis.place(place), text) for place, text in _texts(axis, layout)]
    for angle in axis.spec.get("autotickangles") or (0, 30, 90):
        if not _collide(texts, float(angle)):
            return float(angle)
    return float((axis.spec.get("autotickangles") or (90,))[-1])


def _collide(texts: list[tuple[float, Block]], angle: float) -> bool:
    ordered = sorted(texts, key=lambda pair: pair[0])
    for (at, text), (after, following) in itertools.pairwise(ordered):
        if angle == 0:
            room = (text.width + following.width) / 2 + 0.4 * text.size
        else:
            room = text.height / max(math.sin(math.radians(abs(angle))), 0.1)
        if after - at < room:
            return True
    return False


def area(x: Axis, y: Axis) -> Markup:
    """Return the rectangle between two axes.

    Args:
        x: A horizontal axis, placed.
        y: A vertical axis, placed.
    """
    left, right = sorted((x.start, x.end))
    top, bottom = sorted((y.start, y.end))
    return el("rect", x=left, y=top, width=right - left, height=bottom - top)


def grid(axes: Mapping[str, Axis], layout: Mapping[str, Any]) -> Markup:
    """Return the lines of the grid, of zero and of the axes.

    Args:
        axes: Axes by id, placed.
        layout: Attributes of the figure.
    """
    drawn = []
    for axis in axes.values():
        if not axis.visible:
            continue
        spec, other = axis.spec, _other(axis, axes)
        if spec.get("showgrid"):
            look = (spec.get("gridcolor") or "#eee", float(spec.get("gridwidth") or 1))
            style = dash(spec.get("griddash"), look[1])
            drawn += [
                _rule(axis, other, axis.place(at), *look, style)
                for at, _ in axis.ticks(layout.get("separators") or ".,")
            ]
        low, high = sorted((axis.low, axis.high))
        if spec.get("zeroline") and low <= 0 <= high:
            look = (spec.get("zerolinecolor") or "#444", float(spec.get("zerolinewidth") or 1))
            drawn.append(_rule(axis, other, axis.place(0), *look))
        if spec.get("showline"):
            look = (spec.get("linecolor") or "#444", float(spec.get("linewidth") or 1))
            drawn.append(_rule(other, axis, other.start, *look))
    return join(drawn)


def _rule(
    axis: Axis, other: Axis, at: float, colour: str, width: float, style: str | None = None
) -> Markup:
    ends = {"x1": at, "x2": at, "y1": other.start, "y2": other.end}
    if axis.id[0] == "y":
        ends = {"y1": at, "y2": at, "x1": other.start, "x2": other.end}
    return el("line", **ends, stroke=colour, stroke_width=width, stroke_dasharray=style)


def labels(
    axes: Mapping[str, Axis], layout: Mapping[str, Any], edges: Edges, leads: Leads
) -> Markup:
    """Return the words of the ticks and the titles of the axes.

    Args:
        axes: Axes by id, placed.
        layout: Attributes of the figure.
        edges: What :func:`lay_out` returned.
        leads: Where each thing drawn leads to.
    """
    drawn: list[Markup] = []
    width = edges[2] + float((layout.get("margin") or {}).get("r", 80))
    for axis in axes.values():
        texts, other = _texts(axis, layout), _other(axis, axes)
        far = axis.spec.get("side") in {"top", "right"}
        edge = other.end if far else other.start
        for number, text in texts:
            at = axis.place(number)
            if axis.id[0] == "x" and not _angle(axis, layout):  # the first and the last stay whole
                at = min(max(at, text.width / 2), width - text.width / 2)
            label = _label(axis, text, at, edge, far, layout)
            drawn.append(leads.named(text.plain, label))
        title = _title(axis)
        if title is not None:
            drawn.append(_axis_title(axis, title, edge, _room(axis, layout), far))
    return join(drawn)


def _label(
    axis: Axis, text: Block, at: float, edge: float, far: bool, layout: Mapping[str, Any]
) -> Markup:
    shift, colour = _standoff(axis), axis.colour
    if axis.id[0] == "y":
        x, side = (edge + shift, "left") if far else (edge - shift, "right")
        return place(text, x, at, colour=colour, xanchor=side, yanchor="middle")
    y, upright = (edge - shift, "bottom") if far else (edge + shift, "top")
    angle = _angle(axis, layout)
    return place(text, at, y, colour=colour, xanchor="center", yanchor=upright, angle=angle)


def _axis_title(axis: Axis, title: Block, edge: float, room: float, far: bool) -> Markup:
    title_font = axis.spec["title"].get("font") or {}
    colour, middle = str(title_font.get("color") or "#444"), (axis.start + axis.end) / 2
    if axis.id[0] == "x":
        y = edge + (-room if far else room)
        upright = "top" if far else "bottom"
        return place(title, middle, y, colour=colour, xanchor="center", yanchor=upright)
    x = edge + (room if far else -room)
    side = "right" if far else "left"
    return place(title, x, middle, colour=colour, xanchor=side, yanchor="middle", angle=-90)
