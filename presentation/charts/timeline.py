"""One dated line for a municipality: convenio, tools, scores. Order in time, not cause."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.marks import is_simulated
from presentation.charts.sheet import Look, Sheet
from presentation.rows import records
from presentation.words import Text

# Of each step its symbol, and whether it is hollow.
STEPS = {
    "counterpart": ("triangle-up", True),
    "started": ("circle", True),
    "implemented": ("circle", False),
    "verified": ("diamond", False),
}
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
    rows = events[(events["cut"] == cut) & events["date"].notna()].sort_values(["date", "event"])
    if not (rows["lane"] != "score").any():
        return empty(t, rows)
    tools = rows[(rows["lane"] == "tool") & rows["event"].isin(STEPS)]
    names = list(dict.fromkeys(t.pick(row, "tool") for row in records(tools)))
    lane = min(LANE, max(14, ROOM // (len(names) + 2)))
    short = {name: _short(name, is_crowded=len(names) > ROOMY) for name in names}
    scored, signed = t("chart.timeline.scores"), t("chart.timeline.convenio")
    lanes = [scored, signed, *short.values()]
    fig = figure(height=lane * max(len(lanes), 4) + 50, t=t)
    colour = INK.simulated if is_simulated(rows) else INK.pilot
    for stage, (symbol, is_hollow) in STEPS.items():
        own = tools[tools["event"] == stage]
        places = [short[t.pick(row, "tool")] for row in records(own)]
        look: Look = {"symbol": symbol, "simulated": is_hollow}
        _marks(fig, own, places, t, colour=colour, meta=stage, **look)
    own = rows[rows["lane"] == "convenio"]
    look = {"colour": INK.rest, "symbol": "square"}
    _marks(fig, own, [signed] * len(own), t, meta="convenio", **look)
    own = rows[rows["lane"] == "score"]
    look = {"colour": INK.country, "symbol": "line-ns", "simulated": True, "cliponaxis": False}
    look |= {"mode": "markers+text", "text": _apart(own, t), "textposition": "top center"}
    look |= {"textfont": {"color": INK.ink, "size": 12}}
    _marks(fig, own, [scored] * len(own), t, meta="scores", **look)
    order = {"categoryorder": "array", "categoryarray": lanes[::-1]}
    ink = {"color": INK.ink, "size": 11 if lane > 16 else 10}
    fig.update_yaxes(**order, tickfont=ink, range=[-0.6, len(lanes) - 0.2])
    fig.update_xaxes(type="date", tickformat="%Y", nticks=8)
    facts = {"comuna": rows["comuna"].iloc[0], "tools": t.number(len(names))}
    verified = int((tools["event"] == "verified").sum())
    takeaway = t.count("chart.timeline.takeaway", verified, **facts)
    if tools.empty:
        first = rows[rows["lane"] == "convenio"].iloc[0].to_dict()
        takeaway = t("chart.timeline.no_tools", event=_event(first, t))
    listed = "; ".join(_event(row, t) for row in records(rows))
    subtitle = t("chart.timeline.subtitle" if names else "chart.timeline.subtitle_bare")
    return worded(
        fig, rows, t, "chart.timeline", takeaway=takeaway, subtitle=subtitle, listed=listed, **facts
    )


def _marks(
    fig: Sheet,
    rows: pd.DataFrame,
    lanes: list[str],
    t: Text,
    *,
    colour: str,
    meta: str,
    **look: Any,
) -> None:
    hover = [_event(row, t) for row in records(rows)]
    days = [pd.Timestamp(day) for day in rows["date"]]
    fig.dots(days, lanes, colour, meta, hover=hover, **look)


def _short(name: str, *, is_crowded: bool) -> str:
    """Return a name that fits its lane: on two lines, or cut where there is no room for two."""
    lines = textwrap.wrap(name.split(" (")[0], SHORT)
    if len(lines) == 1 or (len(lines) == 2 and not is_crowded):
        return "<br>".join(lines)
    return f"{name[: SHORT - 2].rstrip()}…"


def _event(row: Mapping[Any, Any], t: Text) -> str:
    """Return an event in words: what, of which tool or convenio, when."""
    if row["lane"] == "score":
        return f"{row['date_text']}: {t.percent(row['score_pct'], 1)}"
    of = t.pick(row, "tool") if row["lane"] == "tool" else t.code("convenio", row["kind"])
    return f"{t.date(row['date_text'])}: {t.code('event', row['event'])} ({of})"


def _apart(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return the scores to write, newest first: those of the next year would touch on a phone."""
    texts, free = [], None
    for row in rows[::-1].itertuples():
        is_apart = free is None or row.date <= free
        texts.append(t.number(row.score_pct, 0) if is_apart else "")
        free = row.date - pd.DateOffset(months=20) if is_apart else free
    return texts[::-1]


RECIPE = recipe(
    "municipality_timeline",
    timeline,
    tables="out_adopcion__timeline",
    columns="date_text event kind tool score_pct origin",
    metrics="municipality_score",
    of="cut",
)
