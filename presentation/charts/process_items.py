"""Where the active transparency process gets stuck, item by item and stage by stage."""

from __future__ import annotations

import pandas as pd

from presentation.charts import panels, process
from presentation.charts.base import Chart, empty, figure, recipe, worded
from presentation.words import Text

SHORT = 23


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
    fig = figure(rows, height=31 * len(order) + 78, t=t, barmode="overlay", bargap=0.4)
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
    labels = [_short(f"{row['item_id']} {t.pick(row, 'item')}") for row in order]
    panels.frame(fig, start, 50, tickvals=list(place.values()), ticktext=labels)
    facts = {
        "item": f"{top['item_id']} {t.pick(top, 'item')}",
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
    }
    listed = process.listed(rows.to_dict("records"), "item", t)
    query = process.query(days, "scope_kind = 'item'")
    return worded(fig, rows, t, "chart.process_items", query=query, listed=listed, **facts)


def _short(name: str) -> str:
    """Return a name cut to fit a phone; the table twin has it whole."""
    return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"


RECIPE = recipe(
    "process_items",
    items,
    tables="out_proceso__limit core_proceso__stage out_proceso__item",
    columns=f"scope_id {process.COLUMNS}",
    metrics=process.METRICS,
    origin="computed",
    needs="deliveries",
)
