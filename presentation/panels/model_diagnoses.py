"""The diagnoses of a model country by country: the same instrument, side by side."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.delivered import chips
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe
from presentation.markup.tables import data_table

GROUPS, INSTRUMENTS = "out_diagnostico__group", "core_diagnostico__instrument"
PAGE = "modelos"


@data.drawn
def by_country(ctx: PageContext, model: str) -> Safe | None:
    """Return the mean of each country before and after; None where no diagnosis is delivered.

    Args:
        ctx: The page's context.
        model: Id of the model.
    """
    t = ctx.t
    known = data.table(ctx.build_id, INSTRUMENTS, model_id=model).set_index("instrument_id")
    rows = data.figures(ctx.build_id, "diagnosis_group_change", group_kind="country", part="total")
    rows = rows[rows["instrument_id"].isin(known.index)].sort_values(["instrument_id", "country"])
    if rows.empty:
        return None
    lines = [
        [
            t.country(row["country"]),
            str(known.loc[row["instrument_id"], f"name_{ctx.lang}"]),
            *(_mean(ctx, row, moment) for moment in ("before", "after")),
            t.points(row["diagnosis_group_change"], 1),
        ]
        for row in rows.to_dict("records")
    ]
    keys = (("country", False), ("instrument", False), ("before", True), ("after", True))
    heads = [(t(f"modelos.diagnosed.{key}"), num) for key, num in (*keys, ("change", True))]
    title = t.count("modelos.diagnosed.title", rows["country"].nunique())
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title),
        name="diagnosed",
        title=words(title, rows, t),
        subtitle=t("modelos.diagnosed.subtitle"),
        rows=rows,
        table=GROUPS,
        page=PAGE,
        model=model,
    )


def _mean(ctx: PageContext, row: dict, moment: str) -> str:
    n, mean = row[f"{moment}_n"], row[f"diagnosis_group_{moment}_mean"]
    return f"{ctx.t.percent(mean, 1)} (n = {ctx.t.number(n)})"
