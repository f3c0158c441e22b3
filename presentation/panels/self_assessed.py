"""What a municipality scores itself with the instrument of 2025, and what mending is worth."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.methods.questionnaires.instrument_2025 import answers_of, instrument
from presentation import data
from presentation.cards.cards import card, html_card
from presentation.cards.exact import exact
from presentation.choices import self_assessment
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

SCORES, ITEMS = "out_autoevaluacion__score", "out_instrumento__item"
ANSWERS = "core_autoevaluacion__answer"
SHOWN = 10


def section(ctx: PageContext, cut: str) -> None:
    """Show the last self-assessment delivered of a municipality; nothing where there is none.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    if not data.table(ctx.build_id, SCORES, cut=cut).empty:
        card("self_assessed", worth(ctx, cut))


@data.drawn
def worth(ctx: PageContext, cut: str) -> Safe:
    """Return the total of the last self-assessment, and the items worth most, the first first.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, SCORES, cut=cut)
    rows = rows[rows["assessed_on"] == rows["assessed_on"].max()]
    items = data.table(ctx.build_id, ITEMS).set_index("item_id")
    total = rows.loc[rows["part"] == "total", "score_pct"].iloc[0]
    gains = rows[rows["gain_pts"].notna()].sort_values(
        ["gain_pts", "part_id"], ascending=[False, True]
    )
    reached = total + gains["gain_pts"].cumsum()
    title = t(
        "self_assessed.title",
        score=t.percent(total, 1),
        day=t.date(rows["assessed_on"].iloc[0]),
    )
    lines = [
        [
            items.loc[row["part_id"], "item_es"],
            items.loc[row["part_id"], "materia_es"],
            t.percent(row["score_pct"], 1),
            t.points(row["gain_pts"], 2),
            t.percent(after, 1),
        ]
        for row, after in zip(gains.head(SHOWN).to_dict("records"), reached, strict=False)
    ]
    heads = ("item", "materia", "score", "gain", "after")
    return html_card(
        ctx,
        data_table(
            [(t(f"self_assessed.{head}"), at > 1) for at, head in enumerate(heads)],
            lines,
            caption=title,
        ),
        _again(ctx, cut, rows["assessed_on"].iloc[0]),
        name="self_assessed",
        title=title,
        subtitle=t("self_assessed.subtitle"),
        rows=rows,
        table=SCORES,
        query=exact(
            ctx.build, {SCORES: pd.concat([rows[rows["part"] == "total"], gains.head(SHOWN)])}
        ),
        page="municipio",
        cut=cut,
    )


def _again(ctx: PageContext, cut: str, day: Any) -> Safe:
    """Return the link that opens the answers on their page, to go on from them."""
    asks = instrument(data.table(ctx.build_id, ITEMS))
    given = data.table(ctx.build_id, ANSWERS, cut=cut, assessed_on=day).to_dict("records")
    answers = self_assessment.write(asks, answers_of(given))
    href = address(ctx, "autoevaluacion", answers=answers, cut=cut)
    return tag("p", tag("a", ctx.t("self_assessed.again"), href=href, target="_self"))
