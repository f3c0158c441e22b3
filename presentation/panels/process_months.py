"""A municipality's log month by month: what was published in time, and which stage held it up."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.delivered import chips
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.panels.proceso_ta import LOG, PAGE, STAGES


@data.drawn
def months(ctx: PageContext, cut: str) -> Safe:
    """Return the months of the log of a municipality, newest first; nothing where it has none.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t, rows = ctx.t, data.figures(ctx.build_id, "process_on_time", country="CL", code=cut)
    if rows.empty:
        return tag("p", t("proceso.no_log"), class_="faro-empty")
    rows = rows.sort_values(["year", "month"], ascending=False)
    stages = data.table(ctx.build_id, STAGES).set_index("stage_id")[f"name_{t.lang}"]
    known = rows[rows["process_on_time"].notna()]
    name = str(rows["municipality"].iloc[0])
    title = t("proceso.months.title_none", municipality=name, n=t.number(len(rows)))
    if not known.empty:
        last = known.iloc[0]
        share, month = t.percent(last["process_on_time"], 1), _month(ctx, last)
        title = t("proceso.months.title", municipality=name, share=share, month=month)
    keys = ("month", "deadline", "items", "on_time", "share", "slowest")
    heads = [(t(f"proceso.months.{key}"), key in ("items", "on_time", "share")) for key in keys]
    lines = [
        [
            _month(ctx, row),
            t.date(row["deadline"]),
            t.number(row["item_count"]),
            t.number(row["on_time_items"]),
            t.percent(row["process_on_time"], 1),
            stages.get(row["slowest_stage_id"], t("proceso.months.none")),
        ]
        for row in rows.to_dict("records")
    ]
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title),
        name="months",
        title=words(title, rows, t),
        subtitle=t("proceso.months.subtitle"),
        rows=rows,
        table=LOG,
        page=PAGE,
        metrics=("process_on_time",),
        cut=cut,
    )


def _month(ctx: PageContext, row: dict | pd.Series) -> str:
    month = ctx.t(f"month.{int(row['month'])}")
    return f"{month} {int(row['year'])}"
