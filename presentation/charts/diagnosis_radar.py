"""A diagnosis as a radar: one axis a dimension. An outline to look at; the dot plot is read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from presentation.charts import diagnosis
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.diagnosis import Row
from presentation.charts.sheet import Look, Sheet
from presentation.choices.diagnosis import INSTRUMENTS
from presentation.words import Text

LEAST = 3  # fewer axes enclose nothing
RINGS = (25, 50, 75, 100)
WIDE, HIGH = 188, 136  # half of what is shown, labels and all


def radar(
    scores: pd.DataFrame,
    groups: pd.DataFrame,
    instruments: pd.DataFrame,
    *,
    t: Text,
    instrument_id: str | None = None,
    country: str | None = None,
    code: str | None = None,
    group_kind: str = "country",
) -> Chart:
    """Draw the dimensions as axes: before, after and the median of the group.

    A dimension without a score breaks the outline: a gap is a gap. Each leads to the map of its
    model, where it stands with its tools.

    Args:
        scores: ``out_diagnostico__score``.
        groups: ``out_diagnostico__group``.
        instruments: ``core_diagnostico__instrument``.
        t: Text in the language of the reader.
        instrument_id: The instrument; the first when it is None.
        country: Country of the municipality.
        code: The municipality; the first diagnosed when it is None.
        group_kind: ``country`` or ``region``.
    """
    mine = diagnosis.rows_of(scores, instrument_id, country, code)
    shown = diagnosis.beside(mine[mine["part"] == "dimension"], groups, group_kind)
    if len(shown) < LEAST or bool(shown[["before_pct", "after_pct"]].isna().to_numpy().all()):
        return empty(t, shown.head(0))
    version = instruments.set_index("instrument_id")["version_id"][shown["instrument_id"].iloc[0]]
    axes, moment = (
        shown.assign(page=f"modelos?version={version}").to_dict("records"),
        diagnosis.moment_of(shown),
    )
    fig = figure(shown, height=480, t=t)
    _web(fig, axes, t)
    median = {"width": 1.5, "simulated": False}
    _outline(fig, axes, f"{moment}_median_pct", INK.country, **median)
    before = {"dash": "dash", "dots": {"size": 8, "simulated": True}}
    _outline(fig, axes, "before_pct", INK.rest, **before)
    after = {"width": 3, "dots": {"size": 8, "simulated": False}}
    _outline(fig, axes, "after_pct", INK.pilot, **after)
    group = t(f"chart.diagnosis.group.{group_kind}")
    n = t.number(shown[f"{moment}_n"].max())
    takeaway = _takeaway(shown, moment, t)
    listed = "; ".join(diagnosis.in_words(row, t) for row in axes)
    words = {"takeaway": takeaway, "listed": listed, "group": group, "n": n}
    leads = {t.pick(row, "part"): row["page"] for row in axes}
    return replace(worded(fig, shown, t, "chart.radar", **words), leads=leads)


def _at(index: int, count: int, reach: float) -> tuple[float, float]:
    angle = 2 * math.pi * index / count
    return reach * math.sin(angle), reach * math.cos(angle)


def _web(fig: Sheet, axes: Sequence[Row], t: Text) -> None:
    count, hair = len(axes), Look(width=1, simulated=False)
    for ring in RINGS:
        points = [_at(index, count, ring) for index in range(count + 1)]
        x, y = zip(*points, strict=True)
        fig.line(x, y, INK.hairline, "web", **hair)
        place: Look = {"size": 11, "yanchor": "top", "xanchor": "left", "xshift": 3}
        fig.note(0, ring, t.number(ring), **place)
    for index, row in enumerate(axes):
        end_x, end_y = _at(index, count, 100)
        fig.line([0.0, end_x], [0.0, end_y], INK.hairline, "web", **hair)
        at, high = _at(index, count, 110)
        side = "center" if abs(at) < 20 else "left" if at > 0 else "right"
        up = "bottom" if high > 60 else "top" if high < -60 else "middle"
        look: Look = {"colour": INK.ink, "size": 11, "xanchor": side, "yanchor": up}
        fig.note(at, high, wrapped(t.pick(row, "part"), 14), **look)
    fig.update_xaxes(range=[-WIDE, WIDE], visible=False)
    fig.update_yaxes(range=[-HIGH, HIGH], visible=False, scaleanchor="x")
    fig.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 4})


def _outline(fig: Sheet, axes: Sequence[Row], column: str, colour: str, **look: Any) -> None:
    points = [
        (None, None) if pd.isna(row[column]) else _at(index, len(axes), row[column])
        for index, row in enumerate(axes)
    ]
    x, y = zip(*points, points[0], strict=True)
    pages = [row["page"] for row in (*axes, axes[0])]
    fig.line(x, y, colour, column.removesuffix("_pct"), ids=pages, **look)


def _takeaway(rows: pd.DataFrame, moment: str, t: Text) -> str:
    known = rows[rows[f"{moment}_pct"].notna() & rows["is_stated"]]
    known = known.sort_values([f"{moment}_pct", "part_order"])
    if known.empty:
        return t("diagnostico.table_none")
    facts: dict[str, str] = {}
    for end, row in (("low", known.iloc[0]), ("high", known.iloc[-1])):
        facts |= {end: t.pick(row, "part"), f"{end}_value": t.percent(row[f"{moment}_pct"], 0)}
    return t("chart.radar.takeaway", **facts)


RECIPE = recipe(
    "diagnosis_radar",
    radar,
    tables=f"{diagnosis.SCORES} {diagnosis.GROUPS} {INSTRUMENTS}",
    columns=diagnosis.COLUMNS,
    metrics=diagnosis.METRICS,
    origin="delivered",
    needs="deliveries",
)
