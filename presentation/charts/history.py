"""Scores of one municipality, with its peers, its region and the country beside it."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import (
    INK,
    Chart,
    Recipe,
    empty,
    figure,
    method_breaks,
    note,
    percent_sign,
    spread,
)
from presentation.charts.marks import stretches
from presentation.words import Text

LINES = (
    ("score_pct", "ink", 3.5),
    ("peer_mean_pct", "pilot", 2),
    ("region_mean_pct", "rest", 2),
    ("country_mean_pct", "muted", 2),
)


def history(
    position: pd.DataFrame, breaks: pd.DataFrame, *, t: Text, cut: str | None = None
) -> Chart:
    """Draw the score of a municipality by round; lines stop at gaps and pale across breaks.

    Args:
        position: ``out_fiscalizacion__municipality_position``.
        breaks: ``out_fiscalizacion__method_break``.
        t: Text in the language of the reader.
        cut: The municipality; the first one when empty.
    """
    if position.empty:
        return empty(t, position)
    cut = cut or str(position["cut"].iloc[0])
    rows = position[position["cut"] == cut].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    fig = figure(height=360, t=t)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    crossed = breaks[breaks["year_position"].between(first, last)]
    method_breaks(fig, crossed, t)
    places = crossed["year_position"].tolist()
    is_simulated = (rows["origin"] == "simulated").any()
    for name, role, width in LINES:
        _line(fig, rows, name, getattr(INK, role), width, places, is_simulated)
    ends = [
        (name, role, float(rows[name].iloc[-1]))
        for name, role, _ in LINES
        if pd.notna(rows[name].iloc[-1])
    ]
    for (name, role, value), y in zip(ends, spread([e[2] for e in ends], 6.5), strict=True):
        ink = "rest_ink" if role == "rest" else role
        label = "" if name == "score_pct" else t(f"chart.history.{name}")
        text = f"<b>{t.number(value, 1)}</b> {label}"
        note(fig, last, y, text, colour=getattr(INK, ink), xanchor="left", xshift=10)
    room = max(4.0, (last - first) * 0.42)
    fig.update_xaxes(
        range=[first - 0.8, last + room],
        tickvals=rows["year"].tolist(),
        tickformat="d",
        autotickangles=[0, 90],
    )
    fig.update_yaxes(range=[0, 105], dtick=25, ticksuffix=percent_sign(t))
    end = rows.iloc[-1]
    words = {"comuna": end["comuna"], "score": t.percent(end["score_pct"], 1), "year": last}
    takeaway = t("chart.history.alone", **words)
    if pd.notna(end["peer_mean_pct"]):
        gap = end["score_pct"] - end["peer_mean_pct"]
        side = "above" if gap >= 0 else "below"
        takeaway = t(f"chart.history.{side}", gap=t.number(abs(gap), 1), **words)
    listed = "; ".join(f"{r.year}: {t.percent(r.score_pct, 1)}" for r in rows.itertuples())
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.history.subtitle"),
        alt=t("chart.history.alt", comuna=end["comuna"], listed=listed),
        rows=rows,
    )


def _line(
    fig: go.Figure,
    rows: pd.DataFrame,
    name: str,
    colour: str,
    width: float,
    breaks: list[float],
    is_simulated: bool,
) -> None:
    records = rows.dropna(subset=[name]).to_dict("records")
    is_own = name == "score_pct"
    pieces = [
        (
            (before["year"], before[name]),
            (after["year"], after[name]),
            any(before["year"] < place < after["year"] for place in breaks),
            is_simulated,
        )
        for before, after in itertools.pairwise(records)
        if after["year"] - before["year"] == 1  # a gap is a gap
    ]
    stretches(fig, pieces, colour=colour, width=width)
    fig.add_trace(
        go.Scatter(
            x=[row["year"] for row in records],
            y=[row[name] for row in records],
            mode="markers",
            marker={
                "color": colour,
                "size": 10 if is_own else 6,
                "symbol": "circle-open" if is_simulated and is_own else "circle",
                "line": {"color": colour, "width": 2},
            },
            hovertemplate="%{x}: %{y:.1f}<extra></extra>",
            meta=name,
            cliponaxis=False,
        )
    )


RECIPE = Recipe(
    id="municipality_history",
    draw=history,
    tables=("out_fiscalizacion__municipality_position", "out_fiscalizacion__method_break"),
    columns=(
        "year",
        "score_pct",
        "peer_mean_pct",
        "peer_count",
        "region_mean_pct",
        "region_count",
        "country_mean_pct",
        "country_count",
        "origin",
    ),
    metrics=("municipality_score", "peer_mean", "region_mean", "country_mean"),
    origin="published",
    needs="published",
)
