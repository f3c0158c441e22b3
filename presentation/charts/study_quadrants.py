"""Start against change, a point a municipality, parted by the medians of the country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from presentation.charts.change import change_text, is_like
from presentation.charts.leading import ids
from presentation.charts.marks import is_simulated, stamp_if, words
from presentation.charts.study_regression import of_round
from presentation.words import Text

# Name of each quadrant, its sides, and the corner of the drawing where its count stands.
QUARTERS = {
    "low_up": (("low", "up"), (0.01, 0.99)),
    "high_up": (("high", "up"), (0.99, 0.99)),
    "low_down": (("low", "down"), (0.01, 0.01)),
    "high_down": (("high", "down"), (0.99, 0.01)),
}
Sides = Mapping[tuple[str, str], Mapping[str, Any]]


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
    rows = country if group_id == "all" else country[country["group_id"] == group_id]
    is_own = (counts["round_id"] == country["round_id"].iloc[0]) & (counts["group_id"] == group_id)
    sides: Sides = {
        (r["start_side"], r["change_side"]): r for r in counts[is_own].to_dict("records")
    }
    if not sides:
        return empty(t, country.head(0))
    fig = figure(height=420, t=t)
    fig.add_trace(_points(rows, t))
    fig.add_trace(_expected(country))
    median = sides["all", "all"]
    dotted = {"color": INK.muted, "width": 1, "dash": "dot"}
    fig.add_vline(x=median["start_median_pct"], line=dotted)
    fig.add_hline(y=median["change_median_pts"], line=dotted)
    labels = {key: _count(sides, key, t) for key in QUARTERS}
    for key, (_, corner) in QUARTERS.items():
        _corner(fig, corner, labels[key])
    fig.update_xaxes(showgrid=True, gridcolor=INK.hairline, ticksuffix=percent_sign(t))
    stamp_if(fig, rows, t)
    return Chart(
        fig,
        words(_takeaway(sides, rows, t), rows, t),
        t("chart.quadrants.subtitle", year=country["year"].iloc[0]),
        t("chart.quadrants.alt", listed="; ".join(labels.values())),
        rows,
    )


def _points(rows: pd.DataFrame, t: Text) -> go.Scatter:
    return go.Scatter(
        x=rows["previous_pct"].tolist(),
        y=rows["change_pts"].tolist(),
        mode="markers",
        marker={
            "size": 7,
            "color": INK.pilot if is_like(rows["comparable_with_previous"]) else INK.muted,
            "symbol": "circle-open" if is_simulated(rows) else "circle",
            "opacity": 0.75,
        },
        customdata=[
            t(
                "chart.regression.hover",
                name=r.comuna,
                n="1",
                start=t.percent(r.previous_pct, 1),
                change=t.points(r.change_pts, 1),
                expected=t.points(r.expected_change_pts, 1),
            )
            for r in rows.itertuples(index=False)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        ids=ids(rows),
        meta="municipalities",
    )


def _expected(country: pd.DataFrame) -> go.Scatter:
    ends = country.sort_values("previous_pct").iloc[[0, -1]]
    return go.Scatter(
        x=ends["previous_pct"].tolist(),
        y=ends["expected_change_pts"].tolist(),
        mode="lines",
        line={"color": INK.ink, "width": 2},
        hoverinfo="skip",
        meta="expected",
    )


def _corner(fig: go.Figure, corner: tuple[float, float], text: str) -> None:
    x, y = corner
    note(
        fig,
        x,
        y,
        text,
        colour=INK.ink,
        xref="paper",
        yref="paper",
        xanchor="left" if x < 0.5 else "right",
        yanchor="top" if y > 0.5 else "bottom",
        bgcolor=INK.surface,
    )


def _count(sides: Sides, key: str, t: Text) -> str:
    name = t(f"chart.quadrants.{key}")
    return f"{name}: {t.number(sides[QUARTERS[key][0]]['municipality_count'])}"


def _takeaway(sides: Sides, rows: pd.DataFrame, t: Text) -> str:
    """Return how many that started low moved up, beside what no link at all would give."""
    count = {key: int(side["municipality_count"]) for key, side in sides.items()}
    chance = count["low", "all"] * count["all", "up"] / count["all", "all"]
    return change_text(
        t,
        "chart.quadrants.takeaway",
        rows["comparable_with_previous"],
        up=t.number(count["low", "up"]),
        low=t.number(count["low", "all"]),
        chance=t.number(chance),
    )


RECIPE = Recipe(
    id="change_quadrants",
    draw=quadrants,
    tables=("out_fiscalizacion__municipality_change", "out_estudio__quadrant"),
    columns=(
        "comuna",
        "region",
        "previous_pct",
        "score_pct",
        "change_pts",
        "expected_change_pts",
        "beyond_expected_pts",
        "origin",
    ),
    metrics=(
        "score_change",
        "expected_change",
        "beyond_expected",
        "previous_score",
        "municipality_score",
        "study_quadrant_count",
        "study_quadrant_start",
        "study_quadrant_change",
    ),
    origin="delivered",
    needs="deliveries",
)
