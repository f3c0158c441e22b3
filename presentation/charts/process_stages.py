"""Where the active transparency process gets stuck, stage by stage."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts import panels, process
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.words import Text


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
    days = process.given(catalogue, (generation, review, publication))
    rows = process.judged(rows, days)
    top = process.worst(rows)
    if top is None:
        return empty(t, rows)
    usual = times[times["scope_id"] == scope].set_index("stage_id")["median_days"]
    records = rows.to_dict("records")
    names = [_named(row, usual, days, t) for row in records]
    fig = figure(rows, height=66 * len(rows) + 84, t=t, barmode="overlay", bargap=0.5)
    start = 0.0
    for kind, colour in (("over", INK.attention), ("late", INK.rest)):
        known = rows[rows[f"{kind}_pct"].notna()]
        panels.head(fig, start, wrapped(t(f"chart.process.{kind}"), 15))
        places = names[: len(known)]
        start = process.panel(fig, known, places, start, f"{kind}_pct", t, colour)
    panels.frame(fig, start, 58)
    facts = {
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
        "days": t.count("chart.process.days", days[top["stage_id"]]),
        "n": t.number(rows["ended_count"].max()),
    }
    query = process.query(days, f"scope_kind <> 'item' and scope_id = '{scope}'")
    listed = process.listed(records, "stage", t)
    return worded(fig, rows, t, "chart.process", query=query, listed=listed, **facts)


def _named(row: dict[str, Any], usual: pd.Series, days: dict[str, int], t: Text) -> str:
    median = usual.get(row["stage_id"])
    typical = t("word.few") if median is None or pd.isna(median) else t.number(median, 0)
    detail = t("chart.process.stage", days=t.number(days[row["stage_id"]]), median=typical)
    return f"{t.pick(row, 'stage')}<br>{wrapped(detail, 20)}"


RECIPE = recipe(
    "process_stages",
    stages,
    tables="out_proceso__limit core_proceso__stage out_proceso__bottleneck",
    columns=process.COLUMNS,
    metrics=process.METRICS,
    origin="computed",
    needs="deliveries",
)
