"""Every TA file in every month audited: a strip of cells, by the share that published."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import stamp_if, words
from presentation.words import Text

GAP = 0.7  # between years, in cells
STEPS = 7


def months(
    shares: pd.DataFrame,
    files: pd.DataFrame,
    due: pd.DataFrame,
    *,
    t: Text,
    region: str | None = None,
) -> Chart:
    """Draw the share of municipalities that published each monthly file in each month.

    Args:
        shares: ``out_publicacion__month_share``.
        files: ``out_publicacion__file_freshness``, for which files are published by month.
        due: ``out_publicacion__due_share``, for the order and the figure at the end of each line.
        t: Text in the language of the reader.
        region: Code of the region; the country when it is None.
    """
    rows = of_place(shares, region)
    rows = rows[rows["ta_file"].isin(files.loc[files["is_monthly"], "ta_file"])]
    if rows.empty:
        return empty(t, rows)
    last = int(rows["year"].max())
    ends = of_place(due, region)
    ends = ends[(ends["year"] == last) & ends["ta_file"].isin(rows["ta_file"])]
    ends = ends.sort_values(["published_due_pct", "ta_file_order"], na_position="first")
    order = {name: at for at, name in enumerate(ends["ta_file"])}
    rows = rows[rows["ta_file"].isin(order)].sort_values(["ta_file_order", "year", "month"])
    if rows.empty:
        return empty(t, rows)
    years = sorted({*rows["year"], last})
    start = {year: at * (12 + GAP) for at, year in enumerate(years)}
    fig = figure(height=30 * len(order) + 86, t=t, barmode="overlay", bargap=0.12)
    fig.add_bar(
        orientation="h",
        y=[order[row.ta_file] for row in rows.itertuples()],
        base=[start[row.year] + row.month - 1 for row in rows.itertuples()],
        x=[0.9] * len(rows),
        marker={
            "color": [_shade(row) for row in rows.itertuples()],
            "line": {"color": [_edge(row) for row in rows.itertuples()], "width": 1},
        },
        customdata=[_says(row, t) for row in rows.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
        meta="months",
    )
    zeros = rows[(rows["published_pct"] == 0) & rows["is_due"]]
    fig.add_scatter(
        x=[start[row.year] + row.month - 0.55 for row in zeros.itertuples()],
        y=[order[row.ta_file] for row in zeros.itertuples()],
        mode="markers",
        marker={"color": INK.muted, "size": 4},
        hoverinfo="skip",
        meta="zeros",
    )
    _key(fig, len(order), t)
    wide = start[last] + 12
    for year in years:
        note(fig, start[year] + 6, 1.0, f"<b>{year}</b>", yref="paper", yanchor="bottom", size=13)
    for row in ends.to_dict("records"):
        text = (
            t.percent(row["published_due_pct"], 0) if row["due_state"] == "value" else t("word.few")
        )
        place: dict[str, Any] = {"xanchor": "left", "xshift": 4, "colour": INK.ink}
        note(fig, 1, order[row["ta_file"]], f"<b>{text}</b>", xref="paper", **place)
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in ends.to_dict("records")]
    fig.update_yaxes(
        tickvals=list(order.values()),
        ticktext=names,
        showgrid=False,
        autorange="reversed",
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_xaxes(visible=False, range=[0, wide])
    fig.update_layout(margin_t=26, margin_r=46)
    stamp_if(fig, rows, t)
    return _said(fig, rows, ends, t)


def of_place(rows: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Return the rows of a region, or of the country."""
    if region is None:
        return rows[rows["geography_level"] == "country"]
    return rows[rows["region_code"] == region]


def _key(fig: go.Figure, under: int, t: Text) -> None:
    """Draw the scale under the strips, from the least to the most."""
    fig.add_bar(
        orientation="h",
        y=[under] * STEPS,
        base=list(range(1, STEPS + 1)),
        x=[0.9] * STEPS,
        width=0.4,
        marker={"color": list(INK.scale())},
        hoverinfo="skip",
        meta="key",
    )
    note(fig, 0.8, under, t.percent(0, 0), xanchor="right")
    note(fig, STEPS + 1.1, under, t.percent(100, 0), xanchor="left")


def _shade(row: Any) -> str:
    if not row.is_due or pd.isna(row.published_pct):
        return INK.surface
    return INK.scale()[min(STEPS - 1, int(row.published_pct * STEPS / 100))]


def _edge(row: Any) -> str:
    return INK.hairline if not row.is_due else _shade(row) if row.published_pct >= 0 else INK.muted


def _says(row: Any, t: Text) -> str:
    name = getattr(row, f"ta_file_{t.lang}")
    head = f"{name}<br>{t(f'month.{row.month}')} {row.year}: "
    counts = f"{t.number(row.published_count)}/{t.number(row.municipalities)}"
    if not row.is_due:
        return head + t("chart.months.not_due", n=counts)
    share = "" if pd.isna(row.published_pct) else f"{t.percent(row.published_pct, 1)} · "
    return f"{head}{share}{counts}"


def _said(fig: go.Figure, rows: pd.DataFrame, ends: pd.DataFrame, t: Text) -> Chart:
    place, last = rows["geography"].iloc[0], int(rows["year"].max())
    known = ends[ends["due_state"] == "value"]
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')}: {t.percent(row['published_due_pct'], 1)}"
        for row in known.to_dict("records")
    )
    due = rows[rows["is_due"] & (rows["year"] == last) & rows["published_pct"].notna()]
    fell = sum(
        part["published_count"].iloc[-1] < part["published_count"].iloc[-2]
        for _, part in due.sort_values("month").groupby("ta_file")
        if len(part) > 1
    )
    takeaway = t.count("chart.months.takeaway", int(fell), all=t.number(len(known)), year=last)
    return Chart(
        figure=fig,
        takeaway=words(takeaway if listed else t("chart.months.few", place=place), rows, t),
        subtitle=t("chart.months.subtitle", place=place),
        alt=t("chart.months.alt", place=place, year=last, listed=listed or t("word.few")),
        rows=rows,
    )


RECIPE = Recipe(
    id="publication_months",
    draw=months,
    tables=(
        "out_publicacion__month_share",
        "out_publicacion__file_freshness",
        "out_publicacion__due_share",
    ),
    columns=(
        "ta_file",
        "year",
        "month",
        "published_count",
        "municipalities",
        "published_pct",
        "is_due",
    ),
    metrics=("month_published", "month_published_count"),
    origin="computed",
)
