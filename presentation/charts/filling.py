"""A month filling up, day by day: one row of bars a file, growing as municipalities publish."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.words import Text

FIRST, LAST = -10, 45  # days after the month's end that are drawn
TALL = 0.86  # of a row
SURE = 20  # points that may be unknown of a file that the title speaks of


def filling(
    rows: pd.DataFrame, *, t: Text, month: str | None = None, day: str | None = None
) -> Chart:
    """Draw, file by file, the share of municipalities that had published a month by each day.

    Args:
        rows: ``out_publicacion__filling``.
        t: Text in the language of the reader.
        month: The month, as ``2024-11``; the last one watched whole when None.
        day: The day read out, as in ISO 8601; the day of the deadline when None.
    """
    rows = rows[rows["published_pct"].notna() & rows["day_after"].between(FIRST, LAST)]
    if month is not None:
        rows = rows[(rows["year"] == int(month[:4])) & (rows["month"] == int(month[5:]))]
    for name in ("year", "month"):
        rows = rows[rows[name] == rows[name].max()]
    if rows.empty:
        return empty(t, rows)
    first = rows.iloc[0]  # any row says how far its day is from the deadline
    deadline = first["deadline"]
    chosen = pd.Timestamp(day) if day else deadline
    due_after = int(first["day_after"]) + (deadline - first["date"]).days
    at = (chosen - deadline).days + due_after
    away = (rows["day_after"] - min(max(at, FIRST), LAST)).abs()
    read = rows.loc[away.groupby(rows["ta_file"]).idxmin()]
    read = read.sort_values(["published_pct", "ta_file_order"], ascending=[False, True])
    feet = {name: len(read) - 1 - place for place, name in enumerate(read["ta_file"])}
    rows = rows.sort_values(["ta_file_order", "day_after"])
    fig = figure(rows, height=46 * len(feet) + 70, t=t, barmode="overlay", bargap=0)
    _grow(fig, rows, feet, at, due_after, t)
    fig.add_vline(x=due_after + 0.5, line={"color": INK.ink, "width": 1.5, "dash": "dash"})
    due = t("chart.filling.deadline", day=t.date(deadline))
    fig.beside(due_after + 0.7, 1, due, shift=0, yref="paper", yanchor="bottom")
    for row in read.to_dict("records"):
        text = f"<b>{_share(row, t)}</b>"
        fig.beside(1, feet[row["ta_file"]] + TALL / 2, text, xref="paper")
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in read.to_dict("records")]
    middles = [foot + TALL / 2 for foot in feet.values()]
    named = {"tickvals": middles, "ticktext": names, "range": [-0.1, len(feet)]}
    fig.names(size=12, standoff=6, **named)
    along = {"range": [FIRST - 0.5, LAST + 0.5], "tickvals": [-10, 0, 10, 20, 30, 40]}
    fig.update_xaxes(**along, title={"text": t("chart.filling.axis")})
    fig.update_layout(margin_t=34, margin_r=96)
    return _worded(fig, rows, read, chosen, t)


def _grow(
    fig: Any, rows: pd.DataFrame, feet: dict[str, int], at: int, due_after: int, t: Text
) -> None:
    """Draw what was published by each day, and above it what may have been."""
    foot, grown = rows["ta_file"].map(feet), TALL * rows["published_pct"] / 100
    maybe = TALL * (rows["possible_pct"] - rows["published_pct"]) / 100
    colours = [
        INK.scale_3 if after > at else INK.pilot if after <= due_after else INK.rest
        for after in rows["day_after"]
    ]
    texts = [_says(row, t) for row in rows.to_dict("records")]
    place = rows["day_after"]
    fig.columns(place, grown, colours, "published", base=foot.tolist(), hover=texts)
    over = (foot + grown).tolist()
    fig.columns(place, maybe, [INK.hairline] * len(rows), "possible", base=over, hover=texts)


def _share(row: dict[str, Any], t: Text) -> str:
    low, high = (t.percent(row[f"{end}_pct"], 0) for end in ("published", "possible"))
    return low if low == high else f"{t.number(row['published_pct'])}–{high}"


def _says(row: dict[str, Any], t: Text) -> str:
    low, high = (t.number(row[f"{end}_count"]) for end in ("published", "possible"))
    counts = f"{low if low == high else f'{low}–{high}'}/{t.number(row['municipalities'])}"
    return f"{t.pick(row, 'ta_file')}<br>{t.date(row['date'])}: {counts}"


def _worded(fig: Any, rows: pd.DataFrame, read: pd.DataFrame, chosen: Any, t: Text) -> Chart:
    sure = read[read["possible_pct"] - read["published_pct"] < SURE]
    first, last = (sure if len(sure) else read).iloc[[0, -1]].to_dict("records")
    facts = {
        "month": t.date(f"{first['year']}-{int(first['month']):02d}"),
        "day": t.date(chosen),
        "high": t.pick(first, "ta_file"),
        "high_share": _share(first, t),
        "low": t.pick(last, "ta_file"),
        "low_share": _share(last, t),
        "deadline": t.date(first["deadline"]),
    }
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')}: {_share(row, t)}" for row in read.to_dict("records")
    )
    return worded(fig, rows, t, "chart.filling", listed=listed, **facts)


RECIPE = recipe(
    "filling",
    filling,
    tables="out_publicacion__filling",
    columns="ta_file date day_after published_count possible_count municipalities published_pct "
    "possible_pct deadline",
    metrics="month_filled month_may_be_filled month_filled_count month_may_be_filled_count",
    origin="computed",
)
