"""Start against change, a point a municipality, parted by the medians of the country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.change import change_text, is_like
from presentation.charts.leading import ids
from presentation.charts.study_regression import hover_text, of_round
from presentation.charts.universe import members
from presentation.words import Text

# Name of each quadrant, its sides, and the corner of the drawing where its count stands.
QUARTERS = {
    "low_up": (("low", "up"), (0.01, 0.99)),
    "high_up": (("high", "up"), (0.99, 0.99)),
    "low_down": (("low", "down"), (0.01, 0.01)),
    "high_down": (("high", "down"), (0.99, 0.01)),
}
Sides = Mapping[tuple[str, str], Mapping[Any, Any]]


def quadrants(
    changes: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    group_id: str = "all",
) -> Chart:
    """Draw each municipality by its start and its change, with the line of the expected change.

    Args:
        changes: ``out_fiscalizacion__municipality_change``.
        counts: ``out_estudio__quadrant``: medians of the country, and how many stand where.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
        group_id: The group drawn; medians and the line stay those of the country.
    """
    country = of_round(changes, round_id).sort_values("cut")
    if len(country) < t.minimum_group:
        return empty(t, country.head(0))
    rows = members(country, group_id=group_id)
    is_own = (counts["round_id"] == country["round_id"].iloc[0]) & (counts["group_id"] == group_id)
    own = counts[is_own].to_dict("records")
    sides: Sides = {(row["start_side"], row["change_side"]): row for row in own}
    if not sides:
        return empty(t, country.head(0))
    fig = figure(rows, height=420, t=t)
    colour = INK.pilot if is_like(rows["comparable_with_previous"]) else INK.muted
    hover = [hover_text(row, row["comuna"], "1", t) for row in rows.to_dict("records")]
    look = {"size": 7, "ring": 0, "marker_opacity": 0.75, "hover": hover, "ids": ids(rows)}
    fig.dots(rows["previous_pct"], rows["change_pts"], colour, "municipalities", **look)
    ends = country.sort_values("previous_pct").iloc[[0, -1]]
    expected = ends["previous_pct"], ends["expected_change_pts"]
    fig.line(*expected, INK.ink, "expected", simulated=False)
    dotted, median = {"color": INK.muted, "width": 1, "dash": "dot"}, sides["all", "all"]
    fig.add_vline(x=median["start_median_pct"], line=dotted)
    fig.add_hline(y=median["change_median_pts"], line=dotted)
    labels = []
    for key, (side, (x, y)) in QUARTERS.items():
        count = t.number(sides[side]["municipality_count"])
        labels.append(f"{t(f'chart.quadrants.{key}')}: {count}")
        anchors = {"xanchor": "left" if x < 0.5 else "right"}
        anchors |= {"yanchor": "top" if y > 0.5 else "bottom"}
        fig.corner(x, y, labels[-1], colour=INK.ink, bgcolor=INK.surface, **anchors)
    fig.update_xaxes(showgrid=True, gridcolor=INK.hairline, ticksuffix=fig.percent)
    takeaway = _takeaway(sides, rows, t)
    listed = "; ".join(labels)
    facts = {"year": country["year"].iloc[0]}
    return worded(fig, rows, t, "chart.quadrants", takeaway=takeaway, listed=listed, **facts)


def _takeaway(sides: Sides, rows: pd.DataFrame, t: Text) -> str:
    """Return how many that started low moved up, beside what no link at all would give."""
    count = {key: int(side["municipality_count"]) for key, side in sides.items()}
    chance = count["low", "all"] * count["all", "up"] / count["all", "all"]
    facts = {"up": count["low", "up"], "low": count["low", "all"], "chance": chance}
    written = {name: t.number(value) for name, value in facts.items()}
    compares = rows["comparable_with_previous"]
    return change_text(t, "chart.quadrants.takeaway", compares, **written)


RECIPE = recipe(
    "change_quadrants",
    quadrants,
    tables="out_fiscalizacion__municipality_change out_estudio__quadrant",
    columns="comuna region previous_pct score_pct change_pts expected_change_pts "
    "beyond_expected_pts origin",
    metrics="score_change expected_change beyond_expected previous_score municipality_score "
    "study_quadrant_count study_quadrant_start study_quadrant_change",
    origin="delivered",
    needs="deliveries",
)
