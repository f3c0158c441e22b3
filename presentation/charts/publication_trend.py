"""Each TA file over the years audited: a dot a year on the share of months due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.publication_months import of_place
from presentation.charts.sheet import Look
from presentation.words import Text

# Of the last years, the newest last: sign, colour and look of their dots.
YEARS = (
    ("◇", INK.muted, {"size": 8, "symbol": "diamond", "simulated": True}),
    ("○", INK.muted, {"size": 9, "simulated": True}),
    ("●", INK.pilot, {"size": 12, "simulated": False}),
)


def trend(due: pd.DataFrame, *, t: Text, region: str | None = None) -> Chart:
    """Draw the share of the months due that was published, file by file and year by year.

    Args:
        due: ``out_publicacion__due_share``.
        t: Text in the language of the reader.
        region: Code of the region; the country when it is None.
    """
    rows = of_place(due, region)
    rows = rows[rows["is_monthly"]].sort_values(["ta_file_order", "year"])
    if rows.empty:
        return empty(t, rows)
    years = sorted(int(year) for year in rows["year"].unique())
    ends = rows[rows["year"] == years[-1]].sort_values("published_due_pct", na_position="first")
    order = {name: at for at, name in enumerate(ends["ta_file"])}
    known = rows[rows["published_due_pct"].notna() & rows["ta_file"].isin(order)]
    fig = figure(rows, height=34 * len(order) + 60, t=t)
    for name, part in known.groupby("ta_file", sort=False):
        line: Look = {"width": 3, "simulated": False}
        lines = [order[str(name)]] * len(part)
        fig.line(part["published_due_pct"], lines, INK.scale_3, "path", **line)
    looks = list(zip(years[-3:], YEARS[-len(years) :], strict=True))
    for year, (_, colour, look) in looks:
        part = known[known["year"] == year]
        hover = [_says(row, t) for row in part.to_dict("records")]
        places = part["ta_file"].map(order)
        fig.dots(part["published_due_pct"], places, colour, str(year), hover=hover, **look)
    for row in ends.to_dict("records"):
        beside: Look = {"xref": "paper", "align": "left"}
        fig.beside(1, order[row["ta_file"]], _end(row, known, t), shift=8, **beside)
    key = "   ".join(f"{sign} {year}" for year, (sign, _, _) in looks)
    fig.corner(0, 1, key, colour=INK.ink, size=13, xanchor="left", yanchor="bottom")
    along = {"range": [0, 104], "tickvals": [0, 25, 50, 75, 100]}
    fig.update_xaxes(**along, showgrid=True, gridcolor=INK.grid)
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in ends.to_dict("records")]
    ticks = {"tickvals": list(order.values()), "ticktext": names}
    fig.names(size=12, standoff=None, range=[len(order) - 0.4, -0.6], **ticks)
    fig.update_layout(margin_t=30, margin_r=92)
    place, last = rows["geography"].iloc[0], years[-1]
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')} {row['year']}: {t.percent(row['published_due_pct'], 1)}"
        for row in known.to_dict("records")
    )
    before = years[-2] if len(years) > 1 else last
    takeaway = _takeaway(known, last, t) or t("chart.months.few", place=place)
    listed = listed or t("word.few")
    facts = {"place": place, "before": before}
    return worded(fig, rows, t, "chart.trend", takeaway=takeaway, listed=listed, **facts)


def _says(row: Mapping[Any, Any], t: Text) -> str:
    due = t.count("chart.trend.due", int(row["due_months"]))
    share = t.percent(row["published_due_pct"], 1)
    return f"{t.pick(row, 'ta_file')}<br>{row['year']}: {share} · {due}"


def _end(row: Mapping[Any, Any], known: pd.DataFrame, t: Text) -> str:
    if row["due_state"] != "value":
        return f"n = {t.number(row['municipalities'])} < {t.minimum_group}"
    own = known[known["ta_file"] == row["ta_file"]].sort_values("year")
    shares = own["published_due_pct"].tolist()
    change = f"  {t.points(shares[-1] - shares[-2], 1).split()[0]}" if len(shares) > 1 else ""
    return f"<b>{t.number(row['published_due_pct'], 1)}</b>{change}"


def _takeaway(known: pd.DataFrame, last: int, t: Text) -> str:
    """Return which file rose most from its first year to the last; nothing of a single year."""
    spans = [
        (part.iloc[0], part.iloc[-1])
        for _, part in known.sort_values("year").groupby("ta_file")
        if len(part) > 1 and part["year"].iloc[-1] == last
    ]
    if not spans:
        return ""
    rises = [after["published_due_pct"] - before["published_due_pct"] for before, after in spans]
    before, after = spans[rises.index(max(rises))]
    return t.count(
        "chart.trend.takeaway" if max(rises) > 0 else "chart.trend.none_rose",
        sum(rise < 0 for rise in rises),
        file=t.pick(after, "ta_file"),
        before=t.percent(before["published_due_pct"], 1),
        after=t.percent(after["published_due_pct"], 1),
        all=t.number(len(spans)),
        start=before["year"],
        year=last,
    )


RECIPE = recipe(
    "publication_trend",
    trend,
    tables="out_publicacion__due_share",
    columns="ta_file year municipalities due_months published_due_pct seen_until",
    metrics="months_due_published_file months_due",
    origin="computed",
)
