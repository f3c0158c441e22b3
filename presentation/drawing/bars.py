"""Bars: plain and hatched, side by side, stacked or one over the other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from presentation.drawing.axes import Axis
from presentation.drawing.leads import Leads
from presentation.drawing.scatter import at, inked
from presentation.drawing.supported import one_of, unsupported
from presentation.drawing.words import block, place
from presentation.drawing.xml import Markup, el, join

MODES = ("group", "overlay", "stack", "relative")

CLEAR = "rgba(0,0,0,0)"


def lay_out(traces: Sequence[dict[str, Any]], axes: dict[str, Axis], layout: Any) -> None:
    """Give every bar trace its ``_width``, ``_offset`` and ``_base``, in place.

    Args:
        traces: The bar traces, in their order.
        axes: Axes by id; not read.
        layout: ``barmode`` and ``bargap`` of the figure.

    Raises:
        FaroError: A mode the drawing does not know (``not_drawable``).
    """
    mode = one_of("layout.barmode", layout.get("barmode") or "group", MODES)
    gap = 1 - float(layout.get("bargap") if layout.get("bargap") is not None else 0.2)
    tops: dict[tuple[Any, ...], float] = defaultdict(float)
    for rank, trace in enumerate(traces):
        across = is_across(trace)
        count = len(trace["y" if across else "x"])
        width = trace.get("width") if trace.get("width") is not None else gap
        shift = 0.0
        if mode == "group" and len(traces) > 1 and trace.get("offset") is None:
            share = gap / len(traces)
            width = trace.get("width") if trace.get("width") is not None else share
            shift = (rank - (len(traces) - 1) / 2) * share
        trace["_width"] = [float(at(width, index)) for index in range(count)]
        trace["_offset"] = [
            float(at(trace.get("offset"), index, shift - trace["_width"][index] / 2))
            for index in range(count)
        ]
        trace["_base"] = [float(at(trace.get("base"), index, 0)) for index in range(count)]
        if mode in {"stack", "relative"}:
            names, sizes = trace["y" if across else "x"], trace["x" if across else "y"]
            for index, (name, size) in enumerate(zip(names, sizes, strict=True)):
                value = 0.0 if size is None or math.isnan(size) else float(size)
                key = (trace.get("xaxis"), trace.get("yaxis"), str(name), value < 0)
                trace["_base"][index] = tops[key]
                tops[key] += value


def is_across(trace: dict[str, Any]) -> bool:
    """Return whether the bars grow from left to right.

    Args:
        trace: A bar trace.

    Raises:
        FaroError: An orientation the drawing does not know (``not_drawable``).
    """
    return str(one_of("bar.orientation", trace.get("orientation") or "v", ("h", "v"))) == "h"


def reach(trace: dict[str, Any]) -> list[float]:
    """Return the numbers the bars cover along the axis they grow on.

    Args:
        trace: A bar trace that :func:`lay_out` went over.

    Returns:
        Start and end of every bar with a size, in the numbers of the axis.
    """
    sizes = trace["x" if is_across(trace) else "y"]
    known = [(base, size) for base, size in zip(trace["_base"], sizes, strict=True) if _known(size)]
    return [end for base, size in known for end in (base, base + float(size))]


def _known(size: Any) -> bool:
    return size is not None and not math.isnan(float(size))


def draw(trace: dict[str, Any], x: Axis, y: Axis, defs: dict[str, Markup], leads: Leads) -> Markup:
    """Return a bar trace; patterns it needs are added to ``defs`` by their id.

    Args:
        trace: A bar trace that :func:`lay_out` went over.
        x: Its horizontal axis, placed.
        y: Its vertical axis, placed.
        defs: Definitions by id; added to in place.
        leads: Where each thing drawn leads to.

    Raises:
        FaroError: Something the drawing does not know (``not_drawable``).
    """
    across = is_across(trace)
    along, names = (x, y) if across else (y, x)
    drawn: list[Markup] = []
    for index, (name, size) in enumerate(
        zip(trace["y" if across else "x"], trace["x" if across else "y"], strict=True)
    ):
        place_of = names.number(name)
        if place_of is None or not _known(size):
            continue
        near = place_of + trace["_offset"][index]
        low, high = sorted((names.place(near), names.place(near + trace["_width"][index])))
        base = trace["_base"][index]
        start, end = sorted((along.place(base), along.place(base + float(size))))
        box = (start, low, end, high) if across else (low, start, high, end)
        drawn.append(leads.marked(trace, index, _bar(trace, index, box, defs)))
        drawn += _label(trace, index, box, across)
    return join(drawn)


def _bar(
    trace: dict[str, Any],
    index: int,
    box: tuple[float, float, float, float],
    defs: dict[str, Markup],
) -> Markup:
    marker = trace.get("marker") or {}
    colour, line = inked(marker, index), marker.get("line") or {}
    pattern = marker.get("pattern") or {}
    shape, fill = at(pattern.get("shape"), index, ""), colour
    if shape:
        mode = pattern.get("fillmode") or "replace"
        front = at(pattern.get("fgcolor"), index, colour)
        behind = colour if mode == "overlay" else at(pattern.get("bgcolor"), index, "none")
        look = (float(pattern.get("size") or 8), float(pattern.get("solidity") or 0.3))
        name, made = hatch(str(shape), str(front), str(behind), *look)
        defs.setdefault(name, made)
        fill = f"url(#{name})"
    width = float(at(line.get("width"), index, 0))
    return el(
        "rect",
        x=box[0],
        y=box[1],
        width=box[2] - box[0],
        height=box[3] - box[1],
        fill=fill,
        stroke=at(line.get("color"), index, "#444") if width else None,
        stroke_width=width or None,
        opacity=at(marker.get("opacity"), index),
    )


def hatch(shape: str, front: str, behind: str, size: float, solidity: float) -> tuple[str, Markup]:
    """Return the id and the definition of a hatch, in the measures of Plotly.

    Args:
        shape: A slash, a backslash or ``x``.
        front: Colour of the strokes.
        behind: Colour under them, or ``none``.
        size: Distance of the strokes in pixels.
        solidity: Width of a stroke as a share of ``size``, 0 to 1.

    Raises:
        FaroError: A shape or colour the drawing does not know (``not_drawable``).
    """
    side = size * math.sqrt(2)
    quarter, half = side / 4, side / 2
    strokes = {
        "/": f"M{-quarter:.2f},{quarter:.2f}l{half:.2f},{-half:.2f}M0,{side:.2f}L{side:.2f},0"
        f"M{3 * quarter:.2f},{5 * quarter:.2f}l{half:.2f},{-half:.2f}",
        "\\": f"M{3 * quarter:.2f},{-quarter:.2f}l{half:.2f},{half:.2f}M0,0L{side:.2f},{side:.2f}"
        f"M{-quarter:.2f},{3 * quarter:.2f}l{half:.2f},{half:.2f}",
    }
    strokes["x"] = strokes["/"] + strokes["\\"]
    drawn = strokes[one_of("pattern.shape", shape, strokes)]
    if behind == CLEAR:
        behind = "none"
    names = {"/": "slash", "\\": "back", "x": "cross"}
    key = "-".join(part.lstrip("#").lower() for part in (names[shape], front, behind))
    if not all(part.isalnum() for part in key.split("-")):
        raise unsupported(f"pattern colours {front!r} and {behind!r}")
    name = f"h-{key}-{size:g}-{solidity * 100:g}".replace(".", "_")
    return name, el(
        "pattern",
        el("rect", width=side, height=side, fill=behind),
        el("path", d=drawn, stroke=front, stroke_width=size * solidity, fill="none"),
        id=name,
        width=side,
        height=side,
        patternUnits="userSpaceOnUse",
    )


def _label(
    trace: dict[str, Any], index: int, box: tuple[float, float, float, float], across: bool
) -> list[Markup]:
    text = at(trace.get("text"), index, "")
    where = at(trace.get("textposition"), index, "none" if not text else "outside")
    if not text or one_of("bar.textposition", where, ("outside", "none", "inside")) == "none":
        return []
    font = trace.get("textfont") or {}
    what = block(text, float(at(font.get("size"), index, 13)))
    colour = str(at(font.get("color"), index, trace.get("_ink", "#444")))
    if where == "inside":
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return [place(what, x, y, colour=colour, xanchor="center", yanchor="middle")]
    if across:
        x, y = box[2] + 4, (box[1] + box[3]) / 2
        return [place(what, x, y, colour=colour, xanchor="left", yanchor="middle")]
    x, y = (box[0] + box[2]) / 2, box[1] - 3
    return [place(what, x, y, colour=colour, xanchor="center", yanchor="bottom")]
