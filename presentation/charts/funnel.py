"""The MGTM 2.0 funnel: a signature is not adoption, and no stage of it measures the target."""

from __future__ import annotations

import math

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
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
    universe, target_pct = int(rows["universe"].max()), float(rows["target_pct"].max())
    fig = figure(rows, height=52 * len(rows) + 70, t=t)
    fig.bars(rows["municipalities"], names, INK.pilot, "stages", width=0.6, hover="%{y}: %{x}")
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        if pd.isna(row["municipalities"]):
            fig.beside(0, name, t.missing, colour=INK.muted)
            continue
        text = f"<b>{t.number(row['municipalities'])}</b>  {t.percent(row['share_pct'], 1)}"
        fig.beside(row["municipalities"], name, text, shift=8, size=13)
    fig.bare(universe * 1.12)
    fig.names(size=14)
    first, last = known.iloc[-1], known.iloc[0]
    target = t.number(math.ceil(target_pct * universe / 100))
    aim = t("chart.funnel.target", pct=t.percent(target_pct, 0), n=target)
    listed = "; ".join(
        f"{t.pick(row, 'stage')}: {t.number(row['municipalities'])}"
        for row in rows[::-1].to_dict("records")
    )
    facts = {
        "target": aim,
        "first": t.number(first["municipalities"]),
        "last": t.number(last["municipalities"]),
        "share": t.percent(last["share_pct"], 1),
        "universe": t.number(universe),
    }
    return worded(fig, rows[::-1], t, "chart.funnel", listed=listed, **facts)


RECIPE = recipe(
    "mgtm2_funnel",
    stages,
    tables="out_mgtm2__stage_funnel",
    columns="stage municipalities share_pct target_pct origin source_ids",
    metrics="mgtm2_stage_municipalities mgtm2_stage_share",
)
