"""How many municipalities stand in each band before and after a what-if."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import marks
from presentation.charts.base import INK, Chart, empty, figure, note
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
    names = [t.pick(row, "band") for row in rows.to_dict("records")]
    fig = figure(height=52 * len(rows) + 60, t=t)
    for column, at in (("after_count", 1), ("before_count", 0)):
        is_after = column == "after_count"
        fig.add_trace(
            go.Bar(
                y=names,
                x=rows[column].tolist(),
                orientation="h",
                offset=0.0 if at == 0 else -0.36,
                width=0.34,
                marker=marks.bar(INK.rest, simulated=True) if is_after else {"color": INK.country},
                hoverinfo="skip",
                meta=column,
            )
        )
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        change = row["after_count"] - row["before_count"]
        sign = "+" if change > 0 else ""
        most = max(row["after_count"], row["before_count"])
        text = f"{t.number(row['before_count'])} → <b>{t.number(row['after_count'])}</b>"
        text += f" ({sign}{t.number(change)})" if change else f" ({t('chart.what_if.same')})"
        note(fig, most, name, text, xanchor="left", xshift=8, colour=INK.ink, size=13)
    top = float(rows[["before_count", "after_count"]].max().max())
    fig.update_xaxes(range=[0, top * 1.55], visible=False)
    fig.update_yaxes(
        showgrid=False,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=names[::-1],
        ticklabelstandoff=8,
    )
    stamp(fig, rows, t)
    high = rows.iloc[0]
    place = name_of(high.to_dict(), t)
    kind = "bands_same" if high["before_count"] == high["after_count"] else "bands"
    listed = "; ".join(
        f"{t.pick(r, 'band')}: {t.number(r['before_count'])} → {t.number(r['after_count'])}"
        for r in rows.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t(
            f"chart.what_if.{kind}",
            place=place,
            band=t.pick(high, "band"),
            before=t.number(high["before_count"]),
            after=t.number(high["after_count"]),
        ),
        subtitle=t("chart.what_if.bands_subtitle", place=place),
        alt=t("chart.what_if.bands_alt", listed=listed),
        rows=rows,
    )
