"""One dated line for a municipality: convenio, tools, scores. Order in time, not cause."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure
from presentation.words import Text

STEPS = ("counterpart", "started", "implemented", "verified")
SYMBOLS = ("triangle-up-open", "circle-open", "circle", "diamond")
SHORT = 30
ROOM = 420  # pixels for all lanes: the page of a municipality prints on one sheet
LANE, ROOMY = 30, 9  # pixels of a lane at most; up to how many tools names have two lines


def timeline(events: pd.DataFrame, *, t: Text, cut: str | None = None) -> Chart:
    """Draw what a municipality did and when, a row a tool, with convenios and scores above.

    Args:
        events: ``out_adopcion__timeline``.
        t: Text in the language of the reader.
        cut: The municipality; the first one with something besides scores when empty.
    """
    if cut is None:
        done = events[(events["lane"] != "score") & events["date"].notna()]
        cut = str(done["cut"].iloc[0]) if len(done) else None
    rows = events[events["cut"] == cut]
    rows = rows[rows["date"].notna()].sort_values(["date", "event"])
    if not (rows["lane"] != "score").any():
        return empty(t, rows)
    tools = rows[(rows["lane"] == "tool") & rows["event"].isin(STEPS)]
    names = list(dict.fromkeys(t.pick(row, "tool") for row in tools.to_dict("records")))
    lane = min(LANE, max(14, ROOM // (len(names) + 2)))
    short = {name: _short(name, is_crowded=len(names) > ROOMY) for name in names}
    lanes = [t("chart.timeline.scores"), t("chart.timeline.convenio"), *short.values()]
    fig = figure(height=lane * max(len(lanes), 4) + 50, t=t)
    is_simulated = (rows["origin"] == "simulated").any()
    for stage, symbol in zip(STEPS, SYMBOLS, strict=True):
        at = tools[tools["event"] == stage]
        own = [short[t.pick(row, "tool")] for row in at.to_dict("records")]
        colour = INK.simulated if is_simulated else INK.pilot
        fig.add_trace(_marks(at, own, t, colour=colour, symbol=symbol, meta=stage))
    signed = rows[rows["lane"] == "convenio"]
    own = [lanes[1]] * len(signed)
    fig.add_trace(_marks(signed, own, t, colour=INK.rest, symbol="square", meta="convenio"))
    fig.add_trace(_scores(rows[rows["lane"] == "score"], lanes[0], t))
    fig.update_yaxes(
        categoryorder="array",
        categoryarray=lanes[::-1],
        tickfont={"color": INK.ink, "size": 11 if lane > 16 else 10},
        range=[-0.6, len(lanes) - 0.2],
    )
    fig.update_xaxes(type="date", tickformat="%Y", nticks=8)
    return _said(fig, rows, tools, len(names), t)


def _short(name: str, *, is_crowded: bool) -> str:
    """Return a name that fits its lane: on two lines, or cut where there is no room for two."""
    lines = textwrap.wrap(name.split(" (")[0], SHORT)
    if len(lines) == 1 or (len(lines) == 2 and not is_crowded):
        return "<br>".join(lines)
    return f"{name[: SHORT - 2].rstrip()}…"


def _event(row: Mapping[str, Any], t: Text) -> str:
    """Return an event in words: what, of which tool or convenio, when."""
    if row["lane"] == "score":
        return f"{row['date_text']}: {t.percent(row['score_pct'], 1)}"
    of = t.pick(row, "tool") if row["lane"] == "tool" else t.code("convenio", row["kind"])
    return f"{t.date(row['date_text'])}: {t.code('event', row['event'])} ({of})"


def _scores(rows: pd.DataFrame, lane: str, t: Text) -> go.Scatter:
    own = [lane] * len(rows)
    marks = _marks(rows, own, t, colour=INK.country, symbol="line-ns-open", meta="scores")
    return marks.update(
        mode="markers+text",
        text=_apart(rows, t),
        textposition="top center",
        textfont={"color": INK.ink, "size": 12},
        cliponaxis=False,
    )


def _apart(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return the scores to write, newest first: those of the next year would touch on a phone."""
    texts, free = [], None
    for row in rows[::-1].itertuples():
        is_apart = free is None or row.date <= free
        texts.append(t.number(row.score_pct, 0) if is_apart else "")
        free = row.date - pd.DateOffset(months=20) if is_apart else free
    return texts[::-1]


def _said(fig: go.Figure, rows: pd.DataFrame, tools: pd.DataFrame, n: int, t: Text) -> Chart:
    words = {"comuna": rows["comuna"].iloc[0], "tools": t.number(n)}
    listed = "; ".join(_event(row, t) for row in rows.to_dict("records"))
    verified = int((tools["event"] == "verified").sum())
    takeaway = t.count("chart.timeline.takeaway", verified, **words)
    if tools.empty:
        first = rows[rows["lane"] == "convenio"].iloc[0].to_dict()
        takeaway = t("chart.timeline.no_tools", event=_event(first, t))
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.timeline.subtitle" if n else "chart.timeline.subtitle_bare"),
        alt=t("chart.timeline.alt", listed=listed, **words),
        rows=rows,
    )


def _marks(
    rows: pd.DataFrame, lanes: list[str], t: Text, *, colour: str, symbol: str, meta: str
) -> go.Scatter:
    return go.Scatter(
        x=[pd.Timestamp(day) for day in rows["date"]],
        y=lanes,
        mode="markers",
        marker={
            "color": colour,
            "size": 10,
            "symbol": symbol,
            "line": {"color": colour, "width": 2},
        },
        customdata=[_event(row, t) for row in rows.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
        meta=meta,
    )


RECIPE = Recipe(
    id="municipality_timeline",
    draw=timeline,
    tables=("out_adopcion__timeline",),
    columns=("date_text", "event", "kind", "tool", "score_pct", "origin"),
    metrics=("municipality_score",),
)
