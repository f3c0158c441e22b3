"""A diagnosis, tool by tool: before and after, with the median of the group beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from presentation.charts import diagnosis
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.diagnosis import Row
from presentation.charts.sheet import Look, Sheet
from presentation.subjects import of_tools
from presentation.words import Text

RIGHT, ROW, HEAD = 134, 48, 34  # end of the axis; pixels of a tool and of the name of a dimension
LONGEST = 44  # letters of a tool, beside the median on a phone
SIDES = {"before": (INK.rest, True), "after": (INK.pilot, False)}  # colour, whether hollow


def dots(
    scores: pd.DataFrame,
    groups: pd.DataFrame,
    tools: pd.DataFrame,
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
        tools: ``core_model__tool``.
        t: Text in the language of the reader.
        instrument_id: The instrument; the first when it is None.
        country: Country of the municipality.
        code: The municipality; the first diagnosed when it is None.
        group_kind: ``country`` or ``region``: whose median stands beside.
    """
    mine = diagnosis.rows_of(scores, instrument_id, country, code)
    if mine.empty or bool(mine[["before_pct", "after_pct"]].isna().to_numpy().all()):
        return empty(t, mine.head(0))
    shown, moment = diagnosis.beside(mine, groups, group_kind), diagnosis.moment_of(mine)
    own = shown[shown["part"] == "tool"]
    if own[f"{moment}_pct"].isna().all():
        return empty(t, mine.head(0))
    pages = own["part_id"].map(of_tools(tools)).fillna("")
    own = own.assign(at=_depths(own["dimension_id"].tolist()), page=pages)
    depth = int(own["at"].iloc[-1]) + 14
    fig = figure(mine, height=depth + 50, t=t)
    scale: Look = {"width": 1, "simulated": False}
    fig.ranges([(0, 100)] * len(own), own["at"], INK.grid, "way", **scale)
    both = own[own["before_pct"].notna() & own["after_pct"].notna()]
    if len(both):
        ends = zip(both["before_pct"], both["after_pct"], strict=True)
        fig.ranges(ends, both["at"], INK.muted, "way")
    median = own[own[f"{moment}_median_pct"].notna()]
    look: dict[str, Any] = {"symbol": "line-ns", "size": 16, "simulated": False}
    fig.dots(median[f"{moment}_median_pct"], median["at"], INK.country, "median", **look)
    for side, (colour, is_hollow) in SIDES.items():
        known = own[own[f"{side}_pct"].notna()]
        hover = [_hover(row, side, t) for row in known.to_dict("records")]
        look = {"size": 12, "ring": 2.5, "simulated": is_hollow, "hover": hover}
        look |= {"ids": known["page"].tolist()}
        fig.dots(known[f"{side}_pct"], known["at"], colour, side, **look)
    for row in own.to_dict("records"):
        _words(fig, row, moment, t)
    scale = {"range": [-5, RIGHT], "tickvals": [0, 25, 50, 75, 100], "tickangle": 0}
    fig.update_xaxes(**scale, ticksuffix=fig.percent)
    fig.update_yaxes(range=[depth + 4, 0], visible=False)
    fig.update_layout(margin={"l": 4, "r": 4, "t": 8, "b": 34})
    group = t(f"chart.diagnosis.group.{group_kind}")
    listed = "; ".join(diagnosis.in_words(row, t) for row in own.to_dict("records"))
    takeaway = _takeaway(own, moment, t)
    words = {"takeaway": takeaway, "listed": listed, "group": group}
    leads = dict(zip(own[f"part_{t.lang}"], own["page"], strict=True))
    return replace(worded(fig, shown, t, "chart.diagnosis", **words), leads=leads)


def _depths(dimensions: list[Any]) -> list[int]:
    """Return how far down the dots of each tool stand, in pixels."""
    places: list[int] = []
    depth, last = 0, None
    for dimension in dimensions:
        depth += ROW + (HEAD if dimension != last else 0)
        last = dimension
        places.append(depth - 14)
    return places


def _hover(row: Row, side: str, t: Text) -> str:
    return t(
        "chart.diagnosis.hover",
        tool=t.pick(row, "part"),
        moment=t(f"moment.{side}"),
        value=t.percent(row[f"{side}_pct"], 1),
        answered=t.number(row[f"{side}_answered"]),
        asked=t.number(row[f"{side}_asked"]),
    )


def _words(fig: Sheet, row: Row, moment: str, t: Text) -> None:
    """Write the name of a tool and its figures; before the first of a dimension, its name too."""
    at = row["at"]
    if row["is_first"]:
        name = f"<b>{t.pick(row, 'dimension')}</b>"
        fig.beside(0, at - 42, name, shift=0, colour=INK.pilot, size=13)
    part = t.pick(row, "part")
    look = {} if len(part) <= LONGEST else {"size": 11, "align": "left"}
    fig.beside(0, at - 19, wrapped(part, LONGEST), shift=0, **look)
    median = diagnosis.median_of(row, moment, t)
    fig.note(RIGHT, at - 19, median, size=11, xanchor="right")
    outcome = f"<b>{diagnosis.outcome(row, t)}</b>"
    fig.note(RIGHT, at, outcome, colour=INK.ink, xanchor="right")
    silent = [side for side in SIDES if diagnosis.has(row, side) and pd.isna(row[f"{side}_pct"])]
    if silent:
        moments = t.listing([t(f"moment.{side}") for side in silent])
        kind = "silent" if row[f"{silent[0]}_asked"] else "na"
        known = [row[f"{side}_pct"] for side in SIDES if pd.notna(row[f"{side}_pct"])]
        near = known[0] if known else -2
        shift, side = (4, "left") if near < 50 else (-4, "right")
        why = t(f"chart.diagnosis.{kind}", said=moments)
        fig.note(near + shift, at, why, size=11, xanchor=side)


def _takeaway(tools: pd.DataFrame, moment: str, t: Text) -> str:
    known = tools[tools[f"{moment}_pct"].notna()].sort_values([f"{moment}_pct", "part_order"])
    facts = {"low": t.pick(known.iloc[0], "part"), "of": t.number(len(tools))}
    facts["low_value"] = t.percent(known.iloc[0][f"{moment}_pct"], 0)
    moved = tools[tools["change_state"] == "comparable"]
    if moved.empty:
        top = known.iloc[-1]
        facts |= {"top": t.pick(top, "part"), "value": t.percent(top[f"{moment}_pct"], 0)}
        return t("chart.diagnosis.takeaway_once", **facts)
    best = moved.loc[moved["change_pts"].idxmax()]
    facts |= {"best": t.pick(best, "part"), "points": t.points(best["change_pts"], 1)}
    return t.count("chart.diagnosis.takeaway", int((moved["change_pts"] > 0).sum()), **facts)


RECIPE = recipe(
    "diagnosis_dots",
    dots,
    tables=f"{diagnosis.SCORES} {diagnosis.GROUPS} core_model__tool",
    columns=diagnosis.COLUMNS,
    metrics=diagnosis.METRICS,
    origin="delivered",
    needs="deliveries",
)
