"""Estimates from a delivered sample: the universe and each stratum with its interval."""

from __future__ import annotations

from math import ceil, floor, log10

import pandas as pd
import plotly.graph_objects as go

from presentation import formats as fmt
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign, wrapped
from presentation.charts.marks import is_simulated, line, stamp_if, words
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
    own = own[own["statistic"] != "total"]
    if own.empty:
        raise ValueError(f"no estimate {estimate_id}")
    own = own.sort_values("stratum_order", kind="stable")
    whole, simulated = own.iloc[0], is_simulated(own)
    is_share = whole["statistic"] == "proportion"
    labels = [str(t.pick(row, "label")) for row in own.to_dict("records")]
    names = [wrapped(label, 28) for label in labels]
    known = own[own["estimate"].notna()]
    ends = known[["low", "high", "estimate"]].to_numpy().ravel()
    ends = ends[~pd.isna(ends)]
    low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)
    reach = (high - low) or abs(high) / 10 or 1.0  # one answer alone has no width of its own
    fig = figure(height=44 * len(own) + 80, t=t)
    for name, row in zip(names, own.to_dict("records"), strict=True):
        colour = INK.country if row["stratum_id"] == "all" else INK.pilot
        text = estimate_text(row, t, "<br>")
        if fmt.is_missing(row["estimate"]):
            note(fig, low, name, text, xanchor="left")
            continue
        if not fmt.is_missing(row["low"]):
            fig.add_trace(
                go.Scatter(
                    x=[row["low"], row["high"]],
                    y=[name, name],
                    mode="lines",
                    line=line(colour, 3, simulated=simulated),
                    hoverinfo="skip",
                    meta="interval",
                )
            )
        fig.add_trace(
            go.Scatter(
                x=[row["estimate"]],
                y=[name],
                mode="markers",
                marker={
                    "symbol": "circle-open" if simulated else "circle",
                    "color": colour,
                    "size": 11,
                    "line": {"color": colour, "width": 2},
                },
                hovertemplate=f"{text}<extra></extra>",
                meta="estimate",
            )
        )
        note(fig, high + reach * 0.06, name, text, xanchor="left", colour=INK.ink)
    suffix = percent_sign(t) if is_share else ""
    fig.update_xaxes(
        range=[low - reach * 0.06, high + reach * 0.75],
        ticksuffix=suffix,
        tickvals=ticks(low, high),
        showgrid=True,
        gridcolor=INK.hairline,
    )
    fig.update_yaxes(
        showgrid=False,
        tickfont={"color": INK.ink, "size": 12},
        type="category",
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
    )
    stamp_if(fig, own, t)
    listed = "; ".join(
        f"{label}: {estimate_text(row, t)}"
        for label, row in zip(labels, own.to_dict("records"), strict=True)
    )
    return Chart(
        figure=fig,
        takeaway=words(takeaway(whole, t), own, t),
        subtitle=t(
            f"chart.sample_estimate.subtitle_{'proportion' if is_share else 'mean'}",
            answers=t.number(whole["answers"]),
            sampled=t.number(whole["sampled"]),
            universe=t.number(whole["universe"]),
        ),
        alt=t("chart.sample_estimate.alt", listed=listed),
        rows=own,
    )


def ticks(low: float, high: float) -> list[float]:
    """Return round places between two ends, six at most."""
    exact = (high - low) / 5 or 1.0
    size = 10.0 ** floor(log10(exact))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= exact)
    first, last = ceil(low / step), floor(high / step)
    return [round(multiple * step, 10) for multiple in range(first, last + 1)]


def takeaway(row: pd.Series, t: Text) -> str:
    """Return what an estimate of the universe says, in a sentence."""
    named = {"measure": row["measure"]}
    if fmt.is_missing(row["estimate"]):
        return t("chart.sample_estimate.takeaway_none", **named)
    if fmt.is_missing(row["low"]):
        value = written(row, row["estimate"], t)
        return t("chart.sample_estimate.takeaway_point", value=value, **named)
    value, low, high = (written(row, row[end], t) for end in ("estimate", "low", "high"))
    return t("chart.sample_estimate.takeaway", value=value, low=low, high=high, **named)


def estimate_text(row: dict[str, object], t: Text, join: str = " ") -> str:
    """Return an estimate with its interval, or why there is none."""
    if fmt.is_missing(row["estimate"]):
        return t("chart.sample_estimate.none", n=t.number(row["answers"]))
    value = written(row, row["estimate"], t)
    if fmt.is_missing(row["low"]):
        return t("chart.sample_estimate.point", value=value)
    return f"{value}{join}({written(row, row['low'], t)} – {written(row, row['high'], t)})"


def written(row: object, value: object, t: Text) -> str:
    """Return a value in its unit: a percentage for a proportion, else a number."""
    is_share = row["statistic"] == "proportion"  # type: ignore[index]
    return t.percent(value, 1) if is_share else t.number(value, 1)


RECIPE = Recipe(
    id="sample_estimate",
    draw=estimate,
    tables=("out_muestra__estimate",),
    columns=("label", "estimate", "low", "high", "answers", "universe", "origin"),
    metrics=(
        "sample_estimate",
        "sample_estimate_low",
        "sample_estimate_high",
        "sample_answers",
    ),
    origin="delivered",
    needs="deliveries",
)
