"""Heatmaps: a shaded cell for each value, an empty one where there is none."""

from __future__ import annotations

import itertools
from typing import Any

from pipelines.spreadsheets.missing import is_missing
from presentation.drawing.axes import Axis
from presentation.drawing.leads import Leads
from presentation.drawing.supported import one_of, unsupported
from presentation.drawing.words import block, place
from presentation.drawing.xml import Markup, el, join

TEMPLATES = (None, "%{text}")


def draw(trace: dict[str, Any], x: Axis, y: Axis, leads: Leads) -> Markup:
    """Return the cells of a heatmap; a missing value draws nothing.

    One that cannot be seen says what is under the pointer; where its rows lead somewhere, each is a
    link as wide as they are.

    Args:
        trace: A heatmap: ``z`` has a row a value of ``y`` and a column a value of ``x``; its
            ``ids``, where it has any, are of its rows.
        x: Its horizontal axis, placed.
        y: Its vertical axis, placed.
        leads: Where each thing drawn leads to.

    Raises:
        FaroError: A colour bar, a template or a scale the drawing does not know (``not_drawable``).
    """
    if trace.get("showscale") is not False:
        raise unsupported("a colour bar: write the values or a key")
    one_of("heatmap.texttemplate", trace.get("texttemplate"), TEMPLATES)
    if trace.get("opacity") == 0:
        return _rows(trace, x, y, leads) if trace.get("ids") and leads.href else join([])
    known = [v for row in trace["z"] for v in row if not is_missing(v)]
    low = trace["zmin"] if trace.get("zmin") is not None else min(known, default=0)
    high = trace["zmax"] if trace.get("zmax") is not None else max(known, default=1)
    font = trace.get("textfont") or {}
    drawn = []
    for at_row, (name, row) in enumerate(zip(trace["y"], trace["z"], strict=True)):
        for at_column, (column, value) in enumerate(zip(trace["x"], row, strict=True)):
            if is_missing(value):
                continue
            (left, right), (top, bottom) = _span(x, column), _span(y, name)
            gap_x, gap_y = float(trace.get("xgap") or 0), float(trace.get("ygap") or 0)
            cell = [
                el(
                    "rect",
                    x=left + gap_x / 2,
                    y=top + gap_y / 2,
                    width=right - left - gap_x,
                    height=bottom - top - gap_y,
                    fill=colour(trace["colorscale"], (value - low) / ((high - low) or 1)),
                )
            ]
            text = trace["text"][at_row][at_column] if trace.get("texttemplate") else ""
            if text:
                cell.append(
                    place(
                        block(text, float(font.get("size") or 12)),
                        (left + right) / 2,
                        (top + bottom) / 2,
                        colour=str(font.get("color") or trace["_ink"]),
                        xanchor="center",
                        yanchor="middle",
                    )
                )
            drawn.append(leads.named(name, join(cell)))
    return join(drawn)


def _span(axis: Axis, value: Any) -> tuple[float, float]:
    """Return where a row or column begins and ends, in pixels."""
    middle = axis.number(value) or 0.0
    low, high = sorted((axis.place(middle - 0.5), axis.place(middle + 0.5)))
    return low, high


def _rows(trace: dict[str, Any], x: Axis, y: Axis, leads: Leads) -> Markup:
    edges = [edge for column in trace["x"] for edge in _span(x, column)]
    drawn = []
    for index, name in enumerate(trace["y"]):
        top, bottom = _span(y, name)
        box = {"x": min(edges), "width": max(edges) - min(edges), "y": top, "height": bottom - top}
        row = el("rect", **box, fill="none", pointer_events="all")
        drawn.append(leads.marked(trace, index, row))
    return join(drawn)


def colour(scale: Any, share: float) -> str:
    """Return the colour of a share of a scale of ``[share, "#rrggbb"]`` steps.

    Args:
        scale: Steps from 0 to 1, in order.
        share: 0 to 1; what lies beyond is the nearest end.

    Raises:
        FaroError: A colour that is not ``#rrggbb`` (``not_drawable``).

    Example:
        >>> colour([[0, "#000000"], [1, "#ffffff"]], 0.5)
        '#808080'
    """
    share = min(max(share, 0.0), 1.0)
    steps = [(float(at), _rgb(shade)) for at, shade in scale]
    before, after = steps[0], steps[-1]
    for left, right in itertools.pairwise(steps):
        if left[0] <= share <= right[0]:
            before, after = left, right
            if right[0] > share:
                break
    part = (share - before[0]) / ((after[0] - before[0]) or 1)
    mixed = (round(a + (b - a) * part) for a, b in zip(before[1], after[1], strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(shade: str) -> tuple[int, int, int]:
    if not (shade.startswith("#") and len(shade) == 7):
        raise unsupported(f"the colour {shade!r} in a scale")
    return int(shade[1:3], 16), int(shade[3:5], 16), int(shade[5:7], 16)
