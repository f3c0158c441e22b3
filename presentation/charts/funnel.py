"""The MGTM 2.0 funnel: a signature is not adoption, and no stage of it measures the target."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.words import Text


def stages(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw municipalities by stage; the target is said, not drawn: none of these measures it.

    Args:
        rows: ``out_mgtm2__stage_funnel``; stages without a count are drawn as unknown.
        t: Text in the language of the reader.
    """
    rows = rows.sort_values("stage_order", ascending=False)
    known = rows[rows["municipalities"].notna()]
    if known.empty:
        return empty(t, rows)
    names = [t.pick(row, "stage") for row in rows.to_dict("records")]
    universe = int(rows["universe"].max())
    target_pct = float(rows["target_pct"].max())
    target = math.ceil(target_pct * universe / 100)
    fig = figure(
        go.Bar(
            y=names,
            x=rows["municipalities"].tolist(),
            orientation="h",
            width=0.6,
            marker={"color": INK.pilot},
            hovertemplate="%{y}: %{x}<extra></extra>",
            meta="stages",
        ),
        height=52 * len(rows) + 70,
        t=t,
    )
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        if pd.isna(row["municipalities"]):
            note(fig, 0, name, t.missing, xanchor="left", xshift=6)
            continue
        text = f"<b>{t.number(row['municipalities'])}</b>  {t.percent(row['share_pct'], 1)}"
        note(
            fig,
            row["municipalities"],
            name,
            text,
            colour=INK.ink,
            size=13,
            xanchor="left",
            xshift=8,
        )
    fig.update_xaxes(visible=False, range=[0, universe * 1.12])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=8, tickfont={"color": INK.ink, "size": 14})
    first, last = known.iloc[-1], known.iloc[0]
    aim = t("chart.funnel.target", pct=t.percent(target_pct, 0), n=t.number(target))
    listed = "; ".join(
        f"{t.pick(row, 'stage')}: {t.number(row['municipalities'])}"
        for row in rows[::-1].to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.funnel.takeaway",
            first=t.number(first["municipalities"]),
            last=t.number(last["municipalities"]),
            share=t.percent(last["share_pct"], 1),
        ),
        subtitle=t("chart.funnel.subtitle", universe=t.number(universe), target=aim),
        rows=rows[::-1],
        alt=t("chart.funnel.alt", listed=listed, target=aim),
    )


RECIPE = Recipe(
    id="mgtm2_funnel",
    draw=stages,
    tables=("out_mgtm2__stage_funnel",),
    columns=("stage", "municipalities", "share_pct", "target_pct", "origin", "source_ids"),
    metrics=("mgtm2_stage_municipalities", "mgtm2_stage_share"),
)
