"""The means of country and regions before and after a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure
from presentation.charts.what_if_marks import name_of, stamp
from presentation.subjects import of_regions
from presentation.words import Text


def means(groups: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the mean of the country and of each region, before and after, the lowest first.

    Args:
        groups: ``Outcome.groups``, country first, regions north to south.
        t: Text in the language of the reader.
    """
    rows = groups[groups["n_municipalities"] > 0]
    rows = rows.assign(
        place=[name_of(row, t) for row in rows.to_dict("records")],
        low=rows["after_pct"].where(rows["dimension"] == "region", -1),
    ).sort_values("low", kind="stable")
    known = rows[rows["after_pct"].notna()]
    if known.empty:
        return empty(t, rows.drop(columns=["place", "low"]))
    fig = figure(height=27 * len(rows) + 70, t=t)
    pairs = list(zip(known["before_pct"], known["after_pct"], strict=True))
    fig.ranges(pairs, known["place"], INK.rest, "shift", dash="dash")
    low = max(min(map(min, pairs)) - 3, 0)
    high = min(max(map(max, pairs)) + 3, 100)
    fig.dots(known["before_pct"], known["place"], INK.country, "before_pct", size=8)
    after = {"size": 11, "simulated": True}
    fig.dots(known["after_pct"], known["place"], INK.rest, "after_pct", **after)
    for row in rows.to_dict("records"):
        if pd.isna(row["after_pct"]):
            few = t("chart.groups.few", n=t.number(row["n_municipalities"]))
            fig.note(low, row["place"], few, xanchor="left")
        else:
            text = f"<b>{t.percent(row['after_pct'], 1)}</b>  {t.points(row['change_pts'], 1)}"
            fig.beside(high + (high - low) * 0.06, row["place"], text, shift=0)
    step = 10 if high - low > 12 else 5  # a phone has room for three
    ticks = [tick for tick in range(0, 101, step) if low <= tick <= high]
    labels = [t.percent(tick, 0) for tick in ticks]
    fig.update_xaxes(range=[low, high + (high - low) * 0.6], tickvals=ticks, ticktext=labels)
    order = rows["place"].tolist()[::-1]
    fig.names(categoryorder="array", categoryarray=order, range=[-0.6, len(rows) - 0.4])
    stamp(fig, rows, t)
    regions = rows[rows["dimension"] == "region"]
    codes = regions["member"].str.removeprefix("R")
    listed = "; ".join(
        f"{r['place']}: {t.percent(r['before_pct'], 1)} → {t.percent(r['after_pct'], 1)}"
        for r in known.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=_takeaway(known.iloc[0].to_dict(), t),
        subtitle=t("chart.what_if.means_subtitle"),
        alt=t("chart.what_if.means_alt", listed=listed),
        rows=rows.drop(columns=["place", "low"]),
        leads=of_regions(dict(zip(codes, regions["name"], strict=True))),
    )


def _takeaway(country: Mapping[Any, Any], t: Text) -> str:
    before, after = (t.percent(country[f"{when}_pct"], 1) for when in ("before", "after"))
    if before == after:
        return t("chart.what_if.means_same", before=before)
    change = t.points(country["change_pts"], 1)
    return t("chart.what_if.means", before=before, after=after, change=change)
