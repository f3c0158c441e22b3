"""Every TA file in every month audited: a strip of cells, by the share that published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation import theme
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.scale_key import scale_key
from presentation.charts.sheet import Look
from presentation.words import Text

GAP = 0.7  # between years, in cells
Row = Mapping[Any, Any]


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
    rows, ends = of_place(shares, region), of_place(due, region)
    rows = rows[rows["ta_file"].isin(files.loc[files["is_monthly"], "ta_file"])]
    last = rows["year"].max()
    ends = ends[(ends["year"] == last) & ends["ta_file"].isin(rows["ta_file"])]
    ends = ends.sort_values(["published_due_pct", "ta_file_order"], na_position="first")
    order = {name: at for at, name in enumerate(ends["ta_file"])}
    rows = rows[rows["ta_file"].isin(order)].sort_values(["ta_file_order", "year", "month"])
    if rows.empty:
        return empty(t, rows)
    starts = {year: at * (12 + GAP) for at, year in enumerate(sorted({*rows["year"], last}))}
    fig = figure(height=30 * len(order) + 86, t=t, barmode="overlay", bargap=0.12)
    records, places = rows.to_dict("records"), rows["ta_file"].map(order)
    along = rows["year"].map(starts) + rows["month"] - 1
    cells = {"base": along.tolist(), "hover": [_says(row, t) for row in records]}
    cells |= {"marker": {"line": {"color": [_edge(row) for row in records], "width": 1}}}
    fig.bars([0.9] * len(rows), places, [_shade(row) for row in records], "months", **cells)
    zero = (rows["published_pct"] == 0) & rows["is_due"]
    fig.dots(along[zero] + 0.45, places[zero], INK.muted, "zeros", size=4, ring=0)
    scale_key(fig, 1, len(order), t, high=0.4)
    for year, start in starts.items():
        head: Look = {"yref": "paper", "yanchor": "bottom", "size": 13}
        fig.note(start + 6, 1.0, f"<b>{year}</b>", **head)
    for row in ends.to_dict("records"):
        is_known = row["due_state"] == "value"
        text = t.percent(row["published_due_pct"], 0) if is_known else t("word.few")
        fig.beside(1, order[row["ta_file"]], f"<b>{text}</b>", shift=4, xref="paper")
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in ends.to_dict("records")]
    ticks = {"tickvals": list(order.values()), "ticktext": names}
    fig.names(size=12, standoff=6, autorange="reversed", **ticks)
    fig.bare(starts[last] + 12)
    fig.update_layout(margin_t=26, margin_r=46)
    return _worded(fig, rows, ends[ends["due_state"] == "value"], t)


def of_place(rows: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Return the rows of a region, or of the country.

    Args:
        rows: ``out_publicacion__month_share``.
        region: Code of the region; the country where None.
    """
    if region is None:
        return rows[rows["geography_level"] == "country"]
    return rows[rows["region_code"] == region]


def _shade(row: Row) -> str:
    if not row["is_due"] or pd.isna(row["published_pct"]):
        return INK.surface
    return INK.scale()[theme.step(row["published_pct"]) - 1]


def _edge(row: Row) -> str:
    if not row["is_due"]:
        return INK.hairline
    return INK.muted if pd.isna(row["published_pct"]) else _shade(row)


def _says(row: Row, t: Text) -> str:
    head = f"{t.pick(row, 'ta_file')}<br>{t('month.' + str(row['month']))} {row['year']}: "
    counts = f"{t.number(row['published_count'])}/{t.number(row['municipalities'])}"
    if not row["is_due"]:
        return head + t("chart.months.not_due", n=counts)
    is_known = not pd.isna(row["published_pct"])
    share = f"{t.percent(row['published_pct'], 1)} · " if is_known else ""
    return f"{head}{share}{counts}"


def _worded(fig: Any, rows: pd.DataFrame, known: pd.DataFrame, t: Text) -> Chart:
    place, last = rows["geography"].iloc[0], int(rows["year"].max())
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
    takeaway = takeaway if listed else t("chart.months.few", place=place)
    listed = listed or t("word.few")
    facts = {"place": place, "year": last}
    return worded(fig, rows, t, "chart.months", takeaway=takeaway, listed=listed, **facts)


RECIPE = recipe(
    "publication_months",
    months,
    tables="out_publicacion__month_share out_publicacion__file_freshness "
    "out_publicacion__due_share",
    columns="ta_file year month published_count municipalities published_pct is_due",
    metrics="month_published month_published_count",
    origin="computed",
)
