"""Last updates against the tenth working day: file by file, and day by day of the month."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import bar, is_simulated, stamp_if, words
from presentation.words import Text

STATES = (("on_time", INK.pilot), ("late", INK.rest), ("overdue", INK.attention))
TENTH, ROOM = 10, 34  # room between two panels, for their numbers


def files(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw, file by file, the share of last updates within the deadline, after it, and neither.

    Args:
        rows: ``out_publicacion__file_freshness``.
        t: Text in the language of the reader.
    """
    rows = rows[rows["is_monthly"]].sort_values(["on_time_pct", "ta_file_order"])
    known = rows[rows["on_time_pct"].notna()]
    if known.empty:
        return empty(t, rows)
    simulated, records = is_simulated(rows), known.to_dict("records")
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in records]
    fig = figure(height=30 * len(known) + 70, t=t, barmode="overlay", bargap=0.35)
    start = 0.0
    for state, colour in STATES:
        values = known[f"{state}_pct"].tolist()
        fig.add_bar(
            orientation="h",
            base=[start] * len(known),
            x=values,
            y=names,
            marker=bar(colour, simulated=simulated),
            customdata=[
                f"{t.number(row[f'{state}_count'])}/{t.number(row['dated_count'])}"
                for row in records
            ],
            hovertemplate="%{y}: %{customdata}<extra></extra>",
            meta=state,
        )
        for name, value in zip(names, values, strict=True):
            place: dict[str, Any] = {"xanchor": "left", "xshift": 3, "colour": INK.ink}
            note(fig, start + value, name, t.number(value, 0), **place)
        _head(fig, start, wrapped(t(f"chart.punctuality.{state}"), 12))
        start += max(values) + ROOM
    fig.update_xaxes(visible=False, range=[0, start])
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_layout(margin_t=56)
    stamp_if(fig, rows, t)
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')}: "
        + ", ".join(t.percent(row[f"{state}_pct"], 0) for state, _ in STATES)
        for row in records
    )
    worst = records[0]
    return Chart(
        figure=fig,
        takeaway=words(
            t(
                "chart.punctuality.takeaway",
                file=t.pick(worst, "ta_file"),
                on_time=t.percent(worst["on_time_pct"], 1),
                late=t.percent(worst["late_pct"], 1),
            ),
            rows,
            t,
        ),
        subtitle=t("chart.punctuality.subtitle"),
        alt=t("chart.punctuality.alt", listed=listed),
        rows=rows,
    )


def _head(fig: go.Figure, x: float, text: str) -> None:
    place: dict[str, Any] = {"yref": "paper", "xanchor": "left", "align": "left"}
    note(fig, x, 1.0, text, colour=INK.ink, size=12, yanchor="bottom", **place)


def days(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw on which working day of its month the last updates fell.

    Args:
        rows: ``out_publicacion__working_day``.
        t: Text in the language of the reader.
    """
    rows = rows.sort_values("working_day_of_month")
    if rows.empty:
        return empty(t, rows)
    colours = [INK.pilot if within else INK.rest for within in rows["is_within_deadline"]]
    fig = figure(
        go.Bar(
            x=rows["working_day_of_month"].tolist(),
            y=rows["update_count"].tolist(),
            marker={"color": colours},
            customdata=[t.percent(value, 1) for value in rows["update_share_pct"]],
            hovertemplate="%{x}: %{y} (%{customdata})<extra></extra>",
            meta="days",
        ),
        height=320,
        t=t,
        bargap=0.2,
    )
    if is_simulated(rows):
        fig.data[0].marker.pattern = {"shape": "/", "solidity": 0.4}
    top = rows.loc[rows["update_count"].idxmax()]
    fig.add_vline(x=TENTH + 0.5, line={"color": INK.ink, "width": 1.5, "dash": "dash"})
    within = float(rows.loc[rows["is_within_deadline"], "cumulative_pct"].max())
    place: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "size": 13}
    share = t.percent(within, 1)
    note(
        fig,
        TENTH + 0.4,
        1,
        t("chart.days10.within", share=share),
        xanchor="right",
        colour=INK.pilot,
        **place,
    )
    after = t("chart.days10.after", share=t.percent(100 - within, 1))
    note(fig, TENTH + 0.6, 1, after, xanchor="left", colour=INK.rest_ink, **place)
    text = f"<b>{t.number(top['update_count'])}</b>"
    note(
        fig,
        top["working_day_of_month"],
        top["update_count"],
        text,
        colour=INK.ink,
        yanchor="bottom",
    )
    fig.update_xaxes(tickvals=[1, 5, 10, 15, 20], title={"text": t("chart.days10.axis")})
    fig.update_yaxes(rangemode="tozero", range=[0, float(top["update_count"]) * 1.12])
    fig.update_layout(margin_t=34)
    stamp_if(fig, rows, t)
    facts = {
        "day": t.number(top["working_day_of_month"]),
        "share": t.percent(top["update_share_pct"], 1),
        "within": t.percent(within, 1),
        "late": t.percent(100 - within, 1),
        "n": t.number(rows["all_updates_count"].iloc[0]),
    }
    return Chart(
        figure=fig,
        takeaway=words(t("chart.days10.takeaway", **facts), rows, t),
        subtitle=t("chart.days10.subtitle", **facts),
        alt=t("chart.days10.alt", **facts),
        rows=rows,
    )


FILES = Recipe(
    id="punctuality",
    draw=files,
    tables=("out_publicacion__file_freshness",),
    columns=(
        "ta_file",
        "seen_until",
        "last_deadline",
        "dated_count",
        "on_time_pct",
        "late_pct",
        "overdue_pct",
    ),
    metrics=("updates_on_time_file", "updates_late_file", "updates_overdue_file"),
    origin="computed",
)
DAYS = Recipe(
    id="working_days",
    draw=days,
    tables=("out_publicacion__working_day",),
    columns=(
        "working_day_of_month",
        "update_count",
        "update_share_pct",
        "cumulative_pct",
        "is_within_deadline",
    ),
    metrics=("updates_by_working_day", "updates_until_working_day"),
    origin="computed",
)
