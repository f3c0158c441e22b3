"""Regression to the mean: what the start alone leads one to expect, beside what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.change import is_like
from presentation.charts.groups import member_name
from presentation.charts.simulated import crossed, is_simulated
from presentation.subjects import of_regions
from presentation.words import Text

ORDER = ("start", "group", "rurality", "region")
MOST = 20  # letters of a line of a name: a phone keeps room for what is drawn
BY_CHANCE = 0.05  # of the 95 % margins


def groups(
    regression: pd.DataFrame, regions: pd.DataFrame, *, t: Text, round_id: str | None = None
) -> Chart:
    """Draw expected and observed change of every group, with the margin of the difference.

    Args:
        regression: ``out_estudio__regression``.
        regions: ``core_territory__region``, for names.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
    """
    rows = of_round(regression[regression["change_pts"].notna()], round_id)
    if rows.empty:
        return empty(t, rows)
    regional = dict(zip(regions["region_code"], regions["region"], strict=True))
    rows = rows.assign(
        at=[ORDER.index(dimension) for dimension in rows["dimension"]],
        name=[_name(row, regional, t) for row in rows.to_dict("records")],
    ).sort_values(["at", "member_order", "member"])
    records, names = rows.to_dict("records"), rows["name"]
    lanes = [wrapped(name, MOST) for name in names]
    compares, expected, change = (
        rows[name] for name in ("comparable_with_previous", "expected_change_pts", "change_pts")
    )
    fig = figure(rows, height=26 * len(rows) + 60, t=t)
    colour = INK.pilot if is_like(compares) else INK.muted
    dash = "dot" if is_simulated(rows) else "solid"
    fig.ranges(zip(expected, change, strict=True), lanes, colour, "gap", dash=dash)
    hover = [hover_text(row, row["name"], t.number(row["n_municipalities"]), t) for row in records]
    look = {"size": 12, "ring": 3, "hover": hover}
    stroke = {"symbol": "line-ns", "simulated": True}
    fig.dots(expected, lanes, INK.ink, "expected_change_pts", **stroke, **look)
    fig.dots(change, lanes, colour, "change_pts", **look)
    ends = pd.concat([expected, change])
    left, right = float(ends.min()), float(ends.max())
    reach = (right - left) or 1
    for row, lane in zip(records, lanes, strict=True):
        margin = t.number(row["margin_pts"], 1)
        text = f"{t.points(row['beyond_expected_pts'], 1)} ± {margin}"
        fig.beside(right + 0.06 * reach, lane, text, shift=8)
    along = {"range": [left - 0.06 * reach, right + 0.75 * reach]}
    fig.update_xaxes(**along, showgrid=True, gridcolor=INK.hairline)
    fig.names(standoff=None, autorange="reversed")
    sure = int((rows["beyond_expected_pts"].abs() > rows["margin_pts"]).sum())
    facts = {"all": t.number(len(rows)), "chance": t.number(BY_CHANCE * len(rows))}
    text = t.count("chart.regression.takeaway", sure, year=rows["year"].iloc[0], **facts)
    subtitle = t("chart.regression.subtitle")
    if not is_like(compares):
        subtitle = f"{subtitle} {t('chart.regression.crossed')}"
    listed = "; ".join(
        f"{r['name']}: {t.points(r['change_pts'], 1)} ({t.points(r['expected_change_pts'], 1)})"
        for r in records
    )
    shown = rows.assign(member=names)
    takeaway = crossed(text, compares, t)
    chart = worded(
        fig, shown, t, "chart.regression", takeaway=takeaway, subtitle=subtitle, listed=listed
    )
    return replace(chart, leads=of_regions(regional))


def of_round(rows: pd.DataFrame, round_id: str | None) -> pd.DataFrame:
    """Return the rows of a round, those of the last one when it is not among them.

    Args:
        rows: ``out_estudio__regression`` or its municipalities.
        round_id: The round asked for; None for the last.
    """
    if rows.empty:
        return rows
    if round_id not in set(rows["round_id"]):
        round_id = str(rows.sort_values("year")["round_id"].iloc[-1])
    return rows[rows["round_id"] == round_id]


def hover_text(row: Mapping[Any, Any], name: str, n: str, t: Text) -> str:
    """Return start, change and expected change of a group or a municipality.

    Args:
        row: With start, change and expected change.
        name: Of the group or municipality.
        n: Of how many municipalities, as text.
        t: Text in the language of the reader.
    """
    changes = {"change": row["change_pts"], "expected": row["expected_change_pts"]}
    moved = {key: t.points(value, 1) for key, value in changes.items()}
    start = t.percent(row["previous_pct"], 1)
    return t("chart.regression.hover", name=name, n=n, start=start, **moved)


def _name(row: Mapping[Any, Any], regions: dict[str, str], t: Text) -> str:
    if row["dimension"] == "start":
        return t(f"chart.regression.start.{row['member']}")
    return member_name(row, regions, t)


RECIPE = recipe(
    "regression_groups",
    groups,
    tables="out_estudio__regression core_territory__region",
    columns="dimension member n_municipalities previous_pct change_pts expected_change_pts "
    "beyond_expected_pts margin_pts comparable_with_previous origin",
    metrics="study_group_change study_group_expected study_group_beyond study_group_margin "
    "study_group_start",
    origin="delivered",
    needs="deliveries",
)
