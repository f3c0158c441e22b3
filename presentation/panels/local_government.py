"""Municipal open government on the page of CL0054: steps, municipalities and participation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import card, chart_card, html_card
from presentation.cards.delivered import chips, deliver
from presentation.cards.exact import exact
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.desk.record import LOCAL, Record
from presentation.markup.html import Safe, tag, together
from presentation.markup.tables import data_table, linked
from presentation.sorting import by_name

STEPS, PLACES, EVENTS = "out_gam__step", "out_gam__municipality", "out_gam__standard"
STANDARDS = "core_gam__standard"
NO_EVENT = {"gam_events": 0, "counted_to_date": 0}
MEASURED = {
    "adhesion": "cl0054_adhesions",
    "diagnosis": "cl0054_diagnoses",
    "plan": "cl0054_plans",
    "midterm": "cl0054_midterm",
    "final": "cl0054_final",
    "budget_platform": "cl0054_platform",
}
MEASUREMENT = "ogp_measurement"
DATES = ("adhered_on", "diagnosed_on", "midterm_on", "final_on", "platform_on")


def section(ctx: PageContext, record: Record, *, page: str) -> None:
    """Show what municipalities delivered about the model, on the page of its commitment alone.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    if record.code != LOCAL:
        return
    t, when = ctx.t, record.as_of.isoformat()
    if not record.local:
        deliver(ctx, "adhesion", t("gam.deliver"))
        return
    with together("faro-row"):
        chart_card(ctx, "gam_steps", page=page, link={"commitment": record.code}, as_of=when)
        card("gam_check", against(ctx, record, page=page))
    card("gam_places", places(ctx, when, page=page))


def participation(ctx: PageContext, record: Record, *, page: str) -> None:
    """Show what people took part in, on the page of its commitment alone.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    if record.code == LOCAL and record.local:
        card("gam_standards", standards(ctx, record.as_of.isoformat(), page=page))


@data.drawn
def against(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return what the municipalities delivered beside what was measured for the commitment.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, pd.DataFrame(record.local)
    lines, differing = [], 0
    for row in rows.to_dict("records"):
        measured = _measured(record, row["step"])
        then = value = verdict = "–"
        if measured is None:
            value = t("gam.not_measured")
        else:
            count = _by(ctx, row["step"], measured["observed_on"])
            differs = measured["value"] != count
            differing += differs
            value = f"{t.number(measured['value'])} ({t.date(measured['observed_on'])})"
            then, verdict = t.number(count), t("gam.differs" if differs else "gam.agrees")
        now = f"{t.number(row['municipality_count'])} ({t.date(row['observed_on'])})"
        lines.append([t(f"gam.step.{row['step']}"), now, value, then, verdict])
    title = t.count("gam.check", differing) if differing else t("gam.check_none")
    keys = (("step", False), ("count", True), ("measured", True), ("then", True), ("same", False))
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table([(t(f"gam.head.{k}"), n) for k, n in keys], lines, caption=title),
        name="gam_check",
        title=words(title, rows, t),
        subtitle=t("gam.check_subtitle", date=t.date(record.as_of)),
        rows=rows,
        table=STEPS,
        page=page,
        metrics=("gam_municipalities",),
        commitment=record.code,
        as_of=record.as_of.isoformat(),
    )


def _measured(record: Record, step: str) -> Mapping[str, Any] | None:
    """Return the last measurement delivered for the commitment itself, if there is one."""
    indicator = record.indicators.get(MEASURED.get(step, ""))
    own = [row for row in indicator.values if row["metric_id"] == MEASUREMENT] if indicator else []
    return own[-1] if own else None


def _by(ctx: PageContext, step: str, day: pd.Timestamp) -> int:
    """Return how many municipalities had taken a step by a day."""
    rows = data.figures(ctx.build_id, "gam_municipalities", country="CL", step=step)
    then = rows[rows["observed_on"] <= day]
    return int(then["gam_municipalities"].max()) if len(then) else 0


@data.drawn
def places(ctx: PageContext, when: str, *, page: str) -> Safe:
    """Return the municipalities that had joined by a date, with their plan and its follow-up.

    Args:
        ctx: The page's context.
        when: The day it is told of, in ISO.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, data.table(ctx.build_id, PLACES, country="CL")
    rows = rows[rows["adhered_on"] <= pd.Timestamp(when)]
    rows = rows.sort_values(["region_order", "municipality"], key=by_name)
    title = t.count(
        "gam.places", len(rows), outside=t.number(rows["is_outside_capital_region"].sum())
    )
    far = rows["capital_distance_km"].max()
    distance = t("gam.no_distance") if pd.isna(far) else t("gam.farthest", n=t.number(far, 0))
    title = f"{title}. {distance}"
    keys = ("municipality", "region", "distance", *DATES, "plan", "events")
    heads = [(t(f"gam.head.{key}"), key in ("distance", "events")) for key in keys]
    lines = [_line(ctx, row, when) for row in rows.to_dict("records")]
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title, search=t("word.search")),
        name="gam_places",
        title=words(title, rows, t),
        subtitle=t("gam.places_subtitle", date=t.date(when)),
        rows=rows,
        table=PLACES,
        page=page,
        commitment=LOCAL,
        as_of=when,
    )


def _line(ctx: PageContext, row: dict, when: str) -> list[Safe | str]:
    t, moment = ctx.t, pd.Timestamp(when)
    far = row["capital_distance_km"]
    dates = [t.date(row[k]) if pd.notna(row[k]) and row[k] <= moment else "–" for k in DATES]
    plan = "–"
    if row["milestone_count"]:
        part, whole = t.number(row["done_count"]), t.number(row["milestone_count"])
        plan = t.count("gam.plan", int(row["commitment_count"]), done=part, all=whole)
    missing = tag("span", t.missing, class_="none")
    distance = missing if pd.isna(far) else t("gam.km", n=t.number(far, 0))
    events = t.number(row["event_count"])
    place = [linked(t, row, name) for name in ("municipality", "region")]
    return [*place, distance, *dates, plan, events]


@data.drawn
def standards(ctx: PageContext, when: str, *, page: str) -> Safe:
    """Return the participation events by co-creation standard, with none where there is none.

    Args:
        ctx: The page's context.
        when: The day it is told of, in ISO.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, data.figures(ctx.build_id, "gam_events", country="CL")
    rows = rows[rows["year"] <= int(when[:4])]
    listed = data.table(ctx.build_id, STANDARDS).sort_values("standard_order")
    listed = listed[listed["valid_from"] <= int(when[:4])]
    latest = rows.sort_values("year").drop_duplicates("standard_id", keep="last")
    own = {row["standard_id"]: row for row in latest.to_dict("records")}
    lines = []
    for row in listed.to_dict("records"):
        event, people = own.get(row["standard_id"], NO_EVENT), t.missing
        if event["counted_to_date"]:
            attended = t.number(event["gam_people"])
            people = t.count("gam.people", int(event["counted_to_date"]), people=attended)
        ends = "" if pd.isna(row["valid_to"]) else str(int(row["valid_to"]))
        lines.append(
            [
                t.pick(row, "name"),
                f"{int(row['valid_from'])}–{ends}",
                t.number(event["gam_events"]),
                people,
            ]
        )
    total, met = latest["gam_all_events"].max() if own else 0, len(own)
    title = t.count("gam.standards", int(total), met=t.number(met), all=t.number(len(listed)))
    keys = (("standard", False), ("holds", False), ("events", True), ("people", False))
    return html_card(
        ctx,
        chips(ctx, rows) if len(rows) else "",
        data_table([(t(f"gam.head.{k}"), n) for k, n in keys], lines, caption=title),
        name="gam_standards",
        title=words(title, rows, t),
        subtitle=t("gam.standards_subtitle"),
        rows=rows,
        table=EVENTS,
        query=exact(ctx.build, {EVENTS: latest, STANDARDS: listed}),
        page=page,
        metrics=("gam_events", "gam_people", "gam_all_events"),
        commitment=LOCAL,
        as_of=when,
    )
