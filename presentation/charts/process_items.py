"""Where the active transparency process gets stuck, item by item."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import Chart, Recipe, empty, figure, note
from presentation.charts.marks import stamp_if, words
from presentation.charts.process import (
    COLUMNS,
    LEAST,
    METRICS,
    ORDER,
    ROOM,
    bars,
    frame,
    given,
    head,
    judged,
    listed,
    query,
    worst,
)
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
    days = given(catalogue, (generation, review, publication))
    rows = judged(limits[limits["scope_kind"] == "item"], days)
    rows = rows.merge(named[["item_id", "item_order", "item_es", "item_en"]], left_on="scope_id",
                      right_on="item_id").sort_values(["item_order", "stage_order"])  # fmt: skip
    top = worst(rows)
    if top is None:
        return empty(t, rows)
    order = rows.drop_duplicates("item_id").to_dict("records")
    place = {row["item_id"]: at for at, row in enumerate(order)}
    labels = [_short(f"{row['item_id']} {t.pick(row, 'item')}") for row in order]
    fig = figure(height=31 * len(order) + 78, t=t, barmode="overlay", bargap=0.4)
    start = 0.0
    for stage in ORDER:
        own = rows[rows["stage_id"] == stage]
        if own.empty:
            continue  # nobody delivered this stage: no panel is better than an empty one
        known = own[own["over_pct"].notna()]
        bars(fig, known, [place[item_id] for item_id in known["item_id"]], start, "over_pct", t)
        for row in own[own["over_pct"].isna()].to_dict("records"):
            note(fig, start, place[row["item_id"]], t("word.few"), xanchor="left", xshift=3)
        name = t.pick(own.iloc[0], "stage")
        title = f"<b>{name}</b><br>{t('chart.process_items.over', days=t.number(days[stage]))}"
        head(fig, start, title)
        start += max([*known["over_pct"], LEAST]) + ROOM
    frame(fig, start, tickvals=list(place.values()), ticktext=labels)
    fig.update_layout(margin_t=50)
    stamp_if(fig, rows, t)
    facts = {
        "item": f"{top['item_id']} {t.pick(top, 'item')}",
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
    }
    return Chart(
        figure=fig,
        takeaway=words(t("chart.process_items.takeaway", **facts), rows, t),
        subtitle=t("chart.process_items.subtitle"),
        alt=t("chart.process_items.alt", listed=listed(rows.to_dict("records"), "item", t)),
        rows=rows,
        query=query(days, "scope_kind = 'item'"),
    )


def _short(name: str) -> str:
    """Return a name cut to fit a phone; the table twin has it whole."""
    return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"


RECIPE = Recipe(
    id="process_items",
    draw=items,
    tables=("out_proceso__limit", "core_proceso__stage", "out_proceso__item"),
    columns=("scope_id", *COLUMNS),
    metrics=METRICS,
    origin="computed",
    needs="deliveries",
)
