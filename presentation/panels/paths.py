"""The cheapest path of a municipality to a target: which items to mend, and who meets them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.context import PageContext
from presentation.markup.html import Safe, emphasised, tag
from presentation.markup.tables import data_table
from presentation.rows import records

GAINS = "out_fiscalizacion__item_gain"
PATHS = "out_fiscalizacion__mend_path"
PAGE, SHOWN = "municipio", 10
METRICS = ("mend_gain", "mend_success")


@data.drawn
def first(ctx: PageContext, cut: str) -> list[Kpi]:
    """Return the first step of the path to the nearest target, where there is one.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t, rows = ctx.t, last_round(ctx, cut)
    if rows.empty:
        return []
    row = rows.sort_values(["target_pct", "step"]).iloc[0].to_dict()
    label, value = t("municipio.mend"), t.points(row["mend_gain"], 1)
    item = f"{t.pick(row, 'materia')}, {t.code('criterion', row['criterion'])}"
    among = ""
    if pd.notna(row["mend_success"]):
        share = t.percent(row["mend_success"], 0)
        of = t.count(f"paths.{row['success_basis']}", int(row["success_n"]))
        among = t("paths.met_by", share=share, among=of)
    at, target = str(row["round_id"]), int(row["target_pct"])
    query = metric_sql(ctx, "mend_gain", cut=cut, round_id=at, target_pct=target, step=1)
    cite = Cite(f"{row['comuna']}. {label}: {item}, {value}", query, PAGE, {"cut": cut}, METRICS)
    return [Kpi(label, value, str(row["origin"]), item, change=among, cite=cite)]


def last_round(ctx: PageContext, cut: str) -> pd.DataFrame:
    """Return the steps of the last round delivered.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    rows = data.figures(ctx.build_id, "mend_score_after", cut=cut)
    return rows[rows["year"] == rows["year"].max()]


@data.drawn
def listing(ctx: PageContext, cut: str, target: str) -> Safe:
    """Return the steps of a path as a list.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
        target: The target, in per cent.
    """
    t, rows = ctx.t, last_round(ctx, cut)
    steps = rows[rows["target_pct"] == int(target)].sort_values("step")
    title = t.count(
        "paths.title",
        len(steps),
        gain=t.points(steps["mend_score_after"].iloc[-1] - steps["mend_score_now"].iloc[0], 1),
    )
    heads = [("item", False), ("now", True), ("gain", True), ("met", True)]
    lines = [
        [
            tag(
                "span", t.pick(row, "materia"), tag("small", t.code("criterion", row["criterion"]))
            ),
            t.percent(row["mend_item_score"], 1),
            t.points(row["mend_gain"], 1 if row["mend_gain"] >= 0.05 else 2),
            _met(ctx, row),
        ]
        for row in records(steps.head(SHOWN))
    ]
    more = len(steps) - SHOWN
    is_illustrative = (steps["weight_status"] == "illustrative").any()
    warning = emphasised(t("municipio.illustrative")) if is_illustrative else ""
    return html_card(
        ctx,
        data_table([(t(f"paths.{key}"), num) for key, num in heads], lines, caption=title),
        tag("p", t.count("paths.more", more), class_="faro-source") if more > 0 else "",
        tag("p", t("paths.rule"), " ", warning, class_="faro-source"),
        name="mend",
        title=title,
        subtitle=t("paths.subtitle"),
        rows=steps,
        table=PATHS,
        metrics=("mend_gain", "mend_item_score", "mend_success", "mend_score_after"),
        page=PAGE,
        cut=cut,
        target=target,
    )


def _met(ctx: PageContext, row: dict[str, Any]) -> Safe:
    t = ctx.t
    if pd.isna(row["mend_success"]):
        return tag("span", t.percent(row["mend_success"]), class_="none")
    among = t.count(f"paths.{row['success_basis']}", int(row["success_n"]))
    return tag("span", t.percent(row["mend_success"], 0), tag("small", among))
