"""The OGP desk: the dated milestones of a commitment against a date."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd

from pipelines import clock
from pipelines.methods.planning import months
from presentation.charts import gantt as along
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.sheet import Look
from presentation.desk.milestone import state
from presentation.words import Text

FIRST = "CL0048"
WIDE = 44
LOOK = {"done": INK.pilot, "running": INK.country, "planned": INK.muted, "overdue": INK.attention}


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
    moment = pd.Timestamp(as_of or clock.today())
    states = [state(row, moment) for row in rows.to_dict("records")]
    words = [t(f"ogp.state.{how}") for how in states]
    rows = rows.assign(milestone_state=words)
    is_dated = rows["start_date"].notna() & rows["end_date"].notna()
    dated = rows[is_dated]
    if dated.empty:
        return empty(t, rows.drop(columns="milestone_state"))
    named = [
        f"{t.pick(row, 'name')} · {row['milestone_state']}" for row in dated.to_dict("records")
    ]
    labels = ["<br>".join(wrap(text, WIDE)) for text in named]
    lines = max(2, *(label.count("<br>") + 1 for label in labels))
    fig = figure(height=(40 + 16 * lines) * len(dated) + 70, t=t)
    looks = [LOOK[how] for how, is_drawn in zip(states, is_dated, strict=True) if is_drawn]
    for at, (row, colour) in enumerate(zip(dated.to_dict("records"), looks, strict=True)):
        hover = f"{t.pick(row, 'name')}<br>{_span(row, t)}"
        ends = [row["start_date"], row["end_date"]]
        fig.line(ends, [at, at], colour, "milestone", width=12, hover=hover)
        place: Look = {"xref": "paper", "yanchor": "bottom", "yshift": 8, "align": "left"}
        fig.beside(0, at, labels[at], shift=0, size=13, **place)
    line = {"color": INK.ink, "width": 2, "dash": "dash"}
    fig.add_shape(type="line", x0=moment, x1=moment, y0=0, y1=1, yref="paper", line=line)
    low, high = min(dated["start_date"].min(), moment), max(dated["end_date"].max(), moment)
    side = "right" if moment > low + (high - low) / 2 else "left"
    text = t("chart.gantt.as_of", date=t.date(moment))
    place = {"yref": "paper", "yanchor": "bottom", "xanchor": side, "colour": INK.ink}
    fig.note(moment.isoformat(), 1, text, **place)
    fig.update_yaxes(visible=False, range=[len(dated) - 0.4, -0.75])
    room = (high - low) * 0.06
    ticks, names = along.along(months.month_of(low), months.month_of(high), t)
    days = [months.first_day(month).isoformat() for month in ticks]
    fig.update_xaxes(type="date", range=[low - room, high + room], tickvals=days, ticktext=names)
    fig.update_layout(margin_t=34, margin_l=8)
    subtitle, undated = t("chart.gantt.subtitle"), len(rows) - len(dated)
    if undated:
        subtitle = f"{subtitle} {t.count('chart.gantt.undated', undated)}"
    facts = {"all": t.number(len(rows)), "done": t.number(states.count("done"))}
    late = states.count("overdue")
    facts["overdue"] = t.count("chart.gantt.overdue", late) if late else ""
    listed = "; ".join(
        f"{t.pick(row, 'name')}: {_span(row, t)}, {row['milestone_state']}"
        for row in rows.to_dict("records")
    )
    more = {"date": t.date(moment)}
    return worded(fig, rows, t, "chart.gantt", subtitle=subtitle, listed=listed, **more, **facts)


def _span(row: Mapping[Any, Any], t: Text) -> str:
    if pd.isna(row["start_date"]) and pd.isna(row["end_date"]):
        return t("ogp.no_date")
    return f"{t.date(row['start_text'])} – {t.date(row['end_text'])}"


RECIPE = recipe(
    "ogp_gantt",
    gantt,
    tables="out_ogp__milestone",
    columns="name start_text end_text done_text source_ids",
)
