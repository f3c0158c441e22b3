"""A diagnosis as a radar: one axis a dimension. An outline to look at; the dot plot is read."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.diagnosis import (
    COLUMNS,
    GROUPS,
    METRICS,
    SCORES,
    Row,
    beside,
    in_words,
    moment_of,
    rows_of,
)
from presentation.charts.marks import is_simulated, line, stamp, words
from presentation.words import Text

LEAST = 3  # fewer axes enclose nothing
RINGS = (25, 50, 75, 100)
WIDE, HIGH = 188, 136  # half of what is shown, labels and all
MARKS = {"before": "circle-open", "after": "circle"}


def radar(
    scores: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    t: Text,
    instrument_id: str | None = None,
    country: str | None = None,
    code: str | None = None,
    group_kind: str = "country",
) -> Chart:
    """Draw the dimensions as axes: before, after and the median of the group.

    A dimension without a score breaks the outline: a gap is a gap.

    Args:
        scores: ``out_diagnostico__score``.
        groups: ``out_diagnostico__group``.
        t: Text in the language of the reader.
        instrument_id: The instrument; the first when it is None.
        country: Country of the municipality.
        code: The municipality; the first diagnosed when it is None.
        group_kind: ``country`` or ``region``.
    """
    mine = rows_of(scores, instrument_id, country, code)
    shown = beside(mine[mine["part"] == "dimension"], groups, group_kind)
    if len(shown) < LEAST or bool(shown[["before_pct", "after_pct"]].isna().to_numpy().all()):
        return empty(t, shown.head(0))
    axes, moment, simulated = shown.to_dict("records"), moment_of(shown), is_simulated(shown)
    fig = figure(height=480, t=t)
    _web(fig, axes, t)
    for column, colour, width, is_dashed in (
        (f"{moment}_median_pct", INK.country, 1.5, False),
        ("before_pct", INK.rest, 2, True),
        ("after_pct", INK.pilot, 3, simulated),
    ):
        _outline(fig, axes, column, line(colour, width, simulated=is_dashed))
    if simulated:
        stamp(fig, t)
    listed = "; ".join(in_words(row, t) for row in axes)
    return Chart(
        figure=fig,
        takeaway=words(_takeaway(shown, moment, t), shown, t),
        subtitle=t(
            "chart.radar.subtitle",
            group=t(f"chart.diagnosis.group.{group_kind}"),
            n=t.number(shown[f"{moment}_n"].max()),
        ),
        alt=t("chart.radar.alt", listed=listed),
        rows=shown,
    )


def _at(index: int, count: int, reach: float) -> tuple[float, float]:
    angle = 2 * math.pi * index / count
    return reach * math.sin(angle), reach * math.cos(angle)


def _web(fig: go.Figure, axes: Sequence[Row], t: Text) -> None:
    count = len(axes)
    hair = {"color": INK.hairline, "width": 1}
    for ring in RINGS:
        points = [_at(index, count, ring) for index in range(count + 1)]
        _path(fig, points, hair, "web")
        note(fig, 0, ring, t.number(ring), size=10, yanchor="top", xanchor="left", xshift=3)
    for index, row in enumerate(axes):
        end = _at(index, count, 100)
        _path(fig, [(0.0, 0.0), end], hair, "web")
        x, y = _at(index, count, 110)
        side = "center" if abs(x) < 20 else "left" if x > 0 else "right"
        up = "bottom" if y > 60 else "top" if y < -60 else "middle"
        lines = textwrap.wrap(t.pick(row, "part"), 14, break_long_words=False)
        note(fig, x, y, "<br>".join(lines), colour=INK.ink, size=11, xanchor=side, yanchor=up)
    fig.update_xaxes(range=[-WIDE, WIDE], visible=False)
    fig.update_yaxes(range=[-HIGH, HIGH], visible=False, scaleanchor="x")
    fig.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 4})


def _outline(fig: go.Figure, axes: Sequence[Row], column: str, look: dict[str, Any]) -> None:
    count = len(axes)
    points = [
        (None, None) if pd.isna(row[column]) else _at(index, count, row[column])
        for index, row in enumerate(axes)
    ]
    _path(fig, [*points, points[0]], look, column.removesuffix("_pct"))


def _path(
    fig: go.Figure, points: Sequence[tuple[Any, Any]], look: dict[str, Any], meta: str
) -> None:
    fig.add_trace(
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="lines+markers" if meta in MARKS else "lines",
            line=look,
            marker={
                "color": look["color"],
                "size": 8,
                "symbol": MARKS.get(meta, "circle"),
                "line": {"width": 2, "color": look["color"]},
            },
            hoverinfo="skip",
            meta=meta,
        )
    )


def _takeaway(rows: pd.DataFrame, moment: str, t: Text) -> str:
    known = rows[rows[f"{moment}_pct"].notna() & rows["is_stated"]]
    known = known.sort_values([f"{moment}_pct", "part_order"])
    if known.empty:
        return t("diagnostico.table_none")
    low, high = known.iloc[0], known.iloc[-1]
    return t(
        "chart.radar.takeaway",
        high=t.pick(high, "part"),
        high_value=t.percent(high[f"{moment}_pct"], 0),
        low=t.pick(low, "part"),
        low_value=t.percent(low[f"{moment}_pct"], 0),
    )


RECIPE = Recipe(
    id="diagnosis_radar",
    draw=radar,
    tables=(SCORES, GROUPS),
    columns=COLUMNS,
    metrics=METRICS,
    origin="delivered",
    needs="deliveries",
)
