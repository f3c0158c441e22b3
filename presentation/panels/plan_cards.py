"""The cards of a plan: drawn, its critical path, and what more tools at once would do."""

from __future__ import annotations

from datetime import date
from typing import Any

from presentation import data, worked_out
from presentation.cards.cards import card, card_head
from presentation.cards.cite import Cite, cite_block
from presentation.cards.figure import plot
from presentation.cards.kpi import origin_chip
from presentation.cards.taking import card_pictures
from presentation.charts import simulated
from presentation.charts.base import Plot
from presentation.charts.credits import sourced
from presentation.context import PageContext
from presentation.links import command, plan_link
from presentation.markup.html import Safe, file_links, tag
from presentation.markup.tables import data_table, later, linked, over
from presentation.plans import choices as asking
from presentation.plans import rows
from presentation.plans.view import View

PAGE = "plan"
HEADS = ("tool", "start", "end", "months", "basis", "slack", "after")


def gantt(ctx: PageContext, view: View, today: date) -> None:
    """Show the plan drawn, with all that must stand beside it.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
        today: The day drawn as today.
    """
    t, drawn = ctx.t, worked_out.plan_chart(ctx.build_id, view.choices, ctx.lang, today)
    made = view.plan
    if made is None:
        return
    title = t(
        "plan.gantt_title",
        span=rows.span(t, made.start, made.end),
        n=t.number(sum(step.is_critical for step in made.steps)),
        all=t.number(len(made.steps)),
    )
    head = card_head(simulated.words(title, view.steps, t), drawn.subtitle)
    origin = tag("p", origin_chip(t, view.work.origin))
    card("gantt", head, origin, plot(drawn, name="plan_gantt"), _foot(ctx, view, drawn))


@data.drawn
def path(ctx: PageContext, view: View) -> Safe:
    """Return the critical path: each tool of it and why it starts when it does.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, made, work = ctx.t, view.plan, view.work
    if made is None:
        return Safe("")
    items = []
    for at, link in enumerate(made.chain):
        step = made.step(link.tool_id)
        span = rows.span(t, step.start, step.end)
        tool = {"tool_id": link.tool_id, "version_id": view.choices.version}
        tool["tool_es"] = work.name(link.tool_id, t.lang)
        name = tag("h3", linked(t, tool, "tool_es"))
        why = rows.reason(made, work, at, t)
        size = tag("p", t.count("plan.months_short", step.months), class_="value")
        items.append(tag("li", size, tag("div", name, tag("p", f"{span}. {why}"))))
    title = t.count("plan.path_title", len(made.chain))
    return tag(
        "div",
        card_head(title, t("plan.path_subtitle")),
        tag("ol", *items, class_="faro-readings small"),
        under(ctx, view, title, name="path"),
    )


@data.drawn
def capacities(ctx: PageContext, view: View) -> Safe:
    """Return when the plan would end with fewer and with more tools at once.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, choices = ctx.t, view.choices
    lines = []
    for capacity, end in sorted(view.ends.items()):
        change = end - view.ends[choices.capacity]
        words = t("plan.as_asked") if capacity == choices.capacity else rows.away(change, t)
        lines.append([t.count("plan.at_once", capacity), rows.month(t, end), words])
    keys = ("plan.col.capacity", "plan.col.end", "plan.col.change")
    best = min(view.ends, key=lambda number: (view.ends[number], number))
    gain = view.ends[choices.capacity] - view.ends[best]
    if gain > 0:
        title = t.count("plan.capacity_title", gain, at_once=t.count("plan.at_once", best))
    else:
        title = t("plan.capacity_same")
    table = data_table([(t(key), False) for key in keys], lines, caption=title)
    return tag(
        "div",
        card_head(title, t("plan.capacity_subtitle")),
        table,
        under(ctx, view, title, name="capacity"),
    )


def link(view: View) -> dict[str, str]:
    """Return the choices of the page, for the permanent link of a chart.

    Args:
        view: The plan and what was asked of it.
    """
    return asking.query(view.choices)


def cite(ctx: PageContext, view: View, title: str, name: str = "") -> Cite:
    """Return what is needed to cite a plan: the command that makes it again.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
        title: What the figure says, in a sentence.
        name: The card, for the permanent link.
    """
    query = dict(asking.query(view.choices))
    return Cite(title, command(view.choices, ctx.lang), PAGE, query, card=name)


def under(ctx: PageContext, view: View, title: str, *first: Safe, name: str) -> Safe:
    """Return the source line and the row under a card of the plan.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
        title: What the figure says, in a sentence.
        name: The card, for the permanent link.
        *first: What stands before the links.
    """
    t = ctx.t
    sources = ", ".join(sorted({tool.source_id for tool in view.work.tools}))
    origin = t(f"origin.{view.work.origin}").capitalize()
    links = [
        (ending.upper(), plan_link(ctx.build_id, ending, view.choices, ctx.lang))
        for ending in asking.FORMATS
    ]
    files = file_links(links, called="plan")
    cited = cite(ctx, view, title, name)
    pictures = "" if name == "gantt" else card_pictures(ctx, cited)
    return tag(
        "div",
        tag(
            "p",
            sourced(t, origin, sources, ctx.build),
            class_="faro-source",
            data_origin=view.work.origin,
        ),
        tag(
            "div",
            *first,
            later(t("word.download"), files, pictures),
            over(t("cite.title"), cite_block(ctx, cited, view.work.origin)),
            class_="faro-actions",
        ),
    )


@data.drawn
def _foot(ctx: PageContext, view: View, chart: Plot) -> Safe:
    t = ctx.t
    heads = [(t(f"plan.col.{column}"), column in ("months", "slack")) for column in HEADS]
    lines = [_line(ctx, row) for row in view.steps.to_dict("records")]
    table = data_table(heads, lines, caption=chart.takeaway)
    return under(ctx, view, chart.takeaway, later(t("word.table"), table), name="gantt")


def _line(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    t = ctx.t
    critical = row["is_critical"]
    after = row[f"after_{t.lang}"]
    name = linked(t, row, f"tool_{t.lang}")
    return [
        tag("strong", name) if critical else name,
        t.date(row["start_date"]),
        t.date(row["end_date"]),
        t.number(row["months"]),
        t(f"plan.basis.{row['basis']}"),
        t("plan.fixes_short") if critical else t.number(row["slack"]),
        after or tag("span", t("plan.no_order"), class_="none"),
    ]
