"""What an instrument of diagnosis asks, and what to deliver when nothing has been."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import card_head
from presentation.cards.cite import Cite
from presentation.cards.exact import exact
from presentation.cards.taking import take_away
from presentation.context import PageContext
from presentation.links import template_link
from presentation.markup.html import LIVE, Safe, emphasised, join, tag
from presentation.markup.tables import data_table, folded, linked

ASKED, LEVELS = "core_diagnostico__question", "core_diagnostico__level"
INSTRUMENTS = "core_diagnostico__instrument"
PAGE = KIND = "diagnostico"


@data.drawn
def asks(ctx: PageContext, instrument_id: str, with_template: bool) -> Safe:
    """Return what an instrument asks: tools, weights, questions and their levels.

    Args:
        ctx: The page's context.
        instrument_id: The instrument.
        with_template: Whether its workbook is offered too.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, ASKED, instrument_id=instrument_id)
    about = data.table(ctx.build_id, INSTRUMENTS, instrument_id=instrument_id).iloc[0]
    rows = rows.sort_values("question_order").assign(version_id=about["version_id"])
    scored = rows[rows["tool_id"].notna()]
    lines = [
        [
            t.pick(part.iloc[0], "dimension"),
            linked(t, part.iloc[0].to_dict(), f"tool_{t.lang}"),
            t.number(part["tool_weight"].iloc[0], 2).rstrip("0").rstrip(",."),
            t.number(len(part)),
        ]
        for _, part in scored.groupby("tool_id", sort=False)
    ]
    keys = (("asks_dimension", False), ("tool", False), ("asks_weight", True))
    heads = [*((t(f"diagnostico.{k}"), num) for k, num in keys)]
    heads.append((t("diagnostico.asks_questions"), True))
    counts = {"tools": t.number(scored["tool_id"].nunique()), "n": t.number(len(rows))}
    title = t("diagnostico.asks_title", **counts)
    chosen = {"instrument_id": instrument_id}
    cite = Cite(title, exact(ctx.build, {ASKED: rows}), PAGE, chosen, card="asks")
    return join(
        [
            card_head(title, t("diagnostico.asks_subtitle")),
            tag("p", t.pick(about, "note"), class_="faro-source"),
            data_table(heads, lines, caption=title),
            folded(t("diagnostico.asks_all", n=counts["n"]), _questions(ctx, rows)),
            tag("p", t("diagnostico.how"), class_="faro-source"),
            template(ctx, str(about["family"])) if with_template else "",
            tag("p", t("diagnostico.asks_source", build=ctx.build_id), class_="faro-source"),
            take_away(ctx, table=ASKED, rows=rows, cite=cite),
        ]
    )


def _questions(ctx: PageContext, rows: pd.DataFrame) -> Safe:
    t = ctx.t
    levels = data.table(ctx.build_id, LEVELS).sort_values(["scale", "level"])
    scales = {
        scale: " · ".join(f"{row['level']} {t.pick(row, 'label')}" for row in part)
        for scale, frame in levels.groupby("scale")
        for part in [frame.to_dict("records")]
    }
    heads = [(t(f"diagnostico.{key}"), False) for key in ("tool", "question", "levels")]
    section = t("diagnostico.ladder_section")
    lines = [
        [
            linked(t, row, f"tool_{t.lang}") if pd.notna(row["tool_id"]) else section,
            t.pick(row, "question"),
            scales[row["scale"]],
        ]
        for row in rows.to_dict("records")
    ]
    return data_table(heads, lines, caption=t("diagnostico.asks_questions"))


def template(ctx: PageContext, family: str) -> Safe:
    """Return the links to the workbook of an instrument and to the table of many diagnoses.

    Args:
        ctx: The page's context.
        family: The family of its deliveries.
    """
    t = ctx.t
    workbook = template_link(KIND, model=family, lang=ctx.lang)
    return tag(
        "p",
        tag("a", t("diagnostico.workbook"), href=workbook, download=True),
        " · ",
        tag("a", t("diagnostico.long_form"), href=template_link(KIND), download=True),
    )


def awaiting(ctx: PageContext, instrument_id: str) -> Safe:
    """Return what to deliver, with the workbook of the instrument chosen.

    Args:
        ctx: The page's context.
        instrument_id: The instrument.
    """
    t = ctx.t
    about = data.table(ctx.build_id, INSTRUMENTS, instrument_id=instrument_id).iloc[0]
    return join(
        [
            card_head(t("delivered.none"), t("diagnostico.deliver")),
            tag("p", emphasised(t("delivered.how")), class_=f"faro-empty {LIVE}"),
            template(ctx, str(about["family"])),
        ]
    )
