"""One dated line for a municipality: convenio, tools, scores. Order in time, not cause."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.sheet import Look, Sheet
from presentation.charts.simulated import is_simulated
from presentation.rows import records
from presentation.subjects import first_versions, lead
from presentation.words import Text

# Of each step its symbol, and whether it is hollow.
STEPS = {
    "counterpart": ("triangle-up", True),
    "started": ("circle", True),
    "implemented": ("circle", False),
    "verified": ("diamond", False),
}
SHORT = 30
ROOM = 420  # pixels for all lanes, where names have the lines they need in it
LEAST, MOST, LINE = 14, 30, 13  # pixels of a lane; of a line of a name
Event = Mapping[str, Any]
HEAD = 8  # pixels above the first lane, for what is written over its marks


def timeline(
    events: pd.DataFrame, models: pd.DataFrame, *, t: Text, cut: str | None = None
) -> Chart:
    """Draw what a municipality did and when, a row a tool, with convenios and scores above.

    Args:
        events: ``out_adopcion__timeline``.
        models: ``core_model__tool``.
        t: Text in the language of the reader.
        cut: The municipality; the first one with something besides scores when empty.
    """
    if cut is None:
        done = events[(events["lane"] != "score") & events["date"].notna()]
        cut = str(done["cut"].iloc[0]) if len(done) else None
    rows = events[(events["cut"] == cut) & events["date"].notna()].sort_values(["date", "event"])
    if not (rows["lane"] != "score").any():
        return empty(t, rows)
    of = rows["subject_id"]
    rows = rows.assign(tool_id=of, version_id=of.map(first_versions(models)))  # by which names lead
    events_of: dict[str, list[Event]] = {"tool": [], "convenio": [], "score": []}
    for row in records(rows):
        events_of[row["lane"]].append(row)
    tools = [row for row in events_of["tool"] if row["event"] in STEPS]
    leads = {t.pick(row, "tool"): lead(row, "tool_es") or "" for row in tools}
    names = list(leads)
    short = {name: wrapped(name.split(" (")[0], SHORT) for name in names}
    lanes = [t("chart.timeline.scores"), t("chart.timeline.convenio"), *short.values()]
    places, depth, is_crowded = _places(lanes)
    scored, signed = places[:2]
    place = dict(zip(names, places[2:], strict=True))
    fig = figure(height=depth + 50, t=t)
    colour = INK.simulated if is_simulated(rows) else INK.pilot
    for stage, (symbol, is_hollow) in STEPS.items():
        own = [row for row in tools if row["event"] == stage]
        at = [place[t.pick(row, "tool")] for row in own]
        look: Look = {"symbol": symbol, "simulated": is_hollow}
        look |= {"ids": [leads[t.pick(row, "tool")] for row in own]} if own else {}
        _marks(fig, own, at, t, colour=colour, meta=stage, **look)
    own = events_of["convenio"]
    look = {"colour": INK.rest, "symbol": "square"}
    _marks(fig, own, [signed] * len(own), t, meta="convenio", **look)
    own = events_of["score"]
    look = {"colour": INK.country, "symbol": "line-ns", "simulated": True, "cliponaxis": False}
    look |= {"mode": "markers+text", "text": _apart(own, t), "textposition": "top center"}
    look |= {"textfont": {"color": INK.ink, "size": 12}}
    _marks(fig, own, [scored] * len(own), t, meta="scores", **look)
    ink = {"color": INK.ink, "size": 10 if is_crowded else 11}
    fig.update_yaxes(tickvals=places, ticktext=lanes, tickfont=ink, range=[depth, 0])
    fig.update_layout(margin_t=20)  # scores stand above the first lane, however low it is
    fig.update_xaxes(type="date", tickformat="%Y", nticks=5)
    under_way = t.count("chart.timeline.tools", len(names))
    facts = {"comuna": rows["comuna"].iloc[0], "tools": under_way}
    verified = sum(row["event"] == "verified" for row in tools)
    takeaway = t.count("chart.timeline.takeaway", verified, **facts)
    if not tools:
        takeaway = t("chart.timeline.no_tools", event=_event(events_of["convenio"][0], t))
    listed = "; ".join(_event(row, t) for row in records(rows))
    subtitle = t("chart.timeline.subtitle" if names else "chart.timeline.subtitle_bare")
    facts |= {"takeaway": takeaway, "subtitle": subtitle, "listed": listed}
    return replace(worded(fig, rows, t, "chart.timeline", **facts), leads=leads)


def _marks(
    fig: Sheet,
    events: list[Event],
    places: list[float],
    t: Text,
    *,
    colour: str,
    meta: str,
    **look: Any,
) -> None:
    hover = [_event(row, t) for row in events]
    days = [pd.Timestamp(row["date"]) for row in events]
    fig.dots(days, places, colour, meta, hover=hover, **look)


def _places(lanes: list[str]) -> tuple[list[float], int, bool]:
    """Return how far down each lane stands, all of them, and whether they are crowded, in pixels.

    A name of two lines has a higher lane than others where the usual one is too low for it.
    """
    usual = min(MOST, max(LEAST, ROOM // len(lanes)))
    highs = [max(usual, LINE * (name.count("<br>") + 1)) for name in lanes]
    highs += [usual] * (4 - len(lanes))
    ends = list(itertools.accumulate(highs, initial=HEAD))
    places = [end - high / 2 for end, high in zip(ends[1:], highs, strict=True)]
    return places[: len(lanes)], ends[-1], usual <= 16


def _event(row: Event, t: Text) -> str:
    """Return an event in words: what, of which tool or convenio, when."""
    if row["lane"] == "score":
        return f"{row['date_text']}: {t.percent(row['score_pct'], 1)}"
    of = t.pick(row, "tool") if row["lane"] == "tool" else t.code("convenio", row["kind"])
    return f"{t.date(row['date_text'])}: {t.code('event', row['event'])} ({of})"


def _apart(events: list[Event], t: Text) -> list[str]:
    """Return the scores to write, newest first: those of the next year would touch on a phone."""
    texts, free = [], None
    for row in events[::-1]:
        is_apart = free is None or row["date"] <= free
        texts.append(t.number(row["score_pct"], 0) if is_apart else "")
        free = row["date"] - pd.DateOffset(months=20) if is_apart else free
    return texts[::-1]


RECIPE = recipe(
    "municipality_timeline",
    timeline,
    tables="out_adopcion__timeline core_model__tool",
    columns="date_text event kind tool score_pct origin",
    metrics="municipality_score",
    of="cut",
)
