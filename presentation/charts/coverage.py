"""Coverage of delivered convenios in per cent, by region and by rurality, the lowest first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
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
        region: Code of the region to stress: the takeaway is of it, beside the country.
    """
    known = names[["region_code", "region", "region_order_north_south"]]
    rows = rows[rows["dimension"] == "region"].merge(
        known, left_on="member", right_on="region_code"
    )
    rows = rows.sort_values(["coverage_pct", "region_order_north_south"])
    opacity = [1 if region in (None, code) else 0.4 for code in rows["region_code"]]
    chart = _bars(rows.assign(member=rows["region"]), "region", t, opacity)
    own = rows[rows["region_code"] == region]
    if chart.is_empty or own.empty:
        return chart
    return replace(chart, takeaway=_own(own.iloc[0], rows, t))


def _own(row: pd.Series, rows: pd.DataFrame, t: Text) -> str:
    """Return how many of a region signed, beside the share of all of ``rows``."""
    everywhere = 100 * rows["signed_cumulative"].sum() / rows["municipalities"].sum()
    kind = "few" if pd.isna(row["coverage_pct"]) else "share"
    return t(
        f"chart.coverage.own.{kind}",
        region=row["region"],
        signed=t.number(row["signed_cumulative"]),
        total=t.number(row["municipalities"]),
        pct=t.percent(row["coverage_pct"], 1),
        country=t.percent(everywhere, 1),
    )


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
    drawn, each = rows[::-1], 30 if name == "region" else 54
    fig = figure(rows, height=each * len(rows) + 44, t=t, barmode="overlay")
    frame = {"line": {"color": INK.muted, "width": 1}}
    whole = {"simulated": False, "marker": frame, "width": 0.62}
    fig.bars([100] * len(drawn), drawn["member"], INK.sunken, "municipalities", **whole)
    look = {"marker": {"opacity": opacity[::-1]}, "width": 0.62, "hover": "%{y}: %{x:.1f} %"}
    fig.bars(drawn["coverage_pct"], drawn["member"], INK.pilot, "signed", **look)
    for row in drawn.to_dict("records"):
        text = t(
            f"chart.coverage.{'few' if pd.isna(row['coverage_pct']) else 'label'}",
            signed=t.number(row["signed_cumulative"]),
            total=t.number(row["municipalities"]),
            pct=t.percent(row["coverage_pct"], 1),
        )
        if row["signed_cumulative"] < row["municipalities"]:
            fig.beside(100, row["member"], f"<b>{text}</b>")
        else:
            fig.beside(100, row["member"], text, colour=INK.muted)
    fig.bare(175)
    fig.names()
    gaps = rows[rows["signed_cumulative"] < rows["municipalities"]]
    shares = gaps.dropna(subset="coverage_pct")  # of a few municipalities there is no share
    listed = "; ".join(
        f"{row.member}: {t.number(row.signed_cumulative)}/{t.number(row.municipalities)}"
        for row in rows.itertuples()
    )
    takeaway = t(f"chart.coverage.full.{name}")
    if len(gaps) and shares.empty:
        takeaway = t("chart.coverage.takeaway.few", low=", ".join(gaps["member"]))
    elif len(gaps):
        low = shares.loc[shares["coverage_pct"].idxmin()]
        facts = {"low": low["member"], "pct": t.percent(low["coverage_pct"], 1)}
        takeaway = t.count(f"chart.coverage.takeaway.{name}", len(gaps), **facts)
    subtitle = t(f"chart.coverage.subtitle.{name}")
    return worded(
        fig, rows, t, "chart.coverage", takeaway=takeaway, subtitle=subtitle, listed=listed
    )


COLUMNS = "member municipalities signed_cumulative coverage_pct origin"
METRICS = "convenio_coverage_by convenios_cumulative_by"
REGION = recipe(
    "coverage_region",
    by_region,
    tables="out_convenios__coverage_by core_territory__region",
    columns=COLUMNS,
    metrics=METRICS,
    origin="delivered",
    needs="deliveries",
)
RURALITY = recipe(
    "coverage_rurality",
    by_rurality,
    tables="out_convenios__coverage_by",
    columns=COLUMNS,
    metrics=METRICS,
    origin="delivered",
    needs="deliveries",
)
