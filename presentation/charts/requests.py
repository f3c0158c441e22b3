"""Access requests: how many were closed in time, month by month, and how long stages take."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import bar, is_simulated, stamp_if, words
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
    summed = known.groupby(["year", "month"], as_index=False)[["closed_count", "in_time_count"]]
    own = summed.sum().sort_values(["year", "month"])
    own = own.assign(late=own["closed_count"] - own["in_time_count"], in_time=own["in_time_count"])
    when = [f"{int(m):02d}-{int(y)}" for y, m in zip(own["year"], own["month"], strict=True)]
    places = list(range(len(own)))
    simulated = is_simulated(known)
    fig = figure(height=320, t=t, barmode="stack", bargap=0.25)
    for name, colour in STATES:
        fig.add_bar(
            x=places,
            y=own[name].tolist(),
            marker=bar(colour, simulated=simulated),
            hovertemplate=f"{t(f'chart.requests.{name}')}: %{{y}}<extra></extra>",
            meta=name,
        )
    januaries = [at for at, month in enumerate(own["month"]) if month == 1]
    marked = januaries if len(januaries) > 1 else places
    shown = marked[:: math.ceil(len(marked) / 6)]
    fig.update_xaxes(tickvals=shown, ticktext=[when[place] for place in shown])
    fig.update_yaxes(rangemode="tozero", tickformat=",d")
    share = 100 * own["in_time"].sum() / own["closed_count"].sum()
    shares = own.assign(share=100 * own["in_time"] / own["closed_count"])
    usual = shares["closed_count"] >= shares["closed_count"].median() / 2  # a few say little
    low = shares[usual].sort_values("share").iloc[0]
    facts = {
        "share": t.percent(share, 1),
        "n": t.number(own["closed_count"].sum()),
        "places": t.count(
            "chart.requests.places", known[["country", "code"]].drop_duplicates().shape[0]
        ),
        "month": t.date(f"{int(low['year'])}-{int(low['month']):02d}"),
        "low": t.percent(low["share"], 1),
    }
    stamp_if(fig, known, t)
    return Chart(
        figure=fig,
        takeaway=words(t("chart.requests.takeaway", **facts), known, t),
        subtitle=t("chart.requests.subtitle", **facts),
        alt=t("chart.requests.alt", **facts),
        rows=known.sort_values(["country", "code", "year", "month"]),
    )


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
    simulated = is_simulated(known)
    fig = figure(height=58 * len(known) + 40, t=t, barmode="overlay", bargap=0.4)
    fig.add_bar(
        orientation="h",
        x=known["slow_days"].tolist(),
        y=names,
        marker={"color": INK.sunken},
        hoverinfo="skip",
        meta="slow",
    )
    fig.add_bar(
        orientation="h",
        x=known["median_days"].tolist(),
        y=names,
        marker=bar(INK.pilot, simulated=simulated),
        hoverinfo="skip",
        meta="median",
    )
    for name, row in zip(names, records, strict=True):
        place_of: dict[str, Any] = {"xanchor": "left", "xshift": 5, "colour": INK.ink}
        end = max(row["median_days"], row["slow_days"])
        note(fig, end, name, _said(row, t, "mark"), **place_of)
    fig.update_xaxes(visible=False, range=[0, float(known["slow_days"].max()) * 1.4 + 1])
    fig.update_yaxes(autorange="reversed", showgrid=False, ticklabelstandoff=6)
    stamp_if(fig, known, t)
    top = max(records, key=lambda row: row["median_days"])
    listed = "; ".join(f"{t.pick(row, 'stage')}: {_said(row, t)}" for row in records)
    takeaway = t(
        "chart.request_stages.takeaway",
        stage=t.pick(top, "stage").lower(),
        days=t.number(top["median_days"], 1),
    )
    return Chart(
        figure=fig,
        takeaway=words(takeaway, known, t),
        subtitle=t("chart.request_stages.subtitle"),
        alt=t("chart.request_stages.alt", listed=listed),
        rows=known,
    )


def _said(row: dict[str, Any], t: Text, how: str = "label") -> str:
    return t(
        f"chart.request_stages.{how}",
        days=t.number(row["median_days"], 1),
        slow=t.number(row["slow_days"], 1),
    )


MONTHS = Recipe(
    id="requests_months",
    draw=months,
    tables=("out_solicitudes__municipality_month",),
    columns=("municipality", "year", "month", "received_count", "closed_count", "in_time_count"),
    metrics=("requests_month_received", "requests_month_closed", "requests_month_in_time"),
    origin="computed",
    needs="deliveries",
)
STAGES = Recipe(
    id="request_stages",
    draw=stages,
    tables=("out_solicitudes__stage_time",),
    columns=("scope_id", "stage", "request_count", "median_days", "slow_days"),
    metrics=("requests_stage_days", "requests_slow_days"),
    origin="computed",
    needs="deliveries",
)
