"""Tools: how many municipalities used each over the years, and scores of users and the rest."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import is_simulated, line, stamp, words
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
    simulated, last = is_simulated(rows), int(rows["year"].max())
    ends = rows[rows["year"] == last].sort_values("municipalities", ascending=False)
    most, least = ends.iloc[0], ends.iloc[-1]
    stressed = tool if tool in set(rows["tool_id"]) else most["tool_id"]
    fig = figure(height=560, t=t)  # near that of the chart beside it
    for tool_id, part in rows.groupby("tool_id", sort=False):
        is_it, name = tool_id == stressed, t.pick(part.iloc[0], "tool")
        fig.add_trace(
            go.Scatter(
                x=part["year"].tolist(),
                y=part["municipalities"].tolist(),
                mode="lines+markers" if is_it else "lines",
                line=line(
                    INK.pilot if is_it else INK.scale_3, 4 if is_it else 2, simulated=simulated
                ),
                marker={"color": INK.pilot, "size": 8},
                hovertemplate=f"{name}<br>%{{x}}: %{{y}}<extra></extra>",
                zorder=2 if is_it else 1,
                meta=tool_id,
            )
        )
    shown = ends[ends["tool_id"] == stressed].iloc[0]
    label = "<br>".join(textwrap.wrap(t.pick(shown, "tool"), 28))
    text = f"<b>{t.number(shown['municipalities'])}</b> {label}"
    place = {"xanchor": "right", "yanchor": "bottom", "yshift": 8, "align": "right"}
    at = shown["municipalities"]
    note(fig, last, at, text, colour=INK.pilot, size=13, bgcolor=INK.surface, opacity=0.9, **place)
    first = int(rows["year"].min())
    fig.update_layout(margin_t=44)
    fig.update_xaxes(
        range=[first - 0.4, last + 0.4],
        tickvals=list(range(first, last + 1, 2)),
        tickformat="d",
    )
    fig.update_yaxes(rangemode="tozero", tickformat=",d")
    if simulated:
        stamp(fig, t)
    listed = "; ".join(
        f"{t.pick(row, 'tool')}: {t.number(row['municipalities'])}"
        for row in ends.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=words(
            t(
                "chart.tools.takeaway",
                most=t.pick(most, "tool"),
                n=t.number(most["municipalities"]),
                least=t.pick(least, "tool"),
                m=t.number(least["municipalities"]),
                year=last,
            ),
            rows,
            t,
        ),
        subtitle=t("chart.tools.subtitle"),
        alt=t("chart.tools.alt", year=last, listed=listed),
        rows=rows,
    )


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
    simulated, records = is_simulated(rows), drawn.to_dict("records")
    names = [_short(t.pick(row, "tool")) for row in records]
    fig = figure(height=38 * len(drawn) + 90, t=t)
    for name, row in zip(names, records, strict=True):
        ends = [row["mean_rest_pct"], row["mean_adopters_pct"]]
        style = line(INK.muted, 2, simulated=simulated)
        fig.add_trace(
            go.Scatter(
                x=ends, y=[name, name], mode="lines", line=style, hoverinfo="skip", meta="gap"
            )
        )
    for column, key, colour, symbol in (
        ("mean_rest_pct", "rest", INK.rest, "diamond-open" if simulated else "diamond"),
        ("mean_adopters_pct", "adopters", INK.pilot, "circle-open" if simulated else "circle"),
    ):
        count = "n_rest" if key == "rest" else "n_adopters"
        fig.add_trace(
            go.Scatter(
                x=drawn[column].tolist(),
                y=names,
                mode="markers",
                marker={"color": colour, "size": 11, "symbol": symbol, "line": {"width": 2}},
                customdata=[f"{t.percent(row[column], 1)} · n = {row[count]}" for row in records],
                hovertemplate="%{y}<br>%{customdata}<extra></extra>",
                meta=key,
            )
        )
        ink = INK.rest_ink if key == "rest" else colour
        sign = "◇ " if key == "rest" else "○ "
        x, anchor = (0, "left") if key == "rest" else (1, "right")
        note(
            fig,
            x,
            1,
            sign + t(f"chart.scores.{key}"),
            colour=ink,
            size=13,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
        )
    _ends(fig, drawn, names, t)
    fig.update_yaxes(showgrid=True, tickfont={"color": INK.ink, "size": 12})
    fig.update_layout(margin_t=30)
    if simulated:
        stamp(fig, t)
    listed = "; ".join(
        f"{t.pick(row, 'tool')}: {t.points(row['difference_pts'], 1)} "
        f"(n = {row['n_adopters']}, {row['n_rest']})"
        for row in records[::-1]
    )
    top = records[-1]
    label = t.pick(top, "round_label")
    return Chart(
        figure=fig,
        takeaway=words(
            t(
                "chart.scores.takeaway",
                round=label,
                low=t.points(records[0]["difference_pts"], 1),
                high=t.points(top["difference_pts"], 1),
            ),
            rows,
            t,
        ),
        subtitle=t("chart.scores.subtitle"),
        alt=t("chart.scores.alt", round=label, listed=listed),
        rows=rows,
    )


def _ends(fig: go.Figure, drawn: pd.DataFrame, names: list[str], t: Text) -> None:
    values = pd.concat([drawn["mean_rest_pct"], drawn["mean_adopters_pct"]])
    low, high = float(values.min()), float(values.max())
    room = max(high - low, 2.0)
    for name, row in zip(names, drawn.to_dict("records"), strict=True):
        text = f"<b>{t.points(row['difference_pts'], 1)}</b>"
        end = max(row["mean_rest_pct"], row["mean_adopters_pct"])
        note(fig, end, name, text, colour=INK.ink, xanchor="left", xshift=10)
    suffix = " %" if t.lang == "es" else "%"
    fig.update_xaxes(
        range=[low - room * 0.12, high + room * 0.9],
        showgrid=True,
        gridcolor=INK.grid,
        ticksuffix=suffix,
        nticks=5,
        tickangle=0,
    )


def _short(name: str) -> str:
    return "<br>".join(textwrap.wrap(name.split(" (")[0], 30))


YEARS = Recipe(
    id="tool_years",
    draw=years,
    tables=("out_adopcion__tool_year",),
    columns=("tool", "year", "municipalities", "origin"),
    metrics=("tool_year_municipalities",),
    origin="delivered",
    needs="deliveries",
)
SCORES = Recipe(
    id="tool_scores",
    draw=scores,
    tables=("out_adopcion__tool_score",),
    columns=(
        "tool",
        "round_label",
        "n_adopters",
        "mean_adopters_pct",
        "n_rest",
        "mean_rest_pct",
        "difference_pts",
        "origin",
    ),
    metrics=("tool_score_difference", "tool_score_adopters", "tool_score_rest"),
    origin="computed",
    needs="deliveries",
)
