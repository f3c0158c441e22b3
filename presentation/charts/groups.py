"""Pilots, rurality and regions side by side in one round: mean and quartiles, never below n = 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.origins import SIMULATED
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.sheet import Look, Sheet
from presentation.subjects import of_regions
from presentation.words import Text

ORDER = ("country", "group", "rurality", "region")


def compare(
    spread: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    revision: str = "as_published",
    region: str | None = None,
) -> Chart:
    """Draw the mean and the quartiles of every group of a round; of regions the lowest first.

    Args:
        spread: ``out_fiscalizacion__round_distribution``.
        regions: ``core_territory__region``, for names and order.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        revision: ``as_published`` or ``as_revised``.
        region: Code of the region the takeaway is of, beside the country; None: of them all.
    """
    rows = spread[spread["revision"] == revision]
    if len(rows):
        round_id = round_id or str(rows.sort_values("year")["round_id"].iloc[-1])
        rows = rows[rows["round_id"] == round_id]
    if rows.empty:
        return empty(t, rows)
    place = regions.set_index("region_code")["region_order_north_south"].to_dict()
    named = dict(zip(regions["region_code"], regions["region"], strict=True))
    rows = rows.assign(
        dimension_at=[ORDER.index(name) for name in rows["dimension"]],
        low=rows["mean_pct"].where(rows["dimension"] == "region"),
        member_at=[int(place.get(member, 0)) for member in rows["member"]],
        name=[member_name(row, named, t) for row in rows.to_dict("records")],
    ).sort_values(["dimension_at", "low", "member_at", "name"])[::-1]  # the first stands on top
    known = rows[rows["mean_pct"].notna()]
    fig = figure(height=28 * len(rows) + 40, t=t)
    for made_up, own in known.groupby(known["origin"] == SIMULATED):
        _draw(fig, own, t, made_up=bool(made_up))
    starts = [1 if few else 103 for few in rows["mean_pct"].isna()]
    labels = [_label(row, t) for row in rows.to_dict("records")]
    fig.texts(starts, rows["name"], labels, "labels")
    fig.update_xaxes(range=[0, 165], tickvals=[0, 25, 50, 75, 100])
    fig.names(categoryorder="array", categoryarray=rows["name"].tolist())
    listed = "; ".join(
        f"{r.name}: {t.percent(r.mean_pct, 1)}" for r in known[::-1].itertuples(index=False)
    )
    regional = known[known["dimension"] == "region"]
    own = rows[(rows["dimension"] == "region") & (rows["member"] == region)]
    nation = known[known["dimension"] == "country"]
    takeaway, spoken = _takeaway(regional, t), regional if len(regional) > 1 else None
    if len(own) and len(nation):
        takeaway, spoken = _own(own.iloc[0], nation.iloc[0], t), pd.concat([own, nation])
    year = rows["year"].iloc[0]
    chart = worded(fig, rows[::-1], t, "chart.groups", takeaway=takeaway, listed=listed, year=year)
    leads = of_regions(named)
    return replace(chart, leads=leads, speaks_of=spoken)


def _draw(fig: Sheet, rows: pd.DataFrame, t: Text, *, made_up: bool) -> None:
    colour = INK.simulated if made_up else INK.country
    quartiles = zip(rows["p25_pct"], rows["p75_pct"], strict=True)
    look: Look = {"width": 3, "dash": "dot" if made_up else "solid", "opacity": 0.55}
    fig.ranges(quartiles, rows["name"], colour, "quartiles", **look)
    hover = [_hover(row, t) for row in rows.to_dict("records")]
    fig.dots(rows["mean_pct"], rows["name"], colour, "means", edge=INK.surface, hover=hover)


def member_name(row: Mapping[Any, Any], regions: Mapping[str, str], t: Text) -> str:
    """Return the name of a group, a class or a region.

    Args:
        row: ``dimension`` and ``member``.
        regions: Code → name.
        t: Text in the language of the reader.
    """
    if row["dimension"] == "region":
        return regions.get(row["member"], str(row["member"]))
    return t.code("rurality" if row["dimension"] == "rurality" else "group", row["member"])


def _hover(row: Mapping[Any, Any], t: Text) -> str:
    mean, n = t.percent(row["mean_pct"], 1), t.number(row["n_municipalities"])
    return t("chart.groups.hover", name=row["name"], mean=mean, n=n)


def _label(row: Mapping[Any, Any], t: Text) -> str:
    n = t.number(row["n_municipalities"])
    if pd.isna(row["mean_pct"]):
        return t("chart.groups.few", n=n)
    return f"<b>{t.number(row['mean_pct'], 1)}</b>  n = {n}"


def _own(row: pd.Series, nation: pd.Series, t: Text) -> str:
    """Return the mean of a region beside the country's; of too few there is none."""
    kind = "few" if pd.isna(row["mean_pct"]) else "mean"
    mean, country = (t.percent(value, 1) for value in (row["mean_pct"], nation["mean_pct"]))
    return t(f"chart.groups.own.{kind}", region=row["name"], mean=mean, country=country)


def _takeaway(regional: pd.DataFrame, t: Text) -> str:
    if len(regional) < 2:
        return t("chart.groups.few_groups")
    ordered = regional.sort_values("mean_pct")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    gap = t.number(high["mean_pct"] - low["mean_pct"], 1)
    return t("chart.groups.takeaway", gap=gap, high=high["name"], low=low["name"])


RECIPE = recipe(
    "score_groups",
    compare,
    tables="out_fiscalizacion__round_distribution core_territory__region",
    columns="dimension member n_municipalities missing_count mean_pct p25_pct median_pct p75_pct "
    "origin",
    metrics="ta_median spread_mean spread_p25 spread_p75 spread_missing",
    origin="delivered",
    needs="deliveries",
)
