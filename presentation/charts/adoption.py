"""The adoption funnel as delivered, with the median wait before each stage."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
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
    fig = figure(rows, height=54 * len(rows) + 44, t=t)
    sizes = [int(n) for n in rows["municipalities"][::-1]]
    names = [t.pick(row, "stage") for row in rows[::-1].to_dict("records")]
    fig.bars(sizes, names, INK.pilot, "stages", width=0.6, hover="%{y}: %{x}")
    for name, size, lag in zip(names, sizes, rows["median_lag_days"][::-1], strict=True):
        wait = "" if pd.isna(lag) else f"  {t.count('chart.adoption.wait', round(lag))}"
        fig.beside(size, name, f"<b>{t.number(size)}</b>{wait}", shift=8, size=13)
    fig.bare(max(sizes) * 1.55)
    fig.names(size=14)
    pairs = zip(names[::-1], sizes[::-1], strict=True)
    takeaway = _takeaway(rows, t)
    listed = "; ".join(f"{a}: {t.number(n)}" for a, n in pairs)
    return worded(fig, rows, t, "chart.adoption", takeaway=takeaway, listed=listed)


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    values = {}
    for end, row in zip(("first", "last"), rows.iloc[[0, -1]].to_dict("records"), strict=True):
        values[end] = t.number(row["municipalities"])
        values[f"{end}_stage"] = t.pick(row, "stage").lower()
    lags = rows[rows["median_lag_days"].notna()]
    if lags.empty:
        return t("chart.adoption.takeaway_no_lag", **values)
    slow = lags.loc[lags["median_lag_days"].idxmax()]
    wait = t.count("chart.adoption.days", round(slow["median_lag_days"]))
    return t("chart.adoption.takeaway", slow=t.pick(slow, "stage").lower(), wait=wait, **values)


RECIPE = recipe(
    "adoption_funnel",
    funnel,
    tables="out_adopcion__funnel",
    columns="stage municipalities median_lag_days origin",
    metrics="adoption_stage_municipalities adoption_stage_lag",
    origin="delivered",
    needs="deliveries",
)
