"""Estimates from a delivered sample: the universe and each stratum with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, log10
from typing import Any

import pandas as pd

from presentation import formats as fmt
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.sheet import Look
from presentation.words import Text


def estimate(rows: pd.DataFrame, *, t: Text, estimate_id: str | None = None) -> Chart:
    """Draw the estimate of the universe and of each stratum, with their intervals.

    Args:
        rows: ``out_muestra__estimate``.
        t: Text in the language of the reader.
        estimate_id: Which measure of which sample; the first one when it is None.

    Raises:
        ValueError: There is no such estimate.
    """
    if rows.empty:
        return empty(t, rows)
    own = rows[rows["estimate_id"] == (estimate_id or rows["estimate_id"].iloc[0])]
    own = own[own["statistic"] != "total"].sort_values("stratum_order", kind="stable")
    if own.empty:
        raise ValueError(f"no estimate {estimate_id}")
    records = own.to_dict("records")
    whole, labels = records[0], [str(t.pick(row, "label")) for row in records]
    names = [wrapped(label, 28) for label in labels]
    known = own[own["estimate"].notna()]
    ends = pd.concat([known[name] for name in ("low", "high", "estimate")]).dropna()
    low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)
    reach = (high - low) or abs(high) / 10 or 1.0  # one answer alone has no width of its own
    fig = figure(own, height=44 * len(own) + 80, t=t)
    for name, row in zip(names, records, strict=True):
        colour = INK.country if row["stratum_id"] == "all" else INK.pilot
        text = estimate_text(row, t, "<br>")
        if fmt.is_missing(row["estimate"]):
            fig.note(low, name, text, xanchor="left")
            continue
        if not fmt.is_missing(row["low"]):
            fig.line([row["low"], row["high"]], [name, name], colour, "interval", width=3)
        fig.dots([row["estimate"]], [name], colour, "estimate", size=11, hover=text)
        fig.beside(high + reach * 0.06, name, text, shift=0)
    is_share = whole["statistic"] == "proportion"
    along: Look = {"range": [low - reach * 0.06, high + reach * 0.75], "tickvals": ticks(low, high)}
    along |= {"ticksuffix": fig.percent if is_share else ""}
    fig.update_xaxes(**along, showgrid=True, gridcolor=INK.hairline)
    order = {"type": "category", "categoryorder": "array", "categoryarray": names[::-1]}
    fig.names(size=12, standoff=None, range=[-0.6, len(names) - 0.4], **order)
    pairs = zip(labels, records, strict=True)
    counts = {name: t.number(whole[name]) for name in ("answers", "sampled", "universe")}
    kind = "proportion" if is_share else "mean"
    listed = "; ".join(f"{label}: {estimate_text(row, t)}" for label, row in pairs)
    subtitle = t(f"chart.sample_estimate.subtitle_{kind}", **counts)
    return worded(
        fig,
        own,
        t,
        "chart.sample_estimate",
        takeaway=takeaway(whole, t),
        subtitle=subtitle,
        listed=listed,
    )


def ticks(low: float, high: float) -> list[float]:
    """Return round places between two ends, six at most.

    Args:
        low: The lower end.
        high: The higher one.
    """
    exact = (high - low) / 5 or 1.0
    size = 10.0 ** floor(log10(exact))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= exact)
    first, last = ceil(low / step), floor(high / step)
    return [round(multiple * step, 10) for multiple in range(first, last + 1)]


def takeaway(row: Mapping[Any, Any], t: Text) -> str:
    """Return what an estimate of the universe says, in a sentence.

    Args:
        row: A row of ``out_muestra__estimate``.
        t: Text in the language of the reader.
    """
    key, facts = "chart.sample_estimate.takeaway", {"measure": row["measure"]}
    if fmt.is_missing(row["estimate"]):
        return t(f"{key}_none", **facts)
    value, low, high = (written(row, row[end], t) for end in ("estimate", "low", "high"))
    if fmt.is_missing(row["low"]):
        return t(f"{key}_point", value=value, **facts)
    return t(key, value=value, low=low, high=high, **facts)


def estimate_text(row: Mapping[Any, Any], t: Text, join: str = " ") -> str:
    """Return an estimate with its interval, or why there is none.

    Args:
        row: A row of ``out_muestra__estimate``.
        t: Text in the language of the reader.
        join: What stands between estimate and interval.
    """
    if fmt.is_missing(row["estimate"]):
        return t("chart.sample_estimate.none", n=t.number(row["answers"]))
    value = written(row, row["estimate"], t)
    if fmt.is_missing(row["low"]):
        return t("chart.sample_estimate.point", value=value)
    return f"{value}{join}({written(row, row['low'], t)} – {written(row, row['high'], t)})"


def written(row: Mapping[Any, Any], value: object, t: Text) -> str:
    """Return a value in its unit: a percentage for a proportion, else a number.

    Args:
        row: A row of ``out_muestra__estimate``.
        value: In the unit of the row.
        t: Text in the language of the reader.
    """
    return t.percent(value, 1) if row["statistic"] == "proportion" else t.number(value, 1)


RECIPE = recipe(
    "sample_estimate",
    estimate,
    tables="out_muestra__estimate",
    columns="label estimate low high answers universe origin",
    metrics="sample_estimate sample_estimate_low sample_estimate_high sample_answers",
    origin="delivered",
    needs="deliveries",
)
