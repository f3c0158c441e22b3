"""A Plotly figure as SVG: read, laid out and drawn in the order of the browser."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from presentation.drawing import bars, frame, heatmap, notes, scatter
from presentation.drawing.axes import Axis, make
from presentation.drawing.leads import Leads
from presentation.drawing.supported import check, one_of, unsupported
from presentation.drawing.xml import Markup, el, join

TRACES = ("scatter", "bar", "heatmap")
HEIGHT, INK = 450.0, "#444"
_PLAIN = {str, int, float, bool, type(None)}
SLACK = 3  # a browser rounds letters up


@dataclass(frozen=True)
class Drawing:
    """A figure drawn.

    Attributes:
        body: Its marks.
        defs: What they refer to, by id.
        width: Width in pixels.
        height: Height in pixels.
    """

    body: Markup
    defs: dict[str, Markup]
    width: float
    height: float


def draw(
    figure: go.Figure | Mapping[str, Any],
    *,
    width: float,
    height: float | None = None,
    href: Callable[[str], str] | None = None,
) -> Drawing:
    """Draw a figure.

    Args:
        figure: A figure of :mod:`presentation.charts`, or its JSON read.
        width: Width in pixels.
        height: Height in pixels; the figure's own when it is None.
        href: Gives the address of the page that a mark or name leads to; without it none does.

    Returns:
        The marks, in pixels from the top left corner.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    layout, traces, axes = _read(figure)
    height = float(height or layout.get("height") or HEIGHT)
    font = layout.get("font") or {}
    ink, size = str(font.get("color") or INK), float(font.get("size") or 12)
    edges = frame.lay_out(axes, layout, width, height)
    _equal_units(axes)
    leads = Leads.of(layout, href)
    field = notes.Field(axes, *edges, width)
    defs: dict[str, Markup] = {}
    parts = [
        notes.shapes(layout.get("shapes"), field, below=True),
        frame.grid(axes, layout),
        _drawn(traces, axes, defs, leads),
        frame.labels(axes, layout, edges, leads),
        notes.shapes(layout.get("shapes"), field, below=False),
        *(
            leads.named(a["text"], notes.annotation(a, field, ink, size))
            for a in layout.get("annotations") or ()
        ),
    ]
    return Drawing(join(parts), defs, width, height)


def margins(figure: go.Figure | Mapping[str, Any], *, width: float) -> dict[str, float]:
    """Return the margins a figure needs for the labels of its axes, in whole pixels.

    Args:
        figure: A figure of :mod:`presentation.charts`, or its JSON read.
        width: Width it is drawn at, in pixels.

    Returns:
        ``l``, ``t``, ``r`` and ``b``, as Plotly names them.

    Raises:
        FaroError: The figure has something the drawing does not know (``not_drawable``).
    """
    layout, _, axes = _read(figure)
    height = float(layout.get("height") or HEIGHT)
    left, top, right, bottom = frame.lay_out(axes, layout, width, height)
    sides = {"l": left + SLACK, "t": top, "r": width - right, "b": height - bottom + SLACK}
    return {side: math.ceil(room) for side, room in sides.items()}


def _read(
    figure: go.Figure | Mapping[str, Any],
) -> tuple[Mapping[str, Any], list[dict[str, Any]], dict[str, Axis]]:
    if isinstance(figure, go.Figure):
        figure = figure.to_dict()
    layout = check("layout", _plain(figure["layout"]))
    if layout.get("showlegend"):
        raise unsupported("a legend: label directly")
    ink = str((layout.get("font") or {}).get("color") or INK)
    traces = [_trace(_plain(trace), ink) for trace in figure["data"]]
    traces = [trace for trace in traces if trace.get("visible") not in (False, "legendonly")]
    return layout, traces, _axes(layout, traces)


def _equal_units(axes: Mapping[str, Axis]) -> None:
    """Widen the range of an axis, or of the one it is tied to, until a unit is as long on both."""
    for axis in axes.values():
        twin = axes.get(str(axis.spec.get("scaleanchor")))
        if twin is None:
            continue
        long, other = (
            abs(tied.end - tied.start) / abs(tied.high - tied.low) for tied in (axis, twin)
        )
        wide, times = (axis, long / other) if long > other else (twin, other / long)
        middle, half = (wide.low + wide.high) / 2, (wide.high - wide.low) / 2 * times
        wide.low, wide.high = middle - half, middle + half


def _plain(value: Any) -> Any:
    """Return attributes with every array as a list."""
    if isinstance(value, dict):
        if set(value) >= {"dtype", "bdata"}:
            flat = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = [int(part) for part in re.findall(r"\d+", str(value.get("shape", "")))]
            return (flat.reshape(shape) if shape else flat).tolist()
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray | pd.Series | pd.Index):
        return list(value.tolist())
    if isinstance(value, list | tuple):
        if _PLAIN.issuperset(map(type, value)):  # most are, and long
            return list(value)
        return [_plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


def _trace(trace: dict[str, Any], ink: str) -> dict[str, Any]:
    kind = one_of("the trace", trace.get("type") or "scatter", TRACES)
    check(kind, trace)
    if trace.get("showlegend"):
        raise unsupported("a legend: label directly")
    return {**trace, "type": kind, "_ink": ink}


def _axes(layout: Mapping[str, Any], traces: list[dict[str, Any]]) -> dict[str, Axis]:
    barred = [trace for trace in traces if trace["type"] == "bar"]
    bars.lay_out(barred, {}, layout)
    names = {trace.get(f"{way}axis") or way for trace in traces for way in ("x", "y")} | {"x", "y"}
    names |= {key.replace("axis", "") for key in layout if re.fullmatch(r"[xy]axis\d*", key)}
    made = {}
    for name in sorted(names):
        way, spec = name[0], layout.get(f"{name[0]}axis{name[1:]}") or {}
        on_it = [trace for trace in traces if (trace.get(f"{way}axis") or way) == name]
        values: list[Any] = []
        grows = False
        for trace in on_it:
            if trace["type"] == "bar" and bars.is_across(trace) == (way == "x"):
                values, grows = values + bars.reach(trace), True
            else:
                values += list(trace.get(way) or ())
        made[name] = make(name, spec, values, bars=grows)
    for axis in made.values():
        other = axis.spec.get("matches")
        if other and axis.spec.get("range") is None and other in made:
            twin = made[other]
            axis.low = twin.low = min(axis.low, twin.low)
            axis.high = twin.high = max(axis.high, twin.high)
    return made


def _drawn(
    traces: list[dict[str, Any]],
    axes: dict[str, Axis],
    defs: dict[str, Markup],
    leads: Leads,
) -> Markup:
    drawn = []
    for trace in sorted(traces, key=lambda trace: (trace.get("zorder") or 0, _layer(trace))):
        x, y = axes[trace.get("xaxis") or "x"], axes[trace.get("yaxis") or "y"]
        if trace["type"] == "bar":
            body = bars.draw(trace, x, y, defs, leads)
        elif trace["type"] == "heatmap":
            body = heatmap.draw(trace, x, y, leads)
        else:
            body = scatter.draw(trace, x, y, leads)
        clip = None
        if trace.get("cliponaxis") is not False:
            name = f"c-{x.id}-{y.id}"
            defs.setdefault(name, el("clipPath", frame.area(x, y), id=name))
            clip = f"url(#{name})"
        drawn.append(el("g", body, opacity=trace.get("opacity"), clip_path=clip))
    return join(drawn)


def _layer(trace: dict[str, Any]) -> int:
    return {"heatmap": 0, "bar": 1, "scatter": 2}[trace["type"]]
