"""How the scores of a round are spread: every municipality a dot, quartiles and mean marked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import universe
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from presentation.charts.leading import ids
from presentation.words import Text


def swarm(
    scores: pd.DataFrame,
    universes: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    revision: str = "as_published",
    **chosen: str,
) -> Chart:
    """Draw every municipality of a round on the 0–100 scale; those outside the universe, pale.

    Args:
        scores: ``out_fiscalizacion__municipality_standing``.
        universes: ``out_fiscalizacion__universe_round``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        revision: ``as_published`` or ``as_revised``.
        **chosen: ``region_code``, ``rurality`` and ``group_id`` of the universe.
    """
    spread = universe.row_of(universes, revision=revision, **chosen)
    if spread.empty:
        return empty(t, scores)
    round_id = round_id or str(spread["round_id"].iloc[-1])
    spread = spread[spread["round_id"] == round_id]
    rows = scores[
        (scores["round_id"] == round_id)
        & (scores["revision"] == revision)
        & scores["score_pct"].notna()
    ].sort_values(["score_pct", "cut"])
    if rows.empty or spread.empty:
        return empty(t, rows.head(0))
    if pd.isna(spread["mean_pct"].iloc[0]):
        return empty(t, rows.head(0), why="notice.few")
    country = spread.iloc[0]
    every, is_inside = rows, universe.inside(rows, **chosen)
    rows = rows[is_inside]
    is_simulated = country["origin"] == "simulated"
    stacked = pd.Series(_stack(every["score_pct"].tolist()), index=every.index)
    heights = stacked[is_inside].tolist()
    colour = INK.simulated if is_simulated else INK.country
    dots = go.Scatter(
        x=rows["score_pct"].tolist(),
        y=heights,
        mode="markers",
        marker={
            "color": colour,
            "size": 7,
            "symbol": "circle-open" if is_simulated else "circle",
            "line": {"color": colour, "width": 1.4},
        },
        customdata=[
            f"<b>{row.comuna}</b> ({row.region})<br>{t.percent(row.score_pct, 2)}"
            for row in rows.itertuples()
        ],
        hovertemplate="%{customdata}<extra></extra>",
        ids=ids(rows),
        meta="municipalities",
    )
    fig = figure(dots, height=346, t=t)
    if not is_inside.all():
        outside = {"color": INK.hairline, "size": 6}
        fig.add_trace(
            go.Scatter(
                x=every.loc[~is_inside, "score_pct"].tolist(),
                y=stacked[~is_inside].tolist(),
                mode="markers",
                marker=outside,
                hoverinfo="skip",
                meta="outside",
            )
        )
        fig.data = fig.data[::-1]
    top = stacked.max() + 1
    fig.add_vrect(
        x0=country["p25_pct"],
        x1=country["p75_pct"],
        fillcolor=INK.sunken,
        line_width=0,
        layer="below",
    )
    marks = (
        ("p25", country["p25_pct"], "dot", 1.04, "right"),
        ("median", country["median_pct"], "solid", 1.20, "right"),
        ("p75", country["p75_pct"], "dot", 1.28, "right"),
        ("mean", country["mean_pct"], "dash", 1.12, "right"),
    )
    for name, value, dash, place, side in marks:
        fig.add_vline(x=value, line={"color": INK.ink, "width": 1.5, "dash": dash})
        text = t(f"chart.swarm.{name}", value=t.percent(value, 1))
        note(fig, value, place, text, yref="paper", xanchor=side, yanchor="middle", xshift=0)
    fig.update_xaxes(range=[-2, 102], dtick=25, ticksuffix=percent_sign(t))
    fig.update_yaxes(visible=False, range=[0, top])
    fig.update_layout(margin_t=72)
    words = {
        "n": t.number(country["n_municipalities"]),
        "p25": t.percent(country["p25_pct"], 1),
        "p75": t.percent(country["p75_pct"], 1),
        "median": t.percent(country["median_pct"], 1),
        "mean": t.percent(country["mean_pct"], 1),
        "low": t.percent(country["min_pct"], 1),
        "high": t.percent(country["max_pct"], 1),
        "year": country["year"],
    }
    return Chart(
        figure=fig,
        takeaway=t("chart.swarm.takeaway", **words),
        subtitle=universe.named(t, rows, **chosen)
        + t("chart.swarm.subtitle", missing=t.number(country["missing_count"]), **words),
        alt=t("chart.swarm.alt", **words),
        rows=rows,
    )


def _stack(values: list[float], step: float = 1.0) -> list[float]:
    """Return heights so that dots of about the same score stand on one another."""
    seen: dict[int, int] = {}
    heights = []
    for value in values:
        place = round(value / step)
        seen[place] = seen.get(place, 0) + 1
        heights.append(float(seen[place]))
    return heights


RECIPE = Recipe(
    id="score_swarm",
    draw=swarm,
    tables=("out_fiscalizacion__municipality_standing", "out_fiscalizacion__universe_round"),
    columns=("region", "comuna", "rurality", "score_pct", "origin"),
    metrics=("standing_score",),
    origin="delivered",
    needs="deliveries",
)
