"""How the scores of a round are spread: every municipality a dot, quartiles and mean marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from presentation.charts import universe
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.leading import ids
from presentation.charts.sheet import Sheet
from presentation.words import Text

# Of each line: how it is drawn, and how high its words stand.
LINES = {
    "p25": ("dot", 1.045),
    "median": ("solid", 1.175),
    "p75": ("dot", 1.24),
    "mean": ("dash", 1.11),
}


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
    is_drawn = (scores["round_id"] == round_id) & (scores["revision"] == revision)
    every = scores[is_drawn & scores["score_pct"].notna()].sort_values(["score_pct", "cut"])
    if every.empty or spread.empty:
        return empty(t, every.head(0))
    if pd.isna(spread["mean_pct"].iloc[0]):
        return empty(t, every.head(0), few=True)
    whole = spread.iloc[0]
    every = every.assign(height=_stack(every["score_pct"]))
    rows, outside = universe.split(every, **chosen)
    fig = figure(spread, height=346, t=t)
    _draw(fig, rows, outside, whole, t)
    fig.update_yaxes(visible=False, range=[0, every["height"].max() + 1])
    facts = {name: t.percent(whole[f"{name}_pct"], 1) for name in LINES}
    facts |= {"low": t.percent(whole["min_pct"], 1), "high": t.percent(whole["max_pct"], 1)}
    facts |= {"n": t.number(whole["n_municipalities"]), "year": whole["year"]}
    missing = t.number(whole["missing_count"])
    shown = rows.drop(columns="height")
    named = universe.named(t, rows, **chosen)
    subtitle = named + t("chart.swarm.subtitle", missing=missing, **facts)
    return worded(fig, shown, t, "chart.swarm", subtitle=subtitle, **facts)


def _draw(fig: Sheet, rows: pd.DataFrame, outside: pd.DataFrame, whole: pd.Series, t: Text) -> None:
    """Draw the municipalities, the middle half of them, and the lines that stand for all."""
    if len(outside):
        pale = {"size": 6, "ring": 0, "simulated": False}
        fig.dots(outside["score_pct"], outside["height"], INK.hairline, "outside", **pale)
    hover = [
        f"<b>{row.comuna}</b> ({row.region})<br>{t.percent(row.score_pct, 2)}"
        for row in rows.itertuples()
    ]
    colour = INK.simulated if whole["origin"] == "simulated" else INK.country
    look = {"size": 7, "ring": 1.4, "hover": hover, "ids": ids(rows)}
    fig.dots(rows["score_pct"], rows["height"], colour, "municipalities", **look)
    quartiles = {"x0": whole["p25_pct"], "x1": whole["p75_pct"]}
    fig.add_vrect(**quartiles, fillcolor=INK.sunken, line_width=0, layer="below")
    for name, (dash, place) in LINES.items():
        value = whole[f"{name}_pct"]
        fig.add_vline(x=value, line={"color": INK.ink, "width": 1.5, "dash": dash})
        text = t(f"chart.swarm.{name}", value=t.percent(value, 1))
        fig.note(value, place, text, yref="paper", xanchor="right", yanchor="middle")
    fig.update_xaxes(range=[-2, 102], dtick=25, ticksuffix=fig.percent)
    fig.update_layout(margin_t=80)


def _stack(values: Iterable[float]) -> list[float]:
    """Return heights so that dots of about the same score stand on one another."""
    seen: Counter[int] = Counter()
    heights = []
    for place in map(round, values):
        seen[place] += 1
        heights.append(float(seen[place]))
    return heights


RECIPE = recipe(
    "score_swarm",
    swarm,
    tables="out_fiscalizacion__municipality_standing out_fiscalizacion__universe_round",
    columns="region comuna rurality score_pct origin",
    metrics="standing_score",
    origin="delivered",
    needs="deliveries",
)
