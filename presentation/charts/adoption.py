"""The adoption funnel as delivered, with the median wait before each stage."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import bar, is_simulated, stamp, words
from presentation.words import Text


def funnel(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw municipalities by stage, from attended to verified, and the lag between stages.

    Args:
        rows: ``out_adopcion__funnel``.
        t: Text in the language of the reader.
    """
    rows = rows.sort_values("stage_order")
    if rows.empty:
        return empty(t, rows)
    simulated, drawn = is_simulated(rows), rows[::-1].to_dict("records")
    names = [t.pick(row, "stage") for row in drawn]
    top = int(rows["municipalities"].max())
    fig = figure(
        go.Bar(
            y=names,
            x=[int(row["municipalities"]) for row in drawn],
            orientation="h",
            width=0.6,
            marker=bar(INK.pilot, simulated=simulated),
            hovertemplate="%{y}: %{x}<extra></extra>",
            meta="stages",
        ),
        height=54 * len(rows) + 44,
        t=t,
    )
    for name, row in zip(names, drawn, strict=True):
        text = f"<b>{t.number(row['municipalities'])}</b>"
        if pd.notna(row["median_lag_days"]):
            text += f"  {_wait(row['median_lag_days'], t)}"
        note(
            fig,
            row["municipalities"],
            name,
            text,
            xanchor="left",
            xshift=8,
            colour=INK.ink,
            size=13,
        )
    fig.update_xaxes(visible=False, range=[0, top * 1.55])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=8, tickfont={"color": INK.ink, "size": 14})
    if simulated:
        stamp(fig, t)
    listed = "; ".join(
        f"{name}: {t.number(row['municipalities'])}"
        for name, row in zip(names[::-1], drawn[::-1], strict=True)
    )
    return Chart(
        figure=fig,
        takeaway=words(_takeaway(rows, t), rows, t),
        subtitle=t("chart.adoption.subtitle"),
        alt=t("chart.adoption.alt", listed=listed),
        rows=rows,
    )


def _wait(days: float, t: Text) -> str:
    return t.count("chart.adoption.wait", round(days))


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    values = {
        "first": t.number(first["municipalities"]),
        "first_stage": t.pick(first, "stage").lower(),
        "last": t.number(last["municipalities"]),
        "last_stage": t.pick(last, "stage").lower(),
    }
    lags = rows[rows["median_lag_days"].notna()]
    if lags.empty:
        return t("chart.adoption.takeaway_no_lag", **values)
    slow = lags.loc[lags["median_lag_days"].idxmax()]
    return t(
        "chart.adoption.takeaway",
        slow=t.pick(slow, "stage").lower(),
        wait=t.count("chart.adoption.days", round(slow["median_lag_days"])),
        **values,
    )


RECIPE = Recipe(
    id="adoption_funnel",
    draw=funnel,
    tables=("out_adopcion__funnel",),
    columns=("stage", "municipalities", "median_lag_days", "origin"),
    metrics=("adoption_stage_municipalities", "adoption_stage_lag"),
    origin="delivered",
    needs="deliveries",
)
