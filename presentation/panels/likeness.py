"""Whether those compared were alike, and what the choice of the pilots may be worth."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import card, html_card
from presentation.cards.kpi import origin_chip
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

PAGE = "tendencias"
BALANCE, CHECKS = "out_estudio__balance", "out_estudio__pilot_check"
ALIKE = 0.1  # a standardised difference above it is no balance
PILOT = "pilot"


def balance(ctx: PageContext) -> None:
    """Show how alike pilots and rest were, and what weighting leaves in the cells compared.

    Args:
        ctx: The page's context.
    """
    if not data.figures(ctx.build_id, "study_balance").empty:
        card("balance", _balance(ctx))


def pilots(ctx: PageContext, still: str) -> None:
    """Show the pilots' lead beside other choices of as many, and its bounds.

    Args:
        ctx: The page's context.
        still: Which choices of the page do not change it.
    """
    if not data.figures(ctx.build_id, "study_pilot_check").empty:
        card("pilot_check", _pilots(ctx), still=still)


@data.drawn
def _balance(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.figures(ctx.build_id, "study_balance")
    own = rows[rows["comparison"] == PILOT]
    cells = rows[rows["comparison"] != PILOT]
    worst = cells.groupby("covariate")["study_balance"].agg(
        lambda differences: differences.abs().max()
    )
    lines: list[list[Any]] = [
        [
            t(f"study.covariate.{row['covariate']}"),
            _mean(ctx, row["covariate"], row["treated_mean"]),
            _mean(ctx, row["covariate"], row["control_mean"]),
            _number(ctx, row["study_balance_raw"]),
            _number(ctx, row["study_balance"]),
            _number(ctx, worst.get(row["covariate"])),
        ]
        for row in own.to_dict("records")
    ]
    if not own.empty:
        least = t.percent(cells["study_overlap"].min(), 0) if len(cells) else "–"
        overlap = t.percent(own["study_overlap"].iloc[0], 0)
        lines.append([t("study.balance.overlap"), "", "", "", overlap, least])
    apart, left = (
        int((own[measure].abs() > ALIKE).sum())
        for measure in ("study_balance_raw", "study_balance")
    )
    facts = {"apart": apart, "left": left, "n": len(own)}
    title = t("study.balance.title", **{name: t.number(value) for name, value in facts.items()})
    title = words(title, rows, t)
    columns = ("covariate", "pilots", "rest", "raw", "adjusted", "worst")
    heads = [(t(f"study.balance.{column}"), column != "covariate") for column in columns]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="balance",
        title=title,
        subtitle=t("study.balance.subtitle"),
        rows=rows,
        table=BALANCE,
        query=queries.BALANCE,
        page=PAGE,
        metrics=("study_balance", "study_balance_raw", "study_overlap"),
        view="effect",
    )


@data.drawn
def _pilots(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.figures(ctx.build_id, "study_pilot_check").sort_values("check_order")
    lines = [
        [
            _check(ctx, row),
            t.interval(
                row["study_pilot_check_low"], row["study_pilot_check_high"], "percentage_points", 1
            ),
            "–" if pd.isna(row["study_pilot_check_p"]) else t.number(row["study_pilot_check_p"], 4),
        ]
        for row in rows.to_dict("records")
    ]
    first = rows.iloc[0]
    facts = {
        "value": t.points(first["study_pilot_check"], 1),
        "range": t.interval(
            first["study_pilot_check_low"], first["study_pilot_check_high"], "percentage_points", 1
        ),
    }
    title = t("study.pilots.title", **facts)
    heads = [(t("study.pilots.check"), False), (t("study.pilots.range"), True)]
    heads += [(t("study.pilots.p"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="pilot_check",
        title=title,
        subtitle=t("study.pilots.subtitle"),
        rows=rows,
        table=CHECKS,
        page=PAGE,
        metrics=(
            *("study_pilot_check", "study_pilot_check_low"),
            *("study_pilot_check_high", "study_pilot_check_p"),
        ),
        view="claim",
    )


def _check(ctx: PageContext, row: dict[str, Any]) -> Safe:
    """Return the name of a check, and its mark where its figures are simulated."""
    mark = origin_chip(ctx.t, row["origin"]) if row["origin"] == "simulated" else ""
    return tag("span", ctx.t(f"study.pilots.{row['check_id']}"), " ", mark)


def _mean(ctx: PageContext, covariate: str, value: float) -> str:
    """Return a mean in the unit a reader knows: shares as percentages, people as people."""
    t = ctx.t
    if covariate == "size":
        return t.number(math.exp(value))
    if covariate.startswith("is_"):
        return t.percent(100 * value, 0)
    return t.percent(value, 1) if covariate == "start" else t.number(value, 1)


def _number(ctx: PageContext, value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else ctx.t.number(value, 2)
