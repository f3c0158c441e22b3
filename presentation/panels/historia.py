"""The history of the MGTM and its models, the law they rest on, and the PMG of 2014."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.exact import exact
from presentation.charts.base import span
from presentation.context import PageContext, address
from presentation.links import sheet_link
from presentation.markup.html import Safe, file_link, join, tag
from presentation.markup.tables import data_table, records_table

AT_ONCE = 8  # events; a reader opens the next
VIEWS = ("timeline", "law", "pmg", "sheets")
PAGE, ALL = "historia", "all"
EVENTS, FRAME, SYSTEMS = "core_historia__event", "core_historia__frame", "core_pmg__system"
ROLES, PROCESSES = "core_proceso__role_sheet", "core_proceso__sheet"
ITEMS = "core_catalogue__ig11_item"
ENDINGS = ("pdf", "docx")


@data.drawn
def topics(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the whole and then each topic of the timeline: ids and names.

    Args:
        ctx: The page's context.
    """
    ids = list(dict.fromkeys(_events(ctx)["topic"]))
    return [ALL, *ids], [ctx.t("historia.all"), *(ctx.t(f"historia.topic.{f}") for f in ids)]


def _events(ctx: PageContext) -> pd.DataFrame:
    return data.table(ctx.build_id, EVENTS).sort_values("event_order")


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return how many events there are, between which years.

    Args:
        ctx: The page's context.
    """
    rows = _events(ctx)
    years = rows["date_text"].dropna().str[:4]
    facts = {"first": years.min(), "last": years.max(), "n": ctx.t.number(len(rows))}
    return ctx.t("historia.headline", **facts)


@data.drawn
def timeline(ctx: PageContext, topic: str) -> Safe:
    """Return the events in order, each with its date, its source and the page that goes on.

    Args:
        ctx: The page's context.
        topic: Which events.
    """
    t, rows = ctx.t, _events(ctx)
    if topic != ALL:
        rows = rows[rows["topic"] == topic]
    steps = [
        tag(
            "div",
            tag("dt", _when(ctx, row)),
            tag(
                "dd",
                tag("strong", t.pick(row, "name")),
                tag("p", t.pick(row, "text")),
                tag("small", *_foot(ctx, row)),
            ),
        )
        for row in rows.to_dict("records")
    ]
    undated = int(rows["date_text"].isna().sum())
    title = t.count("historia.timeline", len(rows), undated=t.number(undated))
    return html_card(
        ctx,
        *_in_stretches(ctx, rows, steps),
        name="timeline",
        title=title,
        subtitle=t("historia.timeline_subtitle"),
        rows=rows,
        table=EVENTS,
        page=PAGE,
        topic=topic,
    )


def _in_stretches(ctx: PageContext, rows: pd.DataFrame, steps: list[Safe]) -> list[Safe]:
    """Return a long list in stretches that open one by one, named by their years."""
    years = [int(text[:4]) if isinstance(text, str) else None for text in rows["date_text"]]
    parts = []
    for start, end in stretches(years):
        own, known = steps[start:end], [year for year in years[start:end] if year is not None]
        name = span(min(known), max(known)) if known else ctx.t("historia.undated")
        words = ctx.t.count("historia.stretch", len(own), years=name)
        summary = tag("summary", tag("span", words))
        listed = tag("dl", *own, class_="faro-record in-columns")
        parts.append(
            tag("details", summary, listed, class_="faro-fold faro-stretch", open=not start)
        )
    return parts


def stretches(years: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return where to part a list of events: no two parts are of the same year.

    Args:
        years: The year of each event, in the order of the list; None where it has none.

    Returns:
        First and end of each part, of :data:`AT_ONCE` events or a few more; the last may be short.
    """
    parts, start = [], 0
    for at in range(1, len(years)):
        before = [year for year in years[:at] if year is not None]
        after = [year for year in years[at:] if year is not None]
        is_free = not before or not after or min(after) > max(before)
        if at - start >= AT_ONCE and is_free:
            parts.append((start, at))
            start = at
    return [*parts, (start, len(years))] if years else []


def _when(ctx: PageContext, row: dict[str, Any]) -> str:
    t = ctx.t
    if not isinstance(row["date_text"], str):
        return t("historia.undated")
    text = t.date(row["date_text"])
    if isinstance(row["end_text"], str):
        text = f"{text} – {t.date(row['end_text'])}"
    return f"{text} {t('historia.computed')}" if row["date_basis"] == "computed" else text


def _foot(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [f"{ctx.t('word.source')}: {row['source_id']}"]
    if isinstance(row["page"], str) and row["page"]:
        key, _, value = str(row["page_query"] or "").partition("=")
        href = address(ctx, row["page"], **({key: value} if value else {}))
        parts += [" · ", tag("a", ctx.t(f"nav.{row['page']}"), href=href, target="_self")]
    return parts


@data.drawn
def frame(ctx: PageContext, *topics_of: str, name: str) -> Safe:
    """Return the statements of some topics, each with its source or that there is none.

    Args:
        ctx: The page's context.
        name: The card, and of its texts.
        *topics_of: The topics, in order.
    """
    t, rows = ctx.t, data.table(ctx.build_id, FRAME).sort_values("frame_order")
    rows = rows[rows["topic"].isin(topics_of)]
    steps = [
        tag(
            "div",
            tag("dt", t.pick(row, "name")),
            tag("dd", tag("p", t.pick(row, "text")), tag("small", _source(ctx, row))),
        )
        for row in rows.to_dict("records")
    ]
    return html_card(
        ctx,
        tag("dl", *steps, class_="faro-record in-columns"),
        name=name,
        title=t(f"historia.{name}"),
        subtitle=t(f"historia.{name}_subtitle"),
        rows=rows,
        table=FRAME,
        page=PAGE,
    )


def _source(ctx: PageContext, row: dict[str, Any]) -> str:
    source = row["source_id"]
    known = isinstance(source, str) and source
    return f"{ctx.t('word.source')}: {source}" if known else ctx.t("note.no_source")


@data.drawn
def items(ctx: PageContext) -> Safe:
    """Return the items of General Instruction 11 whole, with what they rest on.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS).sort_values("item_order")
    lines = [
        [f"{row['item_id']} {t.pick(row, 'name')}", t.pick(row, "description"), row["source_id"]]
        for row in rows.to_dict("records")
    ]
    heads = [(t(f"historia.head.{key}"), False) for key in ("item", "content", "source")]
    title = t("historia.items", n=t.number(len(rows)))
    return html_card(
        ctx,
        records_table(heads, lines, caption=title),
        name="items",
        title=title,
        subtitle=t("historia.items_subtitle"),
        rows=rows,
        table=ITEMS,
        page=PAGE,
    )


@data.drawn
def systems(ctx: PageContext) -> Safe:
    """Return areas and systems of the PMG with the network of experts, list by list.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, SYSTEMS).sort_values("system_order")
    lists = ("in_first_list", "in_second_list", "in_expert_list")
    lines = [
        [
            t.pick(row, "area"),
            t.pick(row, "name"),
            row["experts"] if isinstance(row["experts"], str) and row["experts"] else t.missing,
            *("●" if row[column] else "–" for column in lists),
        ]
        for row in rows.to_dict("records")
    ]
    keys = ("area", "system", "experts", *lists)
    title = t("historia.systems", areas=t.number(rows["area_id"].nunique()), n=t.number(len(rows)))
    return html_card(
        ctx,
        data_table([(t(f"historia.head.{key}"), False) for key in keys], lines, caption=title),
        name="systems",
        title=title,
        subtitle=t("historia.systems_subtitle"),
        rows=rows,
        table=SYSTEMS,
        page=PAGE,
    )


@data.drawn
def sheets(ctx: PageContext) -> Safe:
    """Return the role and process sheets, each to be taken away as PDF or DOCX.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    roles = data.table(ctx.build_id, ROLES).sort_values("role_order")
    processes = data.table(ctx.build_id, PROCESSES).sort_values("process_order")
    lines = [
        [t("historia.process_sheet"), t.pick(row, "name"), t.pick(row, "objective"),
         _links(ctx, "process", row["process_id"])]
        for row in processes.to_dict("records")
    ]  # fmt: skip
    lines += [
        [t("historia.role_sheet"), t.pick(row, "name"), t.pick(row, "functions"),
         _links(ctx, "role", row["role_id"])]
        for row in roles.to_dict("records")
    ]  # fmt: skip
    keys = ("sheet", "name", "content", "take")
    heads = [(t(f"historia.head.{key}"), False) for key in keys]
    title = t("historia.sheets", n=t.number(len(lines)))
    return html_card(
        ctx,
        records_table(heads, lines, caption=title),
        name="sheets",
        title=title,
        subtitle=t("historia.sheets_subtitle"),
        rows=processes,
        table=PROCESSES,
        query=exact(ctx.build, {PROCESSES: processes, ROLES: roles}),
        page=PAGE,
    )


def _links(ctx: PageContext, kind: str, name: str) -> Safe:
    links = [
        file_link(ending.upper(), sheet_link(ctx.build_id, kind, name, ending, ctx.lang))
        for ending in ENDINGS
    ]
    return join([links[0], " ", links[1]])
