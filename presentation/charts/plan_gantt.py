"""A plan worked out: each tool in its months, those that fix the end marked, slack beside them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.methods.planning import months
from presentation.charts import gantt
from presentation.charts.base import INK, Chart, empty
from presentation.charts.leading import ids
from presentation.charts.sheet import Look, Sheet
from presentation.charts.simulated import stamp_if
from presentation.words import Text

SIGN = "◆"


def chart(steps: pd.DataFrame, *, t: Text, takeaway: str, today: date) -> Chart:
    """Draw a plan.

    Args:
        steps: Rows of :func:`presentation.plans.rows.steps`.
        t: Text in the language of the reader.
        takeaway: When it ends and what fixes it.
        today: Day of the line of today.
    """
    if steps.empty:
        return empty(t, steps)
    rows = steps.reset_index(drop=True)
    starts = [gantt.at(day.date()) for day in rows["start_date"]]
    ends = [gantt.at(day.date()) + 1 / day.day for day in rows["end_date"]]
    low, high = min(starts), max(ends)
    fig = gantt.frame(rows, low - (high - low) * 0.04, high + (high - low) * 0.04, t)
    _slack(fig, rows, ends)
    for critical in (True, False):
        own = [n for n in rows.index if bool(rows["is_critical"][n]) is critical]
        colour = INK.pilot if critical else INK.scale_4
        places = [n + gantt.BAR for n in own]
        look = {
            "base": [starts[n] for n in own],
            "width": 0.4,
            "hover": [_step_sentence(rows.loc[n].to_dict(), t) for n in own],
            "ids": ids(rows.loc[own], "tool_es"),
        }
        sizes, meta = [ends[n] - starts[n] for n in own], "critical" if critical else "slack"
        fig.bars(sizes, places, colour, meta, **look)
    for n, row in enumerate(rows.to_dict("records")):
        sign = f"{SIGN} " if row["is_critical"] else ""
        gantt.name(fig, n, f"{sign}{t.pick(row, 'tool')}", strong=bool(row["is_critical"]))
        size = t.count("plan.months_short", int(row["months"]))
        text = f"{gantt.short(months.read(row['end_month']), t)} · {size}"
        last = ends[n] + int(row["slack"])
        gantt.label(fig, n + gantt.BAR, starts[n], last, text)
    gantt.day_line(fig, gantt.at(today), t("plan.today"))
    stamp_if(fig, rows, t)
    gantt.settle(fig, len(rows))
    listed = "; ".join(_step_sentence(row, t) for row in rows.to_dict("records"))
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("plan.gantt_subtitle", sign=SIGN),
        alt=t("plan.gantt_alt", listed=listed),
        rows=rows,
    )


def _slack(fig: Sheet, rows: pd.DataFrame, ends: list[float]) -> None:
    """Draw what each tool can be late as a thin line after its bar."""
    dots = {"size": [0.1, 9], "symbol": "line-ns", "simulated": True}
    for n in rows.index[rows["slack"] > 0]:
        reach = [ends[n], ends[n] + int(rows["slack"][n])]
        look: Look = {"width": 1.5, "dash": "dot", "dots": dots}
        fig.line(reach, [n + gantt.BAR] * 2, INK.muted, "room", **look)


def _step_sentence(row: dict, t: Text) -> str:
    fixes = t("plan.fixes") if row["is_critical"] else t.count("plan.room", int(row["slack"]))
    return t(
        "plan.step_said",
        tool=t.pick(row, "tool"),
        start=t.date(row["start_date"]),
        end=t.date(row["end_date"]),
        room=fixes,
    )
