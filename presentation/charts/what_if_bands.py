"""How many municipalities stand in each band before and after a what-if."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure
from presentation.charts.what_if_marks import name_of, stamp
from presentation.words import Text


def bands(counts: pd.DataFrame, *, t: Text) -> Chart:
    """Draw how many municipalities stand in each band, before and after.

    Args:
        counts: ``Outcome.bands`` of one place.
        t: Text in the language of the reader.
    """
    rows = counts.sort_values("band_order", ascending=False)
    if rows.empty or not rows["before_count"].sum():
        return empty(t, rows)
    records = rows.to_dict("records")
    names = [t.pick(row, "band") for row in records]
    fig = figure(height=52 * len(rows) + 60, t=t)
    after = {"simulated": True, "offset": -0.36, "width": 0.34}
    fig.bars(rows["after_count"], names, INK.rest, "after_count", **after)
    before = {"offset": 0.0, "width": 0.34}
    fig.bars(rows["before_count"], names, INK.country, "before_count", **before)
    for name, row in zip(names, records, strict=True):
        change = row["after_count"] - row["before_count"]
        sign = "+" if change > 0 else ""
        text = f"{t.number(row['before_count'])} → <b>{t.number(row['after_count'])}</b>"
        text += f" ({sign}{t.number(change)})" if change else f" ({t('chart.what_if.same')})"
        fig.beside(max(row["after_count"], row["before_count"]), name, text, shift=8, size=13)
    fig.bare(float(rows[["before_count", "after_count"]].max().max()) * 1.55)
    fig.names(categoryorder="array", categoryarray=names[::-1])
    stamp(fig, rows, t)
    high, place = records[0], name_of(records[0], t)
    kind = "bands_same" if high["before_count"] == high["after_count"] else "bands"
    counted = [(t.number(row["before_count"]), t.number(row["after_count"])) for row in records]
    facts = {"band": names[0], "before": counted[0][0], "after": counted[0][1]}
    pairs = zip(names, counted, strict=True)
    listed = "; ".join(f"{name}: {old} → {new}" for name, (old, new) in pairs)
    return Chart(
        figure=fig,
        takeaway=t(f"chart.what_if.{kind}", place=place, **facts),
        subtitle=t("chart.what_if.bands_subtitle", place=place),
        alt=t("chart.what_if.bands_alt", listed=listed),
        rows=rows,
    )
