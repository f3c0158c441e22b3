"""What can be claimed, to what grade and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.kpi import origin_chip
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

READINGS = "out_estudio__reading"
PAGE = "tendencias"


@data.drawn
def table(ctx: PageContext) -> Safe:
    """Return the card of the readings: claim, grade and reasons; simulated ones say so first.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.figures(ctx.build_id, "study_reading").sort_values("reading_order")
    lines = [
        [sentence(ctx, row), _grade(ctx, row), _reasons(ctx, row)]
        for row in rows.to_dict("records")
    ]
    made_up = rows["origin"] == "simulated"
    title = _counted(ctx, rows[~made_up]) if (~made_up).any() else ""
    apart = ""
    if made_up.any():
        text = _counted(ctx, rows[made_up], "apart" if title else "title")
        apart = words(text, rows[made_up], t)
    title, apart = title or apart, apart if title else ""
    heads = [(t(f"study.reading.{column}"), False) for column in ("claim", "grade", "reasons")]
    return html_card(
        ctx,
        tag("div", data_table(heads, lines, caption=title), class_="faro-claims"),
        name="readings",
        title=title,
        subtitle=" ".join(filter(None, [t("study.reading.subtitle"), apart and f"{apart}."])),
        rows=rows,
        table=READINGS,
        page=PAGE,
        metrics=("study_reading", "study_reading_headroom", "study_breakdown"),
    )


def _counted(ctx: PageContext, rows: pd.DataFrame, key: str = "title") -> str:
    """Return how many readings of one kind of origin reach the highest grade."""
    adjusted, all_ = int((rows["grade"] == "adjusted").sum()), ctx.t.number(len(rows))
    if not adjusted:
        return ctx.t(f"study.reading.{key}_none", all=all_)
    return ctx.t.count(f"study.reading.{key}", adjusted, all=all_)


def sentence(ctx: PageContext, row: dict[str, Any]) -> str:
    """Return a reading in the words of its grade; *Simulado* comes first where it is.

    Args:
        ctx: The page's context.
        row: A reading, its figures by their metrics.
    """
    t = ctx.t
    name, grade = row["reading_id"], row["grade"]
    if pd.isna(row["study_reading"]):
        why = "no_support" if "no_support" in str(row["reasons"]) else "no_panel"
        text = t(f"study.reading.convenio_overall.{why}")
    else:
        text = t(
            f"study.reading.{name}.{grade}",
            points=t.points(row["study_reading"], 1, signed=grade != "descriptive"),
            range=t.interval(
                row["study_reading_low"], row["study_reading_high"], "percentage_points", 1
            ),
            headroom=_headroom(ctx, row),
        )
    if row["is_scale_dependent"] is True:
        text = f"{text} {t('study.reading.depends')}"
    if grade == "adjusted" and not pd.isna(row["study_breakdown"]):
        text = f"{text} {t('study.reading.breakdown', value=t.number(row['study_breakdown'], 1))}"
    return words(text, pd.DataFrame([row]), t)


def _headroom(ctx: PageContext, row: dict[str, Any]) -> str:
    """Return a share closed, or how far two shares are apart where groups are only described."""
    value = row["study_reading_headroom"]
    if row["grade"] == "descriptive":
        return ctx.t.number(value, 1)
    return ctx.t.percent(value, 1)


def _grade(ctx: PageContext, row: dict[str, Any]) -> Safe:
    grade = tag("strong", ctx.t(f"study.grade.{row['grade']}"))
    return tag("span", grade, " ", origin_chip(ctx.t, row["origin"]))


def _reasons(ctx: PageContext, row: dict[str, Any]) -> Safe:
    reasons = [ctx.t(f"study.reason.{reason}") for reason in str(row["reasons"]).split(",")]
    return tag(
        "ul",
        *(tag("li", reason, style="font-size:inherit") for reason in reasons),
        style="margin:0;padding-left:1.1em;font-size:inherit",
    )
