"""A plan of adoption: what is asked, when it ends and why, and the plan delivered beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.charts import marks
from dashboard.charts.base import Plot
from dashboard.charts.plan_progress import takeaway as progress_said
from dashboard.components import plan_levers
from dashboard.components.cards import PLOT, card_head
from dashboard.components.cite import Cite, cite_block
from dashboard.components.elements import plot
from dashboard.components.html import Safe, notice, put, tag
from dashboard.components.kpi import Kpi, origin_chip
from dashboard.components.tables import data_table, folded
from dashboard.plan_files import command, plan_link
from dashboard.planning import asked as asking
from dashboard.planning import rows
from dashboard.planning.asked import HOME, Asked
from dashboard.planning.view import PLACES, PROGRESS, View
from dashboard.planning.work import tools_of, versions
from dashboard.state import PageContext, choose
from pipelines import format as fmt

PAGE, USUAL = "plan", "regional_2022"
COUNTRIES, VERSIONS = "core_territory__country", "core_model__version"
LINKS = ("xlsx", "ics", "pdf", "csv", "png", "svg")
HEADS = ("tool", "start", "end", "months", "basis", "slack", "after")


def tables(ctx: PageContext) -> Any:
    """Return the tables of the build by name."""
    return lambda name: data.table(ctx.build_id, name)


def choose_place(ctx: PageContext) -> tuple[str, str]:
    """Draw the municipality; return country and code."""
    places = data.table(ctx.build_id, PLACES).sort_values(["municipality", "code"])
    listed = sorted(set(places["country"]), key=lambda one: (one != HOME, one))
    country = HOME
    if len(listed) > 1:
        named = [fmt.country(one, ctx.lang) for one in listed]
        country = choose(ctx, "country", listed, named, default=HOME)
    own = places[places["country"] == country]
    codes = own["code"].tolist()
    labels = [f"{row.municipality} · {row.region}" for row in own.itertuples()]
    usual = "13101" if country == HOME else codes[0]
    return country, choose(ctx, "cut" if country == HOME else "code", codes, labels, default=usual)


def choose_version(ctx: PageContext, place: tuple[str, str]) -> str:
    """Draw the version of the model: that of the plan delivered when nobody asks for one."""
    t, known = ctx.t, versions(tables(ctx))
    named = data.table(ctx.build_id, VERSIONS).set_index("version_id")[f"name_{t.lang}"]
    own = data.table(ctx.build_id, PROGRESS)
    own = own[(own["country"] == place[0]) & (own["code"] == place[1])]
    usual = str(own["version_id"].min()) if len(own) else USUAL
    options = sorted(known, key=lambda one: (one != usual, one))
    labels = [str(named[one]) for one in options]
    return choose(ctx, "version", options, labels, default=options[0])


def choose_rest(ctx: PageContext, place: tuple[str, str], version: str, today: date) -> Asked:
    """Draw the other levers and return what they ask."""
    tools = tools_of(tables(ctx), version)
    lacking = sum(tool.months is None for tool in tools)
    with st.container(key="plan_months", horizontal=True):
        when = plan_levers.choose_months(ctx, today)
    with st.expander(ctx.t("plan.more_levers"), expanded=False, key="plan_more"):
        lengths = plan_levers.choose_lengths(ctx, tools, lacking=lacking)
        after = plan_levers.choose_order(ctx, tools)
    return plan_levers.chosen(place, version, when, lengths, after)


def headline(ctx: PageContext, view: View) -> str:
    """Return the sentence of the page: how the plan delivered goes, or when the new one ends."""
    if view.forecast is not None:
        said = marks.words(progress_said(view.progress, ctx.t), view.progress, ctx.t)
        end = rows.month(ctx.t, view.forecast.plan.end)
        return ctx.t("plan.headline_delivered", progress=said, end=end)
    if view.plan is None:
        return ctx.t("plan.none")
    return rows.takeaway(view.plan, view.work, ctx.t)


def lead(ctx: PageContext, view: View) -> str:
    """Return which tools are planned, for whom, and what is not known."""
    t, work = ctx.t, view.work
    words = {"version": view.version[f"name_{t.lang}"], "place": view.place}
    planned, every = len(work.request.tools), t.number(len(work.tools))
    said = [t.count("plan.lead", planned, all=every, **words)]
    if not work.is_known:
        said.append(t("plan.nothing_known"))
    elif work.done:
        said.append(t.count("plan.lead_done", len(work.done)))
    if work.left_out:
        names = t.listing([getattr(tool, t.lang) for tool in work.left_out])
        said.append(t.count("plan.left_out", len(work.left_out), names=names))
    return " ".join(said)


def notices(ctx: PageContext, view: View) -> None:
    """Say what stands in the way: no plan, an end that is not proven, an order broken."""
    t, work = ctx.t, view.work
    if view.problem is not None:
        notice(sentence(view, t.lang), kind="attention")
    if view.plan is not None and not view.plan.is_proven:
        notice(t("plan.not_proven"))
    for first, second in view.plan.broken if view.plan else ():
        named = {"first": work.name(first, t.lang), "second": work.name(second, t.lang)}
        notice(t("plan.broken", **named))


def sentence(view: View, lang: str) -> str:
    """Return why there is no plan, as a sentence."""
    text = view.problem.in_language(lang) if view.problem else ""
    return text[:1].upper() + text[1:]


def again(ctx: PageContext, view: View) -> Safe:
    """Return the head of the new plan, where another was delivered."""
    start = rows.month(ctx.t, view.asked.start)
    return card_head(ctx.t("plan.again"), ctx.t("plan.again_subtitle", start=start))


def kpis(ctx: PageContext, view: View) -> list[Kpi]:
    """Return the end, the work, the tools that fix the end, and what one more at once would do."""
    t, made, work = ctx.t, view.plan, view.work
    if made is None:
        return []
    critical = sum(step.is_critical for step in made.steps)
    length = made.end - made.start + 1
    deadline = work.asked.deadline
    room = t("plan.kpi_end_detail", start=rows.month(t, made.start))
    if deadline is not None:
        room = t.count("plan.kpi_deadline", deadline - made.end)
    cards = [
        (t("plan.kpi_end"), _short(t, made.end), t.count("plan.months", length), room),
        (
            t("plan.kpi_work"),
            t.count("plan.months_short", made.work),
            t.count("plan.kpi_tools", len(made.steps)),
            None,
        ),
        (
            t("plan.kpi_critical"),
            t.number(critical),
            t("plan.kpi_critical_detail", all=t.number(len(made.steps))),
            None,
        ),
    ]
    capacity = work.asked.capacity
    if (more := view.ends.get(capacity + 1)) is not None:
        words = t.count("plan.kpi_more", capacity + 1)
        gained = t.count("plan.kpi_sooner", made.end - more) if more < made.end else ""
        cards.append((words, _short(t, more), gained or t("plan.kpi_same"), None))
    return [
        Kpi(label, value, work.origin, detail, change, cite=cite(ctx, view, f"{label}: {value}"))
        for label, value, detail, change in cards
    ]


def gantt(ctx: PageContext, view: View, today: date) -> None:
    """Show the plan drawn, with all that must stand beside it."""
    t, drawn = ctx.t, data.plan_chart(ctx.build_id, view.asked, ctx.lang, today)
    made = view.plan
    if made is None:
        return
    title = t(
        "plan.gantt_title",
        start=rows.month(t, made.start),
        end=rows.month(t, made.end),
        n=t.number(sum(step.is_critical for step in made.steps)),
        all=t.number(len(made.steps)),
    )
    put(card_head(marks.words(title, view.steps, t), drawn.subtitle))
    put(tag("p", origin_chip(t, view.work.origin)))
    plot(drawn, key=f"plan_gantt_{t.lang}", config=PLOT)
    put(_foot(ctx, view, drawn))


def path(ctx: PageContext, view: View) -> Safe:
    """Return the critical path: each tool of it and why it starts when it does."""
    t, made, work = ctx.t, view.plan, view.work
    if made is None:
        return Safe("")
    items = []
    for at, link in enumerate(made.chain):
        step = made.step(link.tool_id)
        span = t("plan.span", start=rows.month(t, step.start), end=rows.month(t, step.end))
        name = tag("h3", work.name(link.tool_id, t.lang))
        why = rows.reason(made, work, at, t)
        size = tag("p", t.count("plan.months_short", step.months), class_="value")
        items.append(tag("li", size, tag("div", name, tag("p", f"{span}. {why}"))))
    title = t.count("plan.path_title", len(made.chain))
    return tag(
        "div",
        card_head(title, t("plan.path_subtitle")),
        tag("ol", *items, class_="faro-readings small"),
        _under(ctx, view, title),
    )


def capacities(ctx: PageContext, view: View) -> Safe:
    """Return when the plan would end with fewer and with more tools at once."""
    t, asked = ctx.t, view.asked
    lines = []
    for capacity, end in sorted(view.ends.items()):
        change = end - view.ends[asked.capacity]
        words = t("plan.as_asked") if capacity == asked.capacity else t("plan.no_change")
        if change:
            words = t.count("plan.later" if change > 0 else "plan.sooner", abs(change))
        lines.append([t.count("plan.at_once", capacity), rows.month(t, end), words])
    keys = ("plan.col.capacity", "plan.col.end", "plan.col.change")
    best = min(view.ends, key=lambda one: (view.ends[one], one))
    gain = view.ends[asked.capacity] - view.ends[best]
    if gain > 0:
        title = t.count("plan.capacity_title", gain, at_once=t.count("plan.at_once", best))
    else:
        title = t("plan.capacity_same")
    table = data_table([(t(key), False) for key in keys], lines, caption=title)
    return tag(
        "div", card_head(title, t("plan.capacity_subtitle")), table, _under(ctx, view, title)
    )


def slips(ctx: PageContext, view: View) -> Safe:
    """Return what slips in the plan delivered, and what that moves."""
    t, found = ctx.t, view.forecast
    if found is None:
        return Safe("")
    moved = rows.moves(found, view.work)
    end = {"before": rows.month(t, found.end_before), "after": rows.month(t, found.plan.end)}
    key = "plan.slips_later" if found.late > 0 else "plan.slips_same"
    title = t.count(key, max(found.late, 0), **end)
    seen = t.date(view.progress["as_of"].max())
    lines = [_moved(ctx, row) for row in moved.to_dict("records")]
    heads = [
        (t("plan.col.tool"), False),
        (t("plan.col.before"), False),
        (t("plan.col.now"), False),
        (t("plan.col.late"), True),
        (t("plan.col.why"), False),
    ]
    body = (
        data_table(heads, lines, caption=title)
        if lines
        else tag("p", t("plan.slips_none"), class_="faro-empty")
    )
    chip = "simulated" if (view.progress["origin"] == "simulated").any() else "computed"
    if chip == "simulated":
        title = f"{t('origin.simulated')}: {title}"
    return tag(
        "div",
        card_head(title, t("plan.slips_subtitle", date=seen)),
        tag("p", origin_chip(t, chip)),
        body,
        _under(ctx, view, title),
    )


def link(view: View) -> dict[str, str]:
    """Return the choices of the page, for the permanent link of a chart."""
    return asking.query(view.asked)


def cite(ctx: PageContext, view: View, title: str) -> Cite:
    """Return what is needed to cite a plan: the command that makes it again."""
    return Cite(title, command(view.asked, ctx.lang), PAGE, dict(asking.query(view.asked)))


def _foot(ctx: PageContext, view: View, chart: Plot) -> Safe:
    t = ctx.t
    heads = [(t(f"plan.col.{one}"), one in ("months", "slack")) for one in HEADS]
    lines = [_line(ctx, row) for row in view.steps.to_dict("records")]
    table = data_table(heads, lines, caption=chart.takeaway)
    return _under(ctx, view, chart.takeaway, folded(t("word.table"), table))


def _under(ctx: PageContext, view: View, title: str, *first: Safe) -> Safe:
    """Return the source line and the row under a card of the plan."""
    t = ctx.t
    sources = ", ".join(sorted({tool.source_id for tool in view.work.tools}))
    origin = t(f"origin.{view.work.origin}").capitalize()
    links = [
        tag(
            "a",
            ending.upper(),
            href=plan_link(ctx.build_id, ending, view.asked, ctx.lang),
            download=True,
            target="_self",
        )
        for ending in LINKS
    ]
    files = tag("p", tag("code", "plan"), *links, class_="faro-downloads")
    return tag(
        "div",
        tag(
            "p",
            t("note.source", origin=origin, sources=sources, build=ctx.build_id),
            class_="faro-source",
        ),
        tag(
            "div",
            *first,
            folded(t("word.download"), files),
            folded(t("word.cite"), cite_block(ctx, cite(ctx, view, title))),
            class_="faro-actions",
        ),
    )


def _line(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    t = ctx.t
    critical = row["is_critical"]
    after = row[f"after_{t.lang}"]
    return [
        tag("strong", t.pick(row, "tool")) if critical else t.pick(row, "tool"),
        t.date(row["start_date"]),
        t.date(row["end_date"]),
        t.number(row["months"]),
        t(f"plan.basis.{row['basis']}"),
        t("plan.fixes_short") if critical else t.number(row["slack"]),
        after or tag("span", t("plan.no_order"), class_="none"),
    ]


def _moved(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    t = ctx.t
    late = int(row["late_months"])
    return [
        t.pick(row, "tool"),
        t.date(row["end_before"]),
        t.date(row["end_after"]),
        t.count("plan.months_short", late) if late else t.number(0),
        t("plan.cause" if row["is_cause"] else "plan.moved"),
    ]


def _short(t: Any, month: int) -> str:
    return f"{t(f'month.{month % 12 + 1}')} {month // 12}"


def is_simulated(view: View) -> bool:
    """Return whether anything the page says stands on simulated figures."""
    frames = (view.steps, view.progress)
    return any("origin" in frame and (frame["origin"] == "simulated").any() for frame in frames)


def none_at_all(ctx: PageContext) -> bool:
    """Return whether there is nothing to choose from: no municipality or no model."""
    build = ctx.build_id
    return data.table(build, PLACES).empty or pd.DataFrame(data.table(build, VERSIONS)).empty
