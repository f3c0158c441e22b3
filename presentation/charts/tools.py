"""Tools: how many municipalities used each over the years, and scores of users and the rest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.leading import ids
from presentation.words import Text

IMPLEMENTED = "implemented"


def years(rows: pd.DataFrame, *, t: Text, tool: str | None = None) -> Chart:
    """Draw the municipalities that had implemented each tool by the end of each year.

    Args:
        rows: ``out_adopcion__tool_year``.
        t: Text in the language of the reader.
        tool: Id of the tool to stress; the most used one when it is None or has no line.
    """
    rows = rows[rows["stage"] == IMPLEMENTED].sort_values(["tool_id", "year"])
    if rows.empty:
        return empty(t, rows)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    ends = rows[rows["year"] == last].sort_values("municipalities", ascending=False)
    most, least = ends.iloc[0], ends.iloc[-1]
    stressed = tool if tool in set(rows["tool_id"]) else most["tool_id"]
    fig = figure(rows, height=560, t=t)  # near that of the chart beside it
    for tool_id, part in rows.groupby("tool_id", sort=False):
        is_it, name = tool_id == stressed, t.pick(part.iloc[0], "tool")
        hover = f"{name}<br>%{{x}}: %{{y}}"
        look: dict[str, Any] = {"hover": hover, "width": 4 if is_it else 2, "zorder": 1 + is_it}
        look["ids"] = ids(part, "tool_es")
        if is_it:
            look["dots"] = {"size": 8, "ring": 0, "simulated": False, "hover": hover}
        colour = INK.pilot if is_it else INK.scale_3
        fig.line(part["year"], part["municipalities"], colour, str(tool_id), **look)
    shown = ends[ends["tool_id"] == stressed].iloc[0]
    count, label = shown["municipalities"], wrapped(t.pick(shown, "tool"), 28)
    look = {"colour": INK.pilot, "size": 13, "bgcolor": INK.surface, "opacity": 0.9}
    look |= {"xanchor": "right", "yanchor": "bottom", "yshift": 8, "align": "right"}
    fig.note(last, count, f"<b>{t.number(count)}</b> {label}", **look)
    fig.update_layout(margin_t=44)
    along = {"range": [first - 0.4, last + 0.4], "tickvals": list(range(first, last + 1, 2))}
    fig.update_xaxes(**along, tickformat="d")
    fig.update_yaxes(rangemode="tozero", tickformat=",d")
    listed = "; ".join(
        f"{t.pick(row, 'tool')}: {t.number(row['municipalities'])}"
        for row in ends.to_dict("records")
    )
    facts = {"most": t.pick(most, "tool"), "n": t.number(most["municipalities"])}
    facts |= {"least": t.pick(least, "tool"), "m": t.number(least["municipalities"])}
    return worded(fig, rows, t, "chart.tools", year=last, listed=listed, **facts)


# Of each mean: its colour, that of its words, its symbol, its sign, and where its name stands.
MEANS = {
    "rest": (INK.rest, INK.rest_ink, "diamond", "◇", (0, "left")),
    "adopters": (INK.pilot, INK.pilot, "circle", "○", (1, "right")),
}


def scores(rows: pd.DataFrame, *, t: Text, round_id: str | None = None) -> Chart:
    """Draw, tool by tool, the mean score of those that used it and of the rest in one round.

    Args:
        rows: ``out_adopcion__tool_score``.
        t: Text in the language of the reader.
        round_id: The round; the latest with adoption when it is None.
    """
    if not rows.empty:
        chosen = round_id or rows.loc[rows["year"].idxmax(), "round_id"]
        rows = rows[rows["round_id"] == chosen].sort_values("tool_order")
    drawn = rows[rows["difference_pts"].notna()].sort_values("difference_pts")
    if drawn.empty:
        return empty(t, rows)
    records, means = drawn.to_dict("records"), drawn[["mean_rest_pct", "mean_adopters_pct"]]
    names = [wrapped(t.pick(row, "tool").split(" (")[0], 30) for row in records]
    fig = figure(rows, height=38 * len(drawn) + 90, t=t)
    fig.ranges(means.itertuples(index=False), names, INK.muted, "gap")
    for key, (colour, ink, symbol, sign, (x, side)) in MEANS.items():
        column, count = f"mean_{key}_pct", f"n_{key}"
        hover = [f"{t.percent(row[column], 1)} · n = {row[count]}" for row in records]
        look = {"size": 11, "symbol": symbol, "hover": hover, "head": "%{y}<br>"}
        fig.dots(drawn[column], names, colour, key, **look)
        head = {"colour": ink, "size": 13, "xanchor": side, "yanchor": "bottom"}
        fig.corner(x, 1, f"{sign} {t(f'chart.scores.{key}')}", **head)
    low, high = float(means.min().min()), float(means.max().max())
    room = max(high - low, 2.0)
    for name, row, end in zip(names, records, means.max(axis=1), strict=True):
        fig.beside(end, name, f"<b>{t.points(row['difference_pts'], 1)}</b>", shift=10)
    along = {"range": [low - room * 0.12, high + room * 0.9], "ticksuffix": fig.percent}
    fig.update_xaxes(**along, showgrid=True, gridcolor=INK.grid, nticks=5, tickangle=0)
    fig.names(size=12, standoff=None, showgrid=True)
    fig.update_layout(margin_t=30)
    listed = "; ".join(
        f"{t.pick(row, 'tool')}: {t.points(row['difference_pts'], 1)} "
        f"(n = {row['n_adopters']}, {row['n_rest']})"
        for row in records[::-1]
    )
    label = t.pick(records[-1], "round_label")
    least, most = (t.points(records[at]["difference_pts"], 1) for at in (0, -1))
    return worded(fig, rows, t, "chart.scores", round=label, listed=listed, low=least, high=most)


YEARS = recipe(
    "tool_years",
    years,
    tables="out_adopcion__tool_year",
    columns="tool year municipalities origin",
    metrics="tool_year_municipalities",
    origin="delivered",
    needs="deliveries",
)
SCORES = recipe(
    "tool_scores",
    scores,
    tables="out_adopcion__tool_score",
    columns="tool round_label n_adopters mean_adopters_pct n_rest mean_rest_pct difference_pts "
    "origin",
    metrics="tool_score_difference tool_score_adopters tool_score_rest",
    origin="computed",
    needs="deliveries",
)
