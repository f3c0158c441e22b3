"""A plan delivered against what happened: promised above, done below, the last news as a line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts import gantt
from presentation.charts.base import INK, Chart, empty, recipe
from presentation.charts.leading import ids
from presentation.charts.simulated import stamp_if
from presentation.words import Text

# Signs that the face of the house has, so that a picture keeps it.
SIGNS = {"done": "✓", "on_time": "▶", "late": "!", "not_started": "▷", "no_news": "?"}
PROMISED, DONE = 0.06, 0.3


def progress(
    steps: pd.DataFrame,
    *,
    t: Text,
    country: str | None = None,
    code: str | None = None,
    version_id: str | None = None,
) -> Chart:
    """Draw the plan of a municipality beside what was done.

    Args:
        steps: ``out_plan__progress``.
        t: Text in the language of the reader.
        country: Country of the municipality; that of the first plan when empty.
        code: Its code.
        version_id: Version of the model; the first one planned when empty.
    """
    rows = _own(steps, country=country, code=code, version_id=version_id)
    if rows.empty:
        return empty(t, rows)
    seen = rows["as_of"].max()
    days = pd.concat([rows["planned_start"], rows["date_started"], rows["date_implemented"]])
    low = gantt.at(days.dropna().min().date())
    ends = [rows["planned_end"].max(), rows["date_implemented"].max(), seen]
    high = max(gantt.at(day.date()) for day in ends if not pd.isna(day))
    wide = high - low
    fig = gantt.frame(rows, low - wide * 0.04, high + wide * 0.04, t)
    records = rows.to_dict("records")
    starts = [gantt.at(row["planned_start"].date()) for row in records]
    sizes = [_end(row["planned_end"]) - start for row, start in zip(records, starts, strict=True)]
    hovers = [progress_text(row, t) for row in records]
    places = [n + PROMISED for n in range(len(rows))]
    tools = ids(rows, "tool_es")
    plan = {"simulated": False, "base": starts, "width": 0.2, "hover": hovers, "ids": tools}
    fig.bars(sizes, places, INK.scale_3, "promised", **plan)
    done = [(n, start, end) for n, row in enumerate(records) for start, end in _happened(row, seen)]
    for meta, colour in (("done", INK.pilot), ("late", INK.attention)):
        own = [of for of in done if (records[of[0]]["days_late"] > 0) is (meta == "late")]
        hover = [hovers[n] for n, _, _ in own]
        look = {"base": [start for _, start, _ in own], "width": 0.2, "hover": hover}
        look |= {"ids": [tools[n] for n, _, _ in own]}
        lines = [n + DONE for n, _, _ in own]
        fig.bars([end - start for _, start, end in own], lines, colour, meta, **look)
    for n, row in enumerate(records):
        text = f"{SIGNS[row['plan_status']]} {t.pick(row, 'tool')}"
        gantt.name(fig, n, text, strong=row["plan_status"] == "late")
        spans = [gantt.at(row["planned_start"].date()), _end(row["planned_end"])]
        spans += [place for span in _happened(row, seen) for place in span]
        gantt.label(fig, n + (PROMISED + DONE) / 2, min(spans), max(spans), state(row, t))
    if not pd.isna(seen):
        gantt.day_line(fig, gantt.at(seen.date()), t("plan.seen", date=t.date(seen)))
    stamp_if(fig, rows, t)
    gantt.settle(fig, len(rows))
    return Chart(
        figure=fig,
        takeaway=takeaway(rows, t),
        subtitle=t("plan.progress_subtitle", **{f"sign_{k}": v for k, v in SIGNS.items()}),
        alt=t("plan.progress_alt", listed="; ".join(progress_text(row, t) for row in records)),
        rows=rows,
    )


def takeaway(rows: pd.DataFrame, t: Text) -> str:
    """Return the sentence of a plan against what happened.

    Args:
        rows: The steps of a plan delivered.
        t: Text in the language of the reader.
    """
    late = int((rows["plan_status"] == "late").sum())
    done = int((rows["plan_status"] == "done").sum())
    if (rows["plan_status"] == "no_news").all():
        return t("plan.progress_no_news", place=rows["municipality"].iloc[0])
    facts = {
        "done": t.number(done),
        "all": t.number(len(rows)),
        "date": t.date(rows["as_of"].max()),
    }
    if done == len(rows):
        return t("plan.progress_all", **facts)
    if not late:
        return t("plan.progress_none_late", **facts)
    return t.count("plan.progress", late, **facts)


def state(row: dict[str, Any], t: Text) -> str:
    """Say where a step stands: ``hecha, 12 días tarde``.

    Args:
        row: A step of a plan delivered.
        t: Text in the language of the reader.
    """
    word = t.code("plan_status", row["plan_status"])
    days = row["days_late"]
    if pd.isna(days) or not days:
        return word
    key = "plan.days_over" if row["plan_status"] == "late" else "plan.days"
    return t.count(key, int(days), status=word)


def progress_text(row: dict[str, Any], t: Text) -> str:
    """Say a step in words: promised, happened and state.

    Args:
        row: A step of a plan delivered.
        t: Text in the language of the reader.
    """
    return t(
        "plan.progress_said",
        tool=t.pick(row, "tool"),
        start=t.date(row["planned_start"]),
        end=t.date(row["planned_end"]),
        status=state(row, t),
    )


def _own(
    steps: pd.DataFrame, *, country: str | None, code: str | None, version_id: str | None
) -> pd.DataFrame:
    rows = steps
    for column, value in (("country", country), ("code", code), ("version_id", version_id)):
        if len(rows):
            rows = rows[rows[column] == (value or rows[column].iloc[0])]
    return rows.sort_values(["planned_start", "tool_order", "tool_id"]).reset_index(drop=True)


def _end(day: pd.Timestamp) -> float:
    return gantt.at((day + pd.Timedelta(days=1)).date())


def _happened(row: dict[str, Any], seen: pd.Timestamp) -> list[tuple[float, float]]:
    """Return where the bar of what was done starts and ends; nothing where nothing was."""
    done, started = row["date_implemented"], row["date_started"]
    if pd.isna(done) and pd.isna(started):
        return []
    end = seen if pd.isna(done) else done
    start = gantt.at((end if pd.isna(started) else started).date())
    return [(start, max(_end(end), start + 0.1))]


RECIPE = recipe(
    "plan_progress",
    progress,
    tables="out_plan__progress",
    columns="tool planned_start planned_end date_started date_implemented plan_status days_late",
    metrics="plan_days_late",
    needs="deliveries",
)
