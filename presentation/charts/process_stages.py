"""Where the active transparency process gets stuck, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, Recipe, empty, figure, wrapped
from presentation.charts.marks import stamp_if, words
from presentation.charts.process import (
    COLUMNS,
    LEAST,
    METRICS,
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

KINDS = (("over_pct", INK.attention), ("late_pct", INK.rest))


def stages(
    limits: pd.DataFrame,
    catalogue: pd.DataFrame,
    times: pd.DataFrame,
    *,
    t: Text,
    place: str | None = None,
    generation: str | None = None,
    review: str | None = None,
    publication: str | None = None,
) -> Chart:
    """Draw, for each stage, how often it took more than its days and how often it ended late.

    Args:
        limits: ``out_proceso__limit``.
        catalogue: ``core_proceso__stage``.
        times: ``out_proceso__bottleneck``, for the usual time of each stage.
        t: Text in the language of the reader.
        place: A municipality as ``CL-13101``; all that was delivered when it is None.
        generation: Working days given to generation; those of the data when None.
        review: The same for review.
        publication: The same for publication.
    """
    if limits.empty:
        return empty(t, limits)
    scope = "all" if place is None else place
    rows = limits[(limits["scope_id"] == scope) & (limits["scope_kind"] != "item")]
    days = given(catalogue, (generation, review, publication))
    rows = judged(rows, days)
    top = worst(rows)
    if top is None:
        return empty(t, rows)
    usual = times[times["scope_id"] == scope].set_index("stage_id")["median_days"]
    records = rows.to_dict("records")
    names = [_named(row, usual, days, t) for row in records]
    fig = _panels(rows, names, t, height=66 * len(rows) + 84)
    facts = {
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
        "days": t.count("chart.process.days", days[top["stage_id"]]),
        "n": t.number(rows["ended_count"].max()),
    }
    return Chart(
        figure=fig,
        takeaway=words(t("chart.process.takeaway", **facts), rows, t),
        subtitle=t("chart.process.subtitle", n=facts["n"]),
        alt=t("chart.process.alt", listed=listed(records, "stage", t)),
        rows=rows,
        query=query(days, f"scope_kind <> 'item' and scope_id = '{scope}'"),
    )


def _named(row: dict[str, Any], usual: pd.Series, days: dict[str, int], t: Text) -> str:
    stage = row["stage_id"]
    median = usual.get(stage)
    typical = t("word.few") if median is None or pd.isna(median) else t.number(median, 0)
    detail = t("chart.process.stage", days=t.number(days[stage]), median=typical)
    return f"{t.pick(row, 'stage')}<br>{wrapped(detail, 20)}"


def _panels(rows: pd.DataFrame, names: Sequence[str], t: Text, *, height: int) -> Any:
    fig = figure(height=height, t=t, barmode="overlay", bargap=0.5)
    start = 0.0
    for column, colour in KINDS:
        known = rows[rows[column].notna()]
        bars(fig, known, [names[at] for at in range(len(known))], start, column, t, colour)
        head(fig, start, wrapped(t(f"chart.process.{column.removesuffix('_pct')}"), 15))
        start += max([*known[column], LEAST]) + ROOM
    frame(fig, start)
    fig.update_layout(margin_t=58)
    stamp_if(fig, rows, t)
    return fig


RECIPE = Recipe(
    id="process_stages",
    draw=stages,
    tables=("out_proceso__limit", "core_proceso__stage", "out_proceso__bottleneck"),
    columns=COLUMNS,
    metrics=METRICS,
    origin="computed",
    needs="deliveries",
)
