"""Signings delivered, day by day: one cumulative step line for each kind of convenio."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, spread
from presentation.charts.marks import is_simulated, line, stamp, words
from presentation.words import Text

KINDS = {
    "any_mgtm": (INK.pilot, INK.pilot, 4),
    "mgtm2_letter": (INK.rest, INK.rest_ink, 3),
    "pilot": (INK.country, INK.country, 2),
    "open_government": (INK.attention, INK.attention, 2),
}


def days(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the municipalities that had signed, by kind, as steps over the days.

    Args:
        rows: ``out_convenios__day_kind``.
        t: Text in the language of the reader.
    """
    rows = rows[rows["kind"].isin(KINDS)].sort_values(["kind", "date_signed"])
    if rows.empty:
        return empty(t, rows)
    simulated, universe = is_simulated(rows), int(rows["universe"].max())
    first, last = rows["date_signed"].min(), rows["date_signed"].max()
    fig = figure(height=400, t=t)
    fig.add_hline(y=universe, line={"color": INK.muted, "width": 1, "dash": "dot"})
    label = t("chart.curve.universe", n=t.number(universe))
    note(fig, 0, universe, label, xref="paper", xanchor="left", yanchor="bottom")
    ends: list[tuple[str, int]] = []
    for kind, (colour, _, width) in KINDS.items():
        part = rows[rows["kind"] == kind]
        if part.empty:
            continue
        total = int(part["signed_cumulative"].iloc[-1])
        ends.append((kind, total))
        fig.add_trace(
            go.Scatter(
                x=[part["date_signed"].iloc[0], *part["date_signed"], last],
                y=[0, *part["signed_cumulative"], total],
                mode="lines",
                line={**line(colour, width, simulated=simulated), "shape": "hv"},
                hovertemplate=f"{t(f'convenio.{kind}')}<br>%{{x|%d-%m-%Y}}: %{{y}}<extra></extra>",
                meta=kind,
            )
        )
    places = spread([float(total) for _, total in ends], 22)
    for (kind, total), place in zip(ends, places, strict=True):
        short = t(f"chart.days.short.{kind}")
        text = f"<b>{t.number(total)}</b> {short}"
        note(fig, last, place, text, colour=KINDS[kind][1], size=13, xanchor="left", xshift=6)
    fig.update_xaxes(
        range=[first - pd.DateOffset(months=3), last + (last - first) * 0.46],
        tickvals=[f"{year}-01-01" for year in range(first.year, last.year + 1, 2)],
        tickformat="%Y",
    )
    fig.update_yaxes(range=[0, universe * 1.1], dtick=100, tickformat=",d")
    if simulated:
        stamp(fig, t)
    listed = "; ".join(f"{t(f'convenio.{kind}')}: {t.number(total)}" for kind, total in ends)
    return Chart(
        figure=fig,
        takeaway=words(_takeaway(rows, universe, t), rows, t),
        subtitle=t("chart.days.subtitle", universe=t.number(universe)),
        alt=t("chart.days.alt", first=t.date(first), last=t.date(last), listed=listed),
        rows=rows.assign(
            kind=[t(f"convenio.{kind}") for kind in rows["kind"]],
            date_signed=[t.date(day) for day in rows["date_signed"]],
        ),
    )


def _takeaway(rows: pd.DataFrame, universe: int, t: Text) -> str:
    total = rows[rows["kind"] == "any_mgtm"]
    if total.empty:
        return t("chart.days.no_mgtm")
    reached = total[total["signed_cumulative"] >= universe / 2]
    signed = t.number(total["signed_cumulative"].max())
    values = {"signed": signed, "universe": t.number(universe)}
    if reached.empty:
        return t("chart.days.under_half", **values)
    half, last = reached["date_signed"].iloc[0], rows["date_signed"].max()
    return t("chart.days.takeaway", day=t.date(half), last=t.date(last), **values)


RECIPE = Recipe(
    id="signing_days",
    draw=days,
    tables=("out_convenios__day_kind",),
    columns=("kind", "date_signed", "signed_new", "signed_cumulative", "origin"),
    metrics=("convenios_day", "convenios_day_new"),
    origin="delivered",
    needs="deliveries",
)
