"""Where the active transparency process gets stuck, item by item and stage by stage."""

from __future__ import annotations

import pandas as pd

from presentation.charts import panels, process
from presentation.charts.base import Chart, empty, figure, recipe, worded, wrapped
from presentation.words import Text

SHORT, LINE = 23, 14  # letters of a name and pixels of a line of it, on a phone


def items(
    limits: pd.DataFrame,
    catalogue: pd.DataFrame,
    named: pd.DataFrame,
    *,
    t: Text,
    generation: str | None = None,
    review: str | None = None,
    publication: str | None = None,
) -> Chart:
    """Draw, for each item, how often each stage took more than its days.

    Args:
        limits: ``out_proceso__limit``.
        catalogue: ``core_proceso__stage``.
        named: ``out_proceso__item``, for names and order.
        t: Text in the language of the reader.
        generation: Working days given to generation; those of the data when None.
        review: The same for review.
        publication: The same for publication.
    """
    if limits.empty:
        return empty(t, limits)
    days = process.given(catalogue, (generation, review, publication))
    rows = process.judged(limits[limits["scope_kind"] == "item"], days)
    names = named[["item_id", "item_order", "item_es", "item_en"]]
    rows = rows.merge(names, left_on="scope_id", right_on="item_id")
    rows = rows.sort_values(["item_order", "stage_order"])
    top = process.worst(rows)
    if top is None:
        return empty(t, rows)
    order = rows.drop_duplicates("item_id").to_dict("records")
    place = {row["item_id"]: at for at, row in enumerate(order)}
    labels = [wrapped(f"{row['item_id']} {t.pick(row, 'item')}", SHORT) for row in order]
    lines = max(label.count("<br>") + 1 for label in labels)
    line = max(31, LINE * lines + 3)
    fig = figure(rows, height=line * len(order) + 78, t=t, barmode="overlay", bargap=0.4)
    start = 0.0
    for stage, own in ((stage, rows[rows["stage_id"] == stage]) for stage in process.ORDER):
        if own.empty:
            continue  # nobody delivered this stage: no panel is better than an empty one
        name = t.pick(own.iloc[0], "stage")
        over = t("chart.process_items.over", days=t.number(days[stage]))
        panels.head(fig, start, f"<b>{name}</b><br>{over}")
        known = own["over_pct"].notna()
        for item_id in own.loc[~known, "item_id"]:
            fig.note(start, place[item_id], t("word.few"), xanchor="left", xshift=3)
        places = own.loc[known, "item_id"].map(place)
        start = process.panel(fig, own[known], places, start, "over_pct", t)
    panels.frame(fig, start, 50, tickvals=list(place.values()), ticktext=labels)
    facts = {
        "item": f"{top['item_id']} {t.pick(top, 'item')}",
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
    }
    listed = process.listed(rows.to_dict("records"), "item", t)
    query = process.query(days, "scope_kind = 'item'")
    return worded(fig, rows, t, "chart.process_items", query=query, listed=listed, **facts)


RECIPE = recipe(
    "process_items",
    items,
    tables="out_proceso__limit core_proceso__stage out_proceso__item",
    columns=f"scope_id {process.COLUMNS}",
    metrics=process.METRICS,
    origin="computed",
    needs="deliveries",
)
