"""What can be claimed, to what grade and why; and the bias a reader sets by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.charts.marks import words
from dashboard.components.cards import html_card
from dashboard.components.html import Safe, put, tag
from dashboard.components.kpi import origin_chip
from dashboard.components.tables import data_table
from dashboard.state import PageContext, choose

READINGS = "out_estudio__reading"
CLAIM = "out_estudio__claim"
PRINTED = {
    "from_round_id": "r2012",
    "to_round_id": "r2013",
    "scale": "points",
    "yardstick": "rest",
}
BIASES = tuple(f"{tenths / 10:g}" for tenths in range(201))  # 0 to 20 points, by tenths
STOPS = ("0", "2.5", "5", "7.5", "10", "12.5", "15", "20")
PAGE = "tendencias"


@data.drawn
def table(ctx: PageContext) -> Safe:
    """Return the card of the readings: claim, grade and reasons; simulated ones say so first."""
    t, rows = ctx.t, data.table(ctx.build_id, READINGS).sort_values("reading_order")
    lines = [
        [sentence(ctx, row), _grade(ctx, row), _reasons(ctx, row)]
        for row in rows.to_dict("records")
    ]
    adjusted = int((rows["grade"] == "adjusted").sum())
    title = t("study.reading.title", adjusted=t.number(adjusted), n=t.number(len(rows)))
    title = words(title, rows, t)
    heads = [(t(f"study.reading.{one}"), False) for one in ("claim", "grade", "reasons")]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        title=title,
        subtitle=t("study.reading.subtitle"),
        rows=rows,
        table=READINGS,
        page=PAGE,
        metrics=("study_reading", "study_reading_headroom", "study_breakdown"),
    )


def sentence(ctx: PageContext, row: dict[str, Any]) -> str:
    """Return a reading in the words of its grade; *Simulado* comes first where it is."""
    t = ctx.t
    name, grade = row["reading_id"], row["grade"]
    if pd.isna(row["estimate_points"]):
        text = t("study.reading.convenio_overall.no_panel")
    else:
        text = t(
            f"study.reading.{name}.{grade}",
            points=t.points(row["estimate_points"], 1),
            range=t.interval(row["low_points"], row["high_points"], "percentage_points", 1),
            headroom=t.percent(row["estimate_headroom_pct"], 1),
        )
    if row["is_scale_dependent"] is True:
        text = f"{text} {t('study.reading.depends')}"
    if grade == "adjusted" and not pd.isna(row["breakdown"]):
        text = f"{text} {t('study.reading.breakdown', value=t.number(row['breakdown'], 1))}"
    return words(text, pd.DataFrame([row]), t)


def _grade(ctx: PageContext, row: dict[str, Any]) -> Safe:
    grade = tag("strong", ctx.t(f"study.grade.{row['grade']}"))
    return tag("span", grade, " ", origin_chip(ctx.t, row["origin"]))


def _reasons(ctx: PageContext, row: dict[str, Any]) -> Safe:
    said = [ctx.t(f"study.reason.{one}") for one in str(row["reasons"]).split(",")]
    return tag(
        "ul",
        *(tag("li", one, style="font-size:inherit") for one in said),
        style="margin:0;padding-left:1.1em;font-size:inherit",
    )


@st.fragment
def bias(ctx: PageContext) -> None:
    """Draw the bias a reader supposes and what it leaves of the published lead; alone, at once."""
    rows = data.table(ctx.build_id, CLAIM, **PRINTED)
    if rows.empty:
        return
    value = float(rows["value"].iloc[0])
    with st.container(key="card_bias"):
        names = [ctx.t.points(float(one), 1) for one in BIASES]
        asked = choose(ctx, "bias", BIASES, names, default="5", as_slider=True)
        put(_left(ctx, asked, value))


@data.drawn
def _left(ctx: PageContext, asked: str, value: float) -> Safe:
    t, rows = ctx.t, data.table(ctx.build_id, CLAIM, **PRINTED)
    left = round(value, 2) - float(asked)
    facts = {"bias": t.points(float(asked), 1), "left": t.points(left, 1)}
    title = words(t(f"study.bias.{'title' if left > 0 else 'gone'}", **facts), rows, t)
    lines = [
        [
            t.points(float(one), 1),
            tag("strong", t.points(round(value, 2) - float(one), 1))
            if one == asked
            else t.points(round(value, 2) - float(one), 1),
        ]
        for one in sorted({*STOPS, asked}, key=float)
    ]
    heads = [(t("study.bias.bias"), True), (t("study.bias.left"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=t("study.bias.label")),
        title=title,
        subtitle=t("study.bias.subtitle", value=t.points(value, 1)),
        rows=rows,
        table=CLAIM,
        page=PAGE,
        where=PRINTED,
        metrics=("study_claim",),
        view="claim",
        bias=asked,
    )
