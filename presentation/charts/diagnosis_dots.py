"""A diagnosis, tool by tool: before and after, with the median of the group beside."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from presentation.charts.diagnosis import (
    COLUMNS,
    GROUPS,
    METRICS,
    SCORES,
    Row,
    beside,
    has,
    in_words,
    median_of,
    moment_of,
    outcome,
    rows_of,
)
from presentation.charts.marks import is_simulated, line, stamp, words
from presentation.words import Text

RIGHT, ROW, HEAD = 134, 48, 34  # end of the axis; pixels of a tool and of the name of a dimension
LONGEST = 44  # letters of a tool, beside the median on a phone
SIDES = (("before", "circle-open", INK.rest), ("after", "circle", INK.pilot))


def dots(
    scores: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    t: Text,
    instrument_id: str | None = None,
    country: str | None = None,
    code: str | None = None,
    group_kind: str = "country",
) -> Chart:
    """Draw each tool before and after, grouped by dimension, with the median of the group.

    Args:
        scores: ``out_diagnostico__score``.
        groups: ``out_diagnostico__group``.
        t: Text in the language of the reader.
        instrument_id: The instrument; the first when it is None.
        country: Country of the municipality.
        code: The municipality; the first diagnosed when it is None.
        group_kind: ``country`` or ``region``: whose median stands beside.
    """
    mine = rows_of(scores, instrument_id, country, code)
    if mine.empty or bool(mine[["before_pct", "after_pct"]].isna().to_numpy().all()):
        return empty(t, mine.head(0))
    shown = beside(mine, groups, group_kind)
    own, moment = shown[shown["part"] == "tool"], moment_of(mine)
    if own[f"{moment}_pct"].isna().all():
        return empty(t, mine.head(0))
    tools = own.to_dict("records")
    places, depth = _places(tools)
    simulated = is_simulated(mine)
    fig = figure(height=depth + 50, t=t)
    _links(fig, tools, places, simulated=simulated)
    _medians(fig, tools, places, moment)
    for side, symbol, colour in SIDES:
        _side(fig, tools, places, (side, symbol, colour), t)
    for row, at in zip(tools, places, strict=True):
        _words(fig, row, at, moment, t)
    _axes(fig, depth, t)
    if simulated:
        stamp(fig, t)
    return _said(fig, shown, group_kind, t)


def _places(tools: list[Row]) -> tuple[list[int], int]:
    """Return how far down the dots of each tool stand, in pixels, and the whole depth."""
    places: list[int] = []
    depth, last = 0, None
    for row in tools:
        depth += ROW + (HEAD if row["dimension_id"] != last else 0)
        last = row["dimension_id"]
        places.append(depth - 14)
    return places, depth


def _links(fig: go.Figure, tools: list[Row], places: list[int], *, simulated: bool) -> None:
    """Draw the whole scale of each tool as a hair, and the way from before to after on it."""
    for row, at in zip(tools, places, strict=True):
        hair = {"color": INK.grid, "width": 1}
        ways = [([0, 100], hair)]
        if pd.notna(row["before_pct"]) and pd.notna(row["after_pct"]):
            ends = [row["before_pct"], row["after_pct"]]
            ways.append((ends, line(INK.muted, 2, simulated=simulated)))
        for ends, look in ways:
            trace = go.Scatter(
                x=ends, y=[at, at], mode="lines", line=look, hoverinfo="skip", meta="way"
            )
            fig.add_trace(trace)


def _medians(fig: go.Figure, tools: list[Row], places: list[int], moment: str) -> None:
    known = [
        (row[f"{moment}_median_pct"], at)
        for row, at in zip(tools, places, strict=True)
        if pd.notna(row[f"{moment}_median_pct"])
    ]
    look = {"symbol": "line-ns", "size": 16, "color": INK.country}
    fig.add_trace(
        go.Scatter(
            x=[x for x, _ in known],
            y=[y for _, y in known],
            mode="markers",
            marker={**look, "line": {"color": INK.country, "width": 2}},
            hoverinfo="skip",
            meta="median",
        )
    )


def _side(
    fig: go.Figure, tools: list[Row], places: list[int], look: tuple[str, str, str], t: Text
) -> None:
    side, symbol, colour = look
    known = [
        (row, at) for row, at in zip(tools, places, strict=True) if pd.notna(row[f"{side}_pct"])
    ]
    fig.add_trace(
        go.Scatter(
            x=[row[f"{side}_pct"] for row, _ in known],
            y=[at for _, at in known],
            mode="markers",
            marker={
                "color": colour,
                "size": 12,
                "symbol": symbol,
                "line": {"width": 2.5, "color": colour},
            },
            customdata=[
                t(
                    "chart.diagnosis.hover",
                    tool=t.pick(row, "part"),
                    moment=t(f"moment.{side}"),
                    value=t.percent(row[f"{side}_pct"], 1),
                    answered=t.number(row[f"{side}_answered"]),
                    asked=t.number(row[f"{side}_asked"]),
                )
                for row, _ in known
            ],
            hovertemplate="%{customdata}<extra></extra>",
            meta=side,
        )
    )


def _words(fig: go.Figure, row: Row, at: int, moment: str, t: Text) -> None:
    """Write the name of a tool and its figures; before the first of a dimension, its name too."""
    left: dict[str, Any] = {"xanchor": "left"}
    right: dict[str, Any] = {"xanchor": "right"}
    if row["is_first"]:
        name = f"<b>{t.pick(row, 'dimension')}</b>"
        note(fig, 0, at - 42, name, colour=INK.pilot, size=13, **left)
    part = t.pick(row, "part")
    part = part if len(part) <= LONGEST else f"{part[: LONGEST - 1].rstrip()}…"
    note(fig, 0, at - 19, part, colour=INK.ink, size=12, **left)
    note(fig, RIGHT, at - 19, median_of(row, moment, t), size=11, **right)
    note(fig, RIGHT, at, f"<b>{outcome(row, t)}</b>", colour=INK.ink, **right)
    silent = [side for side, *_ in SIDES if has(row, side) and pd.isna(row[f"{side}_pct"])]
    if silent:
        moments = t.listing([t(f"moment.{side}") for side in silent])
        known = [row[f"{s}_pct"] for s, *_ in SIDES if pd.notna(row[f"{s}_pct"])]
        near = known[0] if known else -2
        place = left if near < 50 else right
        words_ = t(
            f"chart.diagnosis.{'silent' if row[f'{silent[0]}_asked'] else 'na'}", said=moments
        )
        note(fig, near + (4 if near < 50 else -4), at, words_, size=11, **place)


def _axes(fig: go.Figure, depth: int, t: Text) -> None:
    fig.update_xaxes(
        range=[-5, RIGHT],
        tickvals=[0, 25, 50, 75, 100],
        ticksuffix=percent_sign(t),
        tickangle=0,
    )
    fig.update_yaxes(range=[depth + 4, 0], visible=False)
    fig.update_layout(margin={"l": 4, "r": 4, "t": 8, "b": 34})


def _said(fig: go.Figure, rows: pd.DataFrame, group_kind: str, t: Text) -> Chart:
    tools = rows[rows["part"] == "tool"]
    moment = moment_of(rows)
    known = tools[tools[f"{moment}_pct"].notna()].sort_values([f"{moment}_pct", "part_order"])
    facts = {"low": t.pick(known.iloc[0], "part"), "of": t.number(len(tools))}
    facts["low_value"] = t.percent(known.iloc[0][f"{moment}_pct"], 0)
    moved = tools[tools["change_state"] == "comparable"]
    if moved.empty:
        top = known.iloc[-1]
        facts |= {"top": t.pick(top, "part"), "value": t.percent(top[f"{moment}_pct"], 0)}
        takeaway = t("chart.diagnosis.takeaway_once", **facts)
    else:
        best = moved.loc[moved["change_pts"].idxmax()]
        facts |= {"best": t.pick(best, "part"), "points": t.points(best["change_pts"], 1)}
        rose = int((moved["change_pts"] > 0).sum())
        takeaway = t.count("chart.diagnosis.takeaway", rose, **facts)
    listed = "; ".join(in_words(row, t) for row in tools.to_dict("records"))
    group = t(f"chart.diagnosis.group.{group_kind}")
    return Chart(
        figure=fig,
        takeaway=words(takeaway, rows, t),
        subtitle=t("chart.diagnosis.subtitle", group=group),
        alt=t("chart.diagnosis.alt", listed=listed),
        rows=rows,
    )


RECIPE = Recipe(
    id="diagnosis_dots",
    draw=dots,
    tables=(SCORES, GROUPS),
    columns=COLUMNS,
    metrics=METRICS,
    origin="delivered",
    needs="deliveries",
)
