"""Coverage of delivered convenios in per cent, by region and by rurality, the lowest first."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import bar, is_simulated, stamp, words
from presentation.words import Text

CLASSES = ("Urbana", "Mixta", "Rural")


def by_region(
    rows: pd.DataFrame, names: pd.DataFrame, *, t: Text, region: str | None = None
) -> Chart:
    """Draw the share of the municipalities of each region that signed, the lowest first.

    Args:
        rows: ``out_convenios__coverage_by``.
        names: ``core_territory__region``.
        t: Text in the language of the reader.
        region: Code of the region to stress.
    """
    rows = rows[rows["dimension"] == "region"].merge(
        names[["region_code", "region", "region_order_north_south"]],
        left_on="member",
        right_on="region_code",
    )
    rows = rows.sort_values(["coverage_pct", "region_order_north_south"])
    rows = rows.assign(member=rows["region"])
    opacity = [1 if region in (None, code) else 0.4 for code in rows["region_code"]]
    return _bars(rows, "region", t, opacity)


def by_rurality(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the share of the municipalities of each rurality class that signed.

    Args:
        rows: ``out_convenios__coverage_by``.
        t: Text in the language of the reader.
    """
    rows = rows[(rows["dimension"] == "rurality") & rows["member"].isin(CLASSES)]
    rows = rows.sort_values("member", key=lambda column: column.map(CLASSES.index))
    rows = rows.assign(member=[t(f"rurality.{member}") for member in rows["member"]])
    return _bars(rows, "rurality", t, [1] * len(rows))


def _bars(rows: pd.DataFrame, name: str, t: Text, opacity: list[float]) -> Chart:
    if rows["coverage_pct"].isna().all():
        return empty(t, rows.head(0))
    simulated, drawn = is_simulated(rows), rows[::-1]
    members = drawn["member"].tolist()
    fig = figure(
        go.Bar(
            y=members,
            x=[100] * len(drawn),
            orientation="h",
            marker={"color": INK.sunken, "line": {"color": INK.muted, "width": 1}},
            hoverinfo="skip",
            width=0.62,
            meta="municipalities",
        ),
        go.Bar(
            y=members,
            x=drawn["coverage_pct"].tolist(),
            orientation="h",
            marker=bar(INK.pilot, simulated=simulated, opacity=opacity[::-1]),
            hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
            width=0.62,
            meta="signed",
        ),
        height=(30 if name == "region" else 54) * len(rows) + 44,
        t=t,
        barmode="overlay",
    )
    for row in drawn.to_dict("records"):
        left = int(row["municipalities"] - row["signed_cumulative"])
        text = t(
            "chart.coverage.label",
            signed=t.number(row["signed_cumulative"]),
            total=t.number(row["municipalities"]),
            pct=t.percent(row["coverage_pct"], 1),
        )
        label = f"<b>{text}</b>" if left else text
        note(
            fig,
            100,
            row["member"],
            label,
            xanchor="left",
            xshift=6,
            colour=INK.ink if left else INK.muted,
        )
    fig.update_xaxes(visible=False, range=[0, 175])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=8, tickfont={"color": INK.ink, "size": 13})
    if simulated:
        stamp(fig, t)
    gaps = rows[rows["signed_cumulative"] < rows["municipalities"]]
    low = rows.loc[rows["coverage_pct"].idxmin()]
    listed = "; ".join(
        f"{row.member}: {t.number(row.signed_cumulative)}/{t.number(row.municipalities)}"
        for row in rows.itertuples()
    )
    takeaway = (
        t(f"chart.coverage.full.{name}")
        if gaps.empty
        else t.count(
            f"chart.coverage.takeaway.{name}",
            len(gaps),
            low=low["member"],
            pct=t.percent(low["coverage_pct"], 1),
        )
    )
    return Chart(
        figure=fig,
        takeaway=words(takeaway, rows, t),
        subtitle=t(f"chart.coverage.subtitle.{name}"),
        alt=t("chart.coverage.alt", listed=listed),
        rows=rows,
    )


COLUMNS = ("member", "municipalities", "signed_cumulative", "coverage_pct", "origin")
REGION = Recipe(
    id="coverage_region",
    draw=by_region,
    tables=("out_convenios__coverage_by", "core_territory__region"),
    columns=COLUMNS,
    metrics=("convenio_coverage_by", "convenios_cumulative_by"),
    origin="delivered",
    needs="deliveries",
)
RURALITY = Recipe(
    id="coverage_rurality",
    draw=by_rurality,
    tables=("out_convenios__coverage_by",),
    columns=COLUMNS,
    metrics=("convenio_coverage_by", "convenios_cumulative_by"),
    origin="delivered",
    needs="deliveries",
)
