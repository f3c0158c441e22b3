"""How long the wait is: from round 1 to the convenio, from it to the first tool in use."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import is_simulated, line, stamp_if, words
from presentation.words import Text

WAITS = (("convenio", "all"), ("tool", "mgtm_pilot"), ("tool", "non_pilot"))
COLOURS = {
    "all": (INK.country,) * 2,
    "mgtm_pilot": (INK.pilot,) * 2,
    "non_pilot": (INK.rest, INK.rest_ink),
}


def survival(curves: pd.DataFrame, *, t: Text) -> Chart:
    """Draw who still waits, month by month, with the risk table under it.

    Args:
        curves: ``out_estudio__survival``.
        t: Text in the language of the reader.
    """
    if curves.empty:
        return empty(t, curves)
    rows = curves.sort_values(["curve", "group_id", "months"])
    fig = figure(height=430, t=t)
    present = [
        (pair, own)
        for pair in WAITS
        for own in [rows[(rows["curve"] == pair[0]) & (rows["group_id"] == pair[1])]]
        if len(own)
    ]
    most = int(rows["months"].max())
    ticks = list(range(0, most + 1, 24 if most <= 96 else 48))
    for at, ((curve, group), own) in enumerate(present):
        colour, ink = COLOURS[group]
        name = t(f"chart.survival.{curve}_{group}")
        _steps(fig, own, colour, name, t)
        note(fig, most, 104 - 9 * at, f"━ {name}", colour=ink, size=13, xanchor="right")
        risk = own.set_index("months")["at_risk"]
        for month in ticks:
            n = int(risk.get(month, 0))
            place: dict[str, Any] = {"yref": "paper", "yanchor": "top", "yshift": -48 - 16 * at}
            note(fig, month, 0, t.number(n), colour=ink, size=11, **place)
    place = {"yref": "paper", "yanchor": "top", "yshift": -30, "xanchor": "left"}
    note(fig, 0, 0, t("chart.survival.at_risk"), size=11, **place)
    fig.update_xaxes(
        range=[-6, most + 6],
        tickvals=ticks,
        ticktext=[t("chart.survival.years", n=month // 12) for month in ticks],
    )
    fig.update_yaxes(range=[0, 109], tickvals=[0, 25, 50, 75, 100])
    stamp_if(fig, rows, t)
    fig.update_layout(margin_b=56 + 16 * len(present))
    halves = [_half(own) for _, own in present]
    listed = [
        t(
            f"chart.survival.half_{'none' if half is None else 'some'}",
            name=t(f"chart.survival.{curve}_{group}").lower(),
            months=t.number(half or 0),
        )
        for ((curve, group), _), half in zip(present, halves, strict=True)
    ]
    text = t("chart.survival.takeaway", listed="; ".join(listed))
    return Chart(
        fig,
        words(text, rows, t),
        t("chart.survival.subtitle"),
        t("chart.survival.alt", listed="; ".join(listed)),
        rows,
    )


def _half(own: pd.DataFrame) -> int | None:
    under = own[own["waiting_pct"] <= 50]
    return None if under.empty else int(under["months"].iloc[0])


def _stairs(xs: list[int], ys: list[float]) -> tuple[list[int], list[float]]:
    """Return the corners of a staircase."""
    corners = [(x, y) for at, y in enumerate(ys) for x in (xs[at], xs[min(at + 1, len(xs) - 1)])]
    return [x for x, _ in corners], [y for _, y in corners]


def _steps(fig: go.Figure, own: pd.DataFrame, colour: str, name: str, t: Text) -> None:
    months = own["months"].tolist()
    xs, high = _stairs(months, own["high_pct"].tolist())
    _, low = _stairs(months, own["low_pct"].tolist())
    fig.add_trace(
        go.Scatter(
            x=[*xs, *xs[::-1]],
            y=[*high, *low[::-1]],
            mode="lines",
            line={"color": colour, "width": 0},
            fill="toself",
            fillcolor=f"rgba{(*bytes.fromhex(colour[1:]), 0.14)}",
            hoverinfo="skip",
            meta="band",
        )
    )
    style = line(colour, 3, simulated=is_simulated(own)) | {"shape": "hv"}
    fig.add_trace(
        go.Scatter(
            x=months,
            y=own["waiting_pct"].tolist(),
            mode="lines",
            line=style,
            hovertemplate=f"<b>{name}</b><br>%{{x}}: %{{y:.1f}} %<extra></extra>",
            meta="waiting",
        )
    )


RECIPE = Recipe(
    id="waiting_curves",
    draw=survival,
    tables=("out_estudio__survival",),
    columns=(
        "curve",
        "group_id",
        "months",
        "at_risk",
        "events_count",
        "censored_count",
        "waiting_pct",
        "low_pct",
        "high_pct",
        "origin",
    ),
    metrics=(
        "study_waiting",
        "study_waiting_low",
        "study_waiting_high",
        "study_wait_events",
        "study_wait_censored",
    ),
    origin="delivered",
    needs="deliveries",
)
