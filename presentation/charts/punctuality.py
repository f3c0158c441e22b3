"""Last updates against the tenth working day: file by file, and day by day of the month."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts import panels
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.sheet import Look
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
    records = known.to_dict("records")
    names = [wrapped(t.pick(row, "ta_file"), 22) for row in records]
    fig = figure(rows, height=30 * len(known) + 70, t=t, barmode="overlay", bargap=0.35)
    start = 0.0
    for state, colour in STATES:
        panels.head(fig, start, wrapped(t(f"chart.punctuality.{state}"), 12))
        counts = zip(known[f"{state}_count"], known["dated_count"], strict=True)
        hover = [f"{t.number(part)}/{t.number(whole)}" for part, whole in counts]
        texts = [t.number(value, 0) for value in known[f"{state}_pct"]]
        look: Look = {"colour": colour, "meta": state, "hover": hover, "head": "%{y}: "}
        start = panels.bars(fig, start, known[f"{state}_pct"], names, texts, **look) + ROOM
    panels.frame(fig, start, 56)
    listed = "; ".join(
        f"{t.pick(row, 'ta_file')}: "
        + ", ".join(t.percent(row[f"{state}_pct"], 0) for state, _ in STATES)
        for row in records
    )
    worst = {state: t.percent(records[0][f"{state}_pct"], 1) for state in ("on_time", "late")}
    facts = {"file": t.pick(records[0], "ta_file")}
    return worded(fig, rows, t, "chart.punctuality", listed=listed, **facts, **worst)


def days(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw on which working day of its month the last updates fell.

    Args:
        rows: ``out_publicacion__working_day``.
        t: Text in the language of the reader.
    """
    rows = rows.sort_values("working_day_of_month")
    if rows.empty:
        return empty(t, rows)
    places, counts, in_time = (
        rows[name] for name in ("working_day_of_month", "update_count", "is_within_deadline")
    )
    fig = figure(rows, height=320, t=t, bargap=0.2)
    colours = [INK.pilot if within else INK.rest for within in in_time]
    hover = [
        f"{place}: {count} ({t.percent(share, 1)})"
        for place, count, share in zip(places, counts, rows["update_share_pct"], strict=True)
    ]
    fig.columns(places, counts, colours, "days", hover=hover)
    fig.add_vline(x=TENTH + 0.5, line={"color": INK.ink, "width": 1.5, "dash": "dash"})
    within = float(rows.loc[in_time, "cumulative_pct"].max())
    facts = {"within": t.percent(within, 1), "late": t.percent(100 - within, 1)}
    over: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "size": 13}
    text = t("chart.days10.within", share=facts["within"])
    fig.note(TENTH + 0.4, 1, text, xanchor="right", colour=INK.pilot, **over)
    text = t("chart.days10.after", share=facts["late"])
    fig.note(TENTH + 0.6, 1, text, xanchor="left", colour=INK.rest_ink, **over)
    top = rows.loc[counts.idxmax()]
    day, most = top["working_day_of_month"], top["update_count"]
    fig.note(day, most, f"<b>{t.number(most)}</b>", colour=INK.ink, yanchor="bottom")
    fig.update_xaxes(tickvals=[1, 5, 10, 15, 20], title={"text": t("chart.days10.axis")})
    fig.update_yaxes(rangemode="tozero", range=[0, float(most) * 1.12])
    fig.update_layout(margin_t=34)
    facts |= {"day": t.number(day), "share": t.percent(top["update_share_pct"], 1)}
    facts |= {"n": t.number(rows["all_updates_count"].iloc[0])}
    return worded(fig, rows, t, "chart.days10", **facts)


FILES = recipe(
    "punctuality",
    files,
    tables="out_publicacion__file_freshness",
    columns="ta_file seen_until last_deadline dated_count on_time_count on_time_pct late_count "
    "late_pct overdue_count overdue_pct",
    metrics="updates_on_time_file updates_late_file updates_overdue_file "
    "updates_on_time_file_count updates_late_file_count updates_overdue_file_count",
    origin="computed",
)
DAYS = recipe(
    "working_days",
    days,
    tables="out_publicacion__working_day",
    columns="working_day_of_month update_count update_share_pct cumulative_pct is_within_deadline",
    metrics="updates_by_working_day updates_until_working_day",
    origin="computed",
)
