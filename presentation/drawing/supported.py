"""What the drawing knows: anything else that would change the picture is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipelines.errors import FaroError

_HOVER = "hoverinfo hovertemplate hoverlabel hovertext customdata meta name ids uid legendgroup"
_AXIS = """
    visible showgrid gridcolor gridwidth zeroline zerolinecolor zerolinewidth showline linecolor
    linewidth tickvals ticktext tickmode tick0 dtick nticks tickformat ticksuffix tickprefix
    tickangle autotickangles tickfont showticklabels ticks ticklabelstandoff title type range
    rangemode autorange categoryorder categoryarray domain anchor side automargin fixedrange
    matches constrain scaleanchor layer separatethousands griddash
"""
_LINE = "color width dash"
_NUMBERED = re.compile(r"^([xy]axis)[2-9]$")  # the axes of further panels

DRAWN: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "scatter": """type x y mode line marker text textposition textfont fill fillcolor opacity
            zorder cliponaxis connectgaps xaxis yaxis visible showlegend """
        + _HOVER,
        "scatter.line": _LINE + " shape",
        "scatter.marker": "color size symbol opacity line",
        "scatter.marker.line": "color width",
        "bar": """type x y orientation marker width base offset opacity xaxis yaxis text
            textposition textfont insidetextanchor textangle constraintext zorder cliponaxis
            visible showlegend """
        + _HOVER,
        "bar.marker": "color opacity line pattern",
        "bar.marker.line": "color width",
        "bar.marker.pattern": "shape fillmode fgcolor bgcolor size solidity",
        "heatmap": """type x y z zmin zmax colorscale showscale xgap ygap text texttemplate
            textfont opacity xaxis yaxis visible zorder hoverongaps """
        + _HOVER,
        "layout": """template height width separators font paper_bgcolor plot_bgcolor margin
            showlegend dragmode hovermode hoverlabel uniformtext barmode bargap
            annotations shapes meta xaxis yaxis grid autosize hoverdistance clickmode title""",
        "axis": _AXIS,
        "annotation": """x y text showarrow font xref yref xanchor yanchor xshift yshift align
            textangle bgcolor bordercolor borderwidth borderpad opacity hovertext name
            captureevents visible""",
        "shape": "type x0 x1 y0 y1 xref yref line fillcolor layer opacity name visible",
        "shape.line": _LINE,
    }.items()
}


def unsupported(what: str) -> FaroError:
    """Return the error for something the drawing does not know.

    Args:
        what: The thing, as a clause goes on.
    """
    return FaroError(
        f"the drawing does not know {what}",
        where="presentation.drawing",
        fix="Draw it another way, or teach presentation/drawing",
        code="not_drawable",
    )


def check(kind: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the attributes of a part of a figure after making sure that all are known.

    Args:
        kind: A key of :data:`DRAWN`.
        given: Its attributes, as Plotly names them.

    Raises:
        FaroError: One is not (``not_drawable``).
    """
    known = DRAWN[kind]
    for name, value in given.items():
        if _NUMBERED.sub(r"\1", name) not in known:
            raise unsupported(f"{kind}.{name}")
        inner = f"{kind}.{name}"
        if inner in DRAWN and isinstance(value, Mapping):
            check(inner, value)
    return given


def one_of(what: str, value: Any, known: Any) -> Any:
    """Return a value after making sure that it is a known one.

    Args:
        what: Its name, for the error.
        value: The value.
        known: Those there are.

    Raises:
        FaroError: It is not (``not_drawable``).
    """
    if value not in known:
        raise unsupported(f"{what} = {value!r}")
    return value
