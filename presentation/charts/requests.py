"""Access requests: how many were closed in time, month by month, and how long stages take."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from presentation.charts import gantt
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.words import Text

STATES = (("in_time", INK.pilot), ("late", INK.rest))


def months(rows: pd.DataFrame, *, t: Text, place: str | None = None) -> Chart:
    """Draw the requests closed each month, those in time apart from those that were not.

    Args:
        rows: ``out_solicitudes__municipality_month``.
        t: Text in the language of the reader.
        place: A municipality as ``CL-13101``; all that was delivered when it is None.
    """
    known = rows[rows["in_time_count"].notna() & rows["closed_count"].notna()]
    if place is not None:
        known = known[known["country"] + "-" + known["code"] == place]
    if known.empty or not known["closed_count"].sum():
        return empty(t, rows)
    counts = ["closed_count", "in_time_count"]
    own = known.groupby(["year", "month"], as_index=False)[counts].sum()
    own = own.sort_values(["year", "month"])
    own = own.assign(late=own["closed_count"] - own["in_time_count"], in_time=own["in_time_count"])
    fig = figure(known, height=320, t=t, barmode="stack", bargap=0.25)
    for name, colour in STATES:
        hover = f"{t(f'chart.requests.{name}')}: %{{y}}"
        fig.columns(range(len(own)), own[name], colour, name, hover=hover)
    januaries = [at for at, month in enumerate(own["month"]) if month == 1]
    ticks = januaries if len(januaries) > 1 else list(range(len(own)))
    ticks = ticks[:: math.ceil(len(ticks) / 6)]
    when = [gantt.short(int(row.year) * 12 + int(row.month) - 1, t) for row in own.itertuples()]
    fig.update_xaxes(tickvals=ticks, ticktext=[when[tick] for tick in ticks])
    fig.update_yaxes(rangemode="tozero", tickformat=",d")
    shares = own.assign(share=100 * own["in_time"] / own["closed_count"])
    usual = shares["closed_count"] >= shares["closed_count"].median() / 2  # a few say little
    low = shares[usual].sort_values("share").iloc[0]
    places = known[["country", "code"]].drop_duplicates().shape[0]
    facts = {
        "share": t.percent(100 * own["in_time"].sum() / own["closed_count"].sum(), 1),
        "n": t.number(own["closed_count"].sum()),
        "places": t.count("chart.requests.places", places),
        "month": t.date(f"{int(low['year'])}-{int(low['month']):02d}"),
        "low": t.percent(low["share"], 1),
    }
    shown = known.sort_values(["country", "code", "year", "month"])
    return worded(fig, shown, t, "chart.requests", **facts)


def stages(rows: pd.DataFrame, *, t: Text, place: str | None = None) -> Chart:
    """Draw the median working days of each stage, and what one in ten exceeds.

    Args:
        rows: ``out_solicitudes__stage_time``.
        t: Text in the language of the reader.
        place: A municipality as ``CL-13101``; the country when it is None.
    """
    own = rows[rows["scope_id"] == (place or "CL")].sort_values("stage_order")
    known = own[own["median_days"].notna()]
    if known.empty:
        return empty(t, rows)
    records = known.to_dict("records")
    names = [wrapped(t.pick(row, "stage"), 18) for row in records]
    fig = figure(known, height=58 * len(known) + 40, t=t, barmode="overlay", bargap=0.4)
    fig.bars(known["slow_days"], names, INK.sunken, "slow", simulated=False)
    fig.bars(known["median_days"], names, INK.pilot, "median")
    for name, row in zip(names, records, strict=True):
        end = max(row["median_days"], row["slow_days"])
        fig.beside(end, name, _days(row, t, "mark"), shift=5)
    fig.bare(float(known["slow_days"].max()) * 1.4 + 1)
    fig.update_yaxes(autorange="reversed", showgrid=False, ticklabelstandoff=6)
    top = max(records, key=lambda row: row["median_days"])
    facts = {"stage": t.pick(top, "stage").lower(), "days": t.number(top["median_days"], 1)}
    listed = "; ".join(f"{t.pick(row, 'stage')}: {_days(row, t, 'label')}" for row in records)
    return worded(fig, known, t, "chart.request_stages", listed=listed, **facts)


def _days(row: dict[str, Any], t: Text, how: str) -> str:
    days, slow = t.number(row["median_days"], 1), t.number(row["slow_days"], 1)
    return t(f"chart.request_stages.{how}", days=days, slow=slow)


MONTHS = recipe(
    "requests_months",
    months,
    tables="out_solicitudes__municipality_month",
    columns="municipality year month received_count closed_count in_time_count",
    metrics="requests_month_received requests_month_closed requests_month_in_time",
    origin="computed",
    needs="deliveries",
)
STAGES = recipe(
    "request_stages",
    stages,
    tables="out_solicitudes__stage_time",
    columns="scope_id stage request_count median_days slow_days",
    metrics="requests_stage_days requests_slow_days",
    origin="computed",
    needs="deliveries",
)
