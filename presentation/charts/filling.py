"""A month filling up, day by day: one row of bars a file, growing as municipalities publish."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import bar, is_simulated, stamp_if, words
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
        year, number = int(month[:4]), int(month[5:])
    elif rows.empty:
        return empty(t, rows)
    else:
        year = int(rows["year"].max())
        number = int(rows.loc[rows["year"] == year, "month"].max())
    rows = rows[(rows["year"] == year) & (rows["month"] == number)]
    if rows.empty:
        return empty(t, rows)
    deadline = rows["deadline"].iloc[0]
    chosen = pd.Timestamp(day) if day else deadline
    first = rows.iloc[0]  # any row says how far its day is from the deadline
    due_after = int(first["day_after"]) + (deadline - first["date"]).days
    at = (chosen - deadline).days + due_after
    away = (rows["day_after"] - min(max(at, FIRST), LAST)).abs()
    read = rows.loc[away.groupby(rows["ta_file"]).idxmin()]
    read = read.sort_values(["published_pct", "ta_file_order"], ascending=[False, True])
    order = {name: place for place, name in enumerate(read["ta_file"])}
    rows = rows.sort_values(["ta_file_order", "day_after"])
    fig = figure(height=46 * len(order) + 70, t=t, barmode="overlay", bargap=0)
    simulated = is_simulated(rows)
    base = len(order) - 1 - rows["ta_file"].map(order)
    maybe = TALL * (rows["possible_pct"] - rows["published_pct"]) / 100
    grown = TALL * rows["published_pct"] / 100
    colours = [
        INK.scale_3 if after > at else INK.pilot if after <= due_after else INK.rest
        for after in rows["day_after"]
    ]
    texts = [_says(row, t) for row in rows.to_dict("records")]
    for height, start, colour, name in (
        (grown, base, colours, "published"),
        (maybe, base + grown, [INK.hairline] * len(rows), "possible"),
    ):
        fig.add_bar(
            x=rows["day_after"].tolist(),
            y=height.tolist(),
            base=start.tolist(),
            marker=bar(colour, simulated=simulated),
            customdata=texts,
            hovertemplate="%{customdata}<extra></extra>",
            meta=name,
        )
    fig.add_vline(x=due_after + 0.5, line={"color": INK.ink, "width": 1.5, "dash": "dash"})
    top: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "xanchor": "left"}
    due_said = t("chart.filling.deadline", day=t.date(deadline))
    note(fig, due_after + 0.7, 1, due_said, colour=INK.ink, size=12, **top)
    for row in read.to_dict("records"):
        text = f"<b>{_share(row, t)}</b>"
        place: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": 6}
        note(
            fig, 1, len(order) - 1 - order[row["ta_file"]] + TALL / 2, text, colour=INK.ink, **place
        )
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in read.to_dict("records")]
    fig.update_yaxes(
        tickvals=[len(order) - 1 - place + TALL / 2 for place in order.values()],
        ticktext=names,
        range=[-0.1, len(order)],
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_xaxes(
        range=[FIRST - 0.5, LAST + 0.5],
        tickvals=[-10, 0, 10, 20, 30, 40],
        title={"text": t("chart.filling.axis")},
    )
    fig.update_layout(margin_t=34, margin_r=96)
    stamp_if(fig, rows, t)
    return _said(fig, rows, read, deadline, chosen, t)


def _share(row: dict[str, Any], t: Text) -> str:
    low, high = (t.percent(row[f"{end}_pct"], 0) for end in ("published", "possible"))
    return low if low == high else f"{t.number(row['published_pct'])}–{high}"


def _says(row: dict[str, Any], t: Text) -> str:
    counts = f"{t.number(row['published_count'])}/{t.number(row['municipalities'])}"
    head = f"{t.pick(row, 'ta_file')}<br>{t.date(row['date'])}: {counts}"
    unknown = int(row["possible_count"] - row["published_count"])
    return head + (f"<br>{t('chart.filling.unknown', n=t.number(unknown))}" if unknown else "")


def _said(
    fig: Any, rows: pd.DataFrame, read: pd.DataFrame, deadline: Any, chosen: Any, t: Text
) -> Chart:
    sure = read[read["possible_pct"] - read["published_pct"] < SURE]
    first, last = (sure if len(sure) else read).iloc[[0, -1]].to_dict("records")
    year, number = (int(rows[name].iloc[0]) for name in ("year", "month"))
    facts = {
        "month": t.date(f"{year}-{number:02d}"),
        "day": t.date(chosen),
        "high": t.pick(first, "ta_file"),
        "high_share": _share(first, t),
        "low": t.pick(last, "ta_file"),
        "low_share": _share(last, t),
        "deadline": t.date(deadline),
    }
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')}: {_share(row, t)}" for row in read.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=words(t("chart.filling.takeaway", **facts), rows, t),
        subtitle=t("chart.filling.subtitle", **facts),
        alt=t("chart.filling.alt", listed=listed, **facts),
        rows=rows,
    )


RECIPE = Recipe(
    id="filling",
    draw=filling,
    tables=("out_publicacion__filling",),
    columns=(
        "ta_file",
        "date",
        "day_after",
        "published_count",
        "possible_count",
        "municipalities",
        "published_pct",
        "possible_pct",
        "deadline",
    ),
    metrics=(
        "month_filled",
        "month_may_be_filled",
        "month_filled_count",
        "month_may_be_filled_count",
    ),
    origin="computed",
)
