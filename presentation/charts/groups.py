"""Pilots, rurality and regions side by side in one round: mean and quartiles, never below n = 5."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure
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
) -> Chart:
    """Draw the mean and the quartiles of every group of a round, regions north to south.

    Args:
        spread: ``out_fiscalizacion__round_distribution``.
        regions: ``core_territory__region``, for names and order.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        revision: ``as_published`` or ``as_revised``.
    """
    rows = spread[spread["revision"] == revision]
    if rows.empty:
        return empty(t, rows)
    round_id = round_id or str(rows.sort_values("year")["round_id"].iloc[-1])
    rows = rows[rows["round_id"] == round_id]
    if rows.empty:
        return empty(t, rows)
    place = regions.set_index("region_code")
    rows = rows.assign(
        dimension_at=[ORDER.index(name) for name in rows["dimension"]],
        member_at=[
            int(place["region_order_north_south"].get(member, 0)) for member in rows["member"]
        ],
        name=[
            _name(t, row.dimension, row.member, place["region"].to_dict())
            for row in rows.itertuples()
        ],
    ).sort_values(["dimension_at", "member_at", "name"], ascending=False)
    known = rows[rows["mean_pct"].notna()]
    is_simulated = (rows["origin"] == "simulated").any()
    colour = INK.simulated if is_simulated else INK.country
    fig = figure(height=28 * len(rows) + 40, t=t)
    ends: list[float | None] = []
    names: list[str | None] = []
    for row in known.to_dict("records"):
        ends += [row["p25_pct"], row["p75_pct"], None]
        names += [row["name"], row["name"], None]
    fig.add_trace(
        go.Scatter(
            x=ends,
            y=names,
            mode="lines",
            line={"color": colour, "width": 3, "dash": "dot" if is_simulated else "solid"},
            opacity=0.55,
            hoverinfo="skip",
            meta="quartiles",
        )
    )
    fig.add_trace(
        go.Scatter(
            x=known["mean_pct"].tolist(),
            y=known["name"].tolist(),
            mode="markers",
            marker={"color": colour, "size": 10, "line": {"color": INK.surface, "width": 2}},
            customdata=[
                t(
                    "chart.groups.hover",
                    name=row.name,
                    mean=t.percent(row.mean_pct, 1),
                    n=t.number(row.n_municipalities),
                )
                for row in known.itertuples(index=False)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            meta="means",
        )
    )
    fig.add_trace(_labels(rows, t))
    fig.update_xaxes(range=[0, 165], tickvals=[0, 25, 50, 75, 100])
    fig.update_yaxes(
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=rows["name"].tolist(),
    )
    return replace(_said(fig, rows, known, t), leads=of_regions(place["region"].to_dict()))


def _labels(rows: pd.DataFrame, t: Text) -> go.Scatter:
    """Return the mean and n of every group as one trace of text: light to draw again."""
    places, texts = [], []
    for row in rows.to_dict("records"):
        n = t.number(row["n_municipalities"])
        is_few = pd.isna(row["mean_pct"])
        places.append(1 if is_few else 103)
        few = t("chart.groups.few", n=n)
        texts.append(few if is_few else f"<b>{t.number(row['mean_pct'], 1)}</b>  n = {n}")
    return go.Scatter(
        x=places,
        y=rows["name"].tolist(),
        mode="text",
        text=texts,
        textposition="middle right",
        textfont={"color": INK.ink, "size": 12},
        hoverinfo="skip",
        cliponaxis=False,
        meta="labels",
    )


def _said(fig: go.Figure, rows: pd.DataFrame, known: pd.DataFrame, t: Text) -> Chart:
    regional = known[known["dimension"] == "region"].sort_values("mean_pct")
    listed = "; ".join(
        f"{r.name}: {t.percent(r.mean_pct, 1)}" for r in known[::-1].itertuples(index=False)
    )
    if len(regional) < 2:
        takeaway = t("chart.groups.few_groups")
    else:
        low, high = regional.iloc[0], regional.iloc[-1]
        takeaway = t(
            "chart.groups.takeaway",
            gap=t.number(high["mean_pct"] - low["mean_pct"], 1),
            high=high["name"],
            low=low["name"],
        )
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.groups.subtitle", year=rows["year"].iloc[0]),
        alt=t("chart.groups.alt", listed=listed),
        rows=rows[::-1],
    )


def _name(t: Text, dimension: str, member: str, regions: dict[str, str]) -> str:
    if dimension == "region":
        return regions.get(member, member)
    if dimension == "rurality":
        return t.code("rurality", member)
    return t.code("group", member)


RECIPE = Recipe(
    id="score_groups",
    draw=compare,
    tables=("out_fiscalizacion__round_distribution", "core_territory__region"),
    columns=(
        "dimension",
        "member",
        "n_municipalities",
        "missing_count",
        "mean_pct",
        "p25_pct",
        "median_pct",
        "p75_pct",
        "origin",
    ),
    metrics=("ta_median", "spread_mean", "spread_p25", "spread_p75", "spread_missing"),
    origin="delivered",
    needs="deliveries",
)
