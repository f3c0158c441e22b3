"""The OGP desk: the dated milestones of a commitment against a date."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from pipelines import clock
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.words import Text

FIRST = "CL0048"
WIDE = 44
_LOOK = {
    "done": INK.pilot,
    "running": INK.country,
    "planned": INK.muted,
    "overdue": INK.attention,
}


def gantt(
    milestones: pd.DataFrame, *, t: Text, commitment: str = FIRST, as_of: str | None = None
) -> Chart:
    """Draw the dated milestones of a commitment against a date.

    Args:
        milestones: ``out_ogp__milestone``.
        t: Text in the language of the reader.
        commitment: OGP code.
        as_of: ISO date; today when empty.
    """
    rows = milestones[milestones["commitment_id"] == commitment].sort_values("milestone_order")
    dated = rows[rows["start_date"].notna() & rows["end_date"].notna()]
    if dated.empty:
        return empty(t, rows)
    moment = pd.Timestamp(as_of or clock.today())
    states = {row["milestone_id"]: state(row, moment) for row in rows.to_dict("records")}
    fig = figure(height=72 * len(dated) + 70, t=t)
    for row in dated.to_dict("records"):
        _row(fig, row, states[row["milestone_id"]], t)
    fig.add_shape(
        type="line", x0=moment, x1=moment, y0=0, y1=1, yref="paper",
        line={"color": INK.ink, "width": 2, "dash": "dash"},
    )  # fmt: skip
    low, high = min(dated["start_date"].min(), moment), max(dated["end_date"].max(), moment)
    room = (high - low) * 0.06
    note(
        fig, moment.isoformat(), 1, t("chart.gantt.as_of", date=t.date(moment)),
        yref="paper", yanchor="bottom", colour=INK.ink,
        xanchor="right" if moment > low + (high - low) / 2 else "left",
    )  # fmt: skip
    fig.update_yaxes(visible=False, range=[len(dated) - 0.4, -0.75])
    fig.update_xaxes(type="date", range=[low - room, high + room], nticks=6, tickformat="%m-%Y")
    fig.update_layout(margin_t=34, margin_l=8)
    counts = {s: list(states.values()).count(s) for s in ("done", "overdue")}
    listed = "; ".join(
        f"{t.pick(row, 'name')}: {_span(row, t)}, {t('ogp.state.' + states[row['milestone_id']])}"
        for row in rows.to_dict("records")
    )
    shown = rows.assign(milestone_state=[t(f"ogp.state.{s}") for s in states.values()])
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.gantt.takeaway", all=t.number(len(rows)),
            overdue=t.count("chart.gantt.overdue", counts["overdue"]),
            done=t.number(counts["done"]), date=t.date(moment),
        ),
        subtitle=_undated(t, len(rows) - len(dated)),
        alt=t("chart.gantt.alt", date=t.date(moment), listed=listed),
        rows=shown,
    )  # fmt: skip


def _undated(t: Text, n: int) -> str:
    subtitle = t("chart.gantt.subtitle")
    return f"{subtitle} {t.count('chart.gantt.undated', n)}" if n else subtitle


def state(row: dict, moment: pd.Timestamp) -> str:
    """Return how a milestone stands at a date: done, overdue, running, planned or undated."""
    if pd.notna(row["done_date"]) and row["done_date"] <= moment:
        return "done"
    if pd.notna(row["end_date"]) and row["end_date"] < moment:
        return "overdue"
    if pd.notna(row["start_date"]) and row["start_date"] <= moment:
        return "running"
    return "undated" if pd.isna(row["start_date"]) and pd.isna(row["end_date"]) else "planned"


def _row(fig: go.Figure, row: dict, how: str, t: Text) -> None:
    at = sum(trace.meta == "milestone" for trace in fig.data)
    name = t.pick(row, "name")
    fig.add_trace(
        go.Scatter(
            x=[row["start_date"], row["end_date"]],
            y=[at, at],
            mode="lines",
            line={"color": _LOOK[how], "width": 12},
            hovertemplate=f"{name}<br>{_span(row, t)}<extra></extra>",
            meta="milestone",
        )
    )
    words = "<br>".join(wrap(f"{name} · {t(f'ogp.state.{how}')}", WIDE))
    note(
        fig, 0, at, words, xref="paper", xanchor="left", yanchor="bottom", yshift=8,
        colour=INK.ink, size=13, align="left",
    )  # fmt: skip


def _span(row: dict, t: Text) -> str:
    if pd.isna(row["start_date"]) and pd.isna(row["end_date"]):
        return t("ogp.no_date")
    return f"{t.date(row['start_text'])} – {t.date(row['end_text'])}"


RECIPE = Recipe(
    id="ogp_gantt",
    draw=gantt,
    tables=("out_ogp__milestone",),
    columns=("name", "start_date", "end_date", "done_date", "source_ids"),
)
