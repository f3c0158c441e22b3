"""Each TA file over the years audited: a dot a year on the share of months due."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import line, stamp_if, words
from presentation.charts.publication_months import of_place
from presentation.words import Text


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
    fig = figure(height=34 * len(order) + 60, t=t)
    for name, part in known.groupby("ta_file", sort=False):
        fig.add_trace(
            go.Scatter(
                x=part["published_due_pct"].tolist(),
                y=[order[name]] * len(part),
                mode="lines",
                line=line(INK.scale_3, 3, simulated=False),
                hoverinfo="skip",
                meta="path",
            )
        )
    for year, colour, size, symbol in _marks(years):
        part = known[known["year"] == year]
        fig.add_trace(
            go.Scatter(
                x=part["published_due_pct"].tolist(),
                y=[order[name] for name in part["ta_file"]],
                mode="markers",
                marker={
                    "color": colour,
                    "size": size,
                    "symbol": symbol,
                    "line": {"color": colour, "width": 2},
                },
                customdata=[_says(row, t) for row in part.to_dict("records")],
                hovertemplate="%{customdata}<extra></extra>",
                meta=str(year),
            )
        )
    for row in ends.to_dict("records"):
        place: dict[str, Any] = {"xanchor": "left", "colour": INK.ink, "align": "left"}
        note(fig, 1, order[row["ta_file"]], _end(row, known, t), xref="paper", xshift=8, **place)
    key = "   ".join(
        f"{sign} {year}" for sign, year in zip("◇○●"[-len(years) :], years[-3:], strict=True)
    )
    note(
        fig,
        0,
        1,
        key,
        colour=INK.ink,
        size=13,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
    )
    fig.update_xaxes(
        range=[0, 104], tickvals=[0, 25, 50, 75, 100], showgrid=True, gridcolor=INK.grid
    )
    fig.update_yaxes(
        tickvals=list(order.values()),
        ticktext=[wrapped(t.pick(row, "ta_file"), 22) for row in ends.to_dict("records")],
        range=[len(order) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_layout(margin_t=30, margin_r=92)
    stamp_if(fig, rows, t)
    return _said(fig, rows, known, years, t)


def _marks(years: list[int]) -> list[tuple[int, str, int, str]]:
    looks = [
        (INK.muted, 8, "diamond-open"),
        (INK.muted, 9, "circle-open"),
        (INK.pilot, 12, "circle"),
    ]
    return [(year, *look) for year, look in zip(years[-3:], looks[-len(years[-3:]) :], strict=True)]


def _says(row: dict, t: Text) -> str:
    due = t.count("chart.trend.due", int(row["due_months"]))
    share = t.percent(row["published_due_pct"], 1)
    return f"{t.pick(row, 'ta_file')}<br>{row['year']}: {share} · {due}"


def _change(part: pd.DataFrame) -> float | None:
    values = part.sort_values("year")["published_due_pct"].tolist()
    return values[-1] - values[-2] if len(values) > 1 else None


def _end(row: dict, known: pd.DataFrame, t: Text) -> str:
    if row["due_state"] != "value":
        return f"n = {t.number(row['municipalities'])} < {t.minimum_group}"
    change = _change(known[known["ta_file"] == row["ta_file"]])
    after = "" if change is None else f"  {t.points(change, 1).split()[0]}"
    return f"<b>{t.number(row['published_due_pct'], 1)}</b>{after}"


def _said(
    fig: go.Figure, rows: pd.DataFrame, known: pd.DataFrame, years: list[int], t: Text
) -> Chart:
    place, last = rows["geography"].iloc[0], years[-1]
    spans = {
        name: (part.iloc[0], part.iloc[-1])
        for name, part in known.sort_values("year").groupby("ta_file")
        if len(part) > 1 and part["year"].iloc[-1] == last
    }
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')} {row['year']}: {t.percent(row['published_due_pct'], 1)}"
        for row in known.to_dict("records")
    )
    takeaway = t("chart.months.few", place=place)
    if spans:
        rise = {
            name: b["published_due_pct"] - a["published_due_pct"] for name, (a, b) in spans.items()
        }
        top = max(rise, key=rise.__getitem__)
        before, after = spans[top]
        fell = sum(change < 0 for change in rise.values())
        takeaway = t.count(
            "chart.trend.takeaway" if rise[top] > 0 else "chart.trend.none_rose",
            fell,
            file=t.pick(after, "ta_file"),
            before=t.percent(before["published_due_pct"], 1),
            after=t.percent(after["published_due_pct"], 1),
            all=t.number(len(rise)),
            start=before["year"],
            year=last,
        )
    return Chart(
        figure=fig,
        takeaway=words(takeaway, rows, t),
        subtitle=t(
            "chart.trend.subtitle", place=place, before=years[-2] if len(years) > 1 else last
        ),
        alt=t("chart.trend.alt", place=place, listed=listed or t("word.few")),
        rows=rows,
    )


RECIPE = Recipe(
    id="publication_trend",
    draw=trend,
    tables=("out_publicacion__due_share",),
    columns=("ta_file", "year", "municipalities", "due_months", "published_due_pct", "seen_until"),
    metrics=("months_due_published_file", "months_due"),
    origin="computed",
)
