"""Editions: every build that can be opened, and which figures changed between two of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import origin_of
from pipelines.origins import SIMULATED
from pipelines.serving.compare import Change, Comparison, weight
from presentation.cards.cards import card_head
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.links import changes_link
from presentation.markup.html import Safe, emphasised, file_links, join, tag
from presentation.markup.tables import data_table, folded
from presentation.worked_out import comparison

NONE, SHOWN = "none", 40


def listing(ctx: PageContext) -> Safe:
    """Return the list of editions, newest first, each with a link that opens it.

    Args:
        ctx: The page's context.
    """
    t, builds = ctx.t, serving.builds()
    served = serving.latest_id()
    keys = ("made", "edition", "files", "delivered", "quarantined", "simulated", "state")
    numeric = {"files", "delivered", "quarantined"}
    title = t.count("datos.editions_title", len(builds))
    table = data_table(
        [(t(f"editions.{key}"), key in numeric) for key in keys],
        [_edition(ctx, manifest, served) for manifest in builds],
        caption=title,
    )
    refused = [entry for m in builds if m["build_id"] == ctx.build_id for entry in m["refused"]]
    block = ""
    if refused:
        items = tag("ul", *(tag("li", tag("bdi", _refused(ctx, entry))) for entry in refused))
        block = join([tag("h3", t("editions.refused")), items])
    return tag("div", card_head(title, t("editions.subtitle")), table, block)


def _refused(ctx: PageContext, entry: dict[str, str]) -> str:
    """Return why a file was not taken in; older editions say it in English alone."""
    return entry.get(f"message_{ctx.lang}", entry["message"])


def _edition(ctx: PageContext, manifest: dict[str, Any], served: str | None) -> list[Any]:
    t, build_id = ctx.t, manifest["build_id"]
    kept = manifest["conservation"]
    query = {"section": "editions"} | ({"lang": ctx.lang} if ctx.lang != "es" else {})
    if build_id != served:
        query = {"build": build_id} | query
    name = f"{t('editions.open')} {build_id}"
    link = tag(
        "a", t("editions.open"), href=f"/datos?{urlencode(query)}", target="_self", aria_label=name
    )
    return [
        t.moment(manifest["built_at"]),
        tag("span", build_id, class_="id"),
        t.number(len(manifest["inputs"])),
        t.number(sum(row["rows_delivered"] for row in kept)),
        t.number(sum(row["rows_quarantined"] for row in kept)),
        origin_chip(t, SIMULATED) if manifest.get("simulated") else t("word.no"),
        tag("strong", t("editions.served")) if build_id == served else link,
    ]


def others(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and labels of what the served edition can be compared with, none first.

    Args:
        ctx: The page's context.
    """
    t, served = ctx.t, serving.latest_id()
    builds = [m for m in serving.builds() if m["build_id"] != served]
    labels = [f"{t.moment(m['built_at'])} · {m['build_id']}" for m in builds]
    return [NONE, *(m["build_id"] for m in builds)], [t("editions.none"), *labels]


def difference(ctx: PageContext, against: str) -> Safe:
    """Return which figures differ between an edition and the served one, older first.

    Args:
        ctx: The page's context.
        against: Id of the other edition; ``none`` where no other was chosen.
    """
    t = ctx.t
    if against == NONE:
        return tag("p", t("editions.choose"), class_="faro-empty")
    made = {m["build_id"]: m["built_at"] for m in serving.builds()}
    served = str(serving.latest_id())
    return between(ctx, *sorted((against, served), key=lambda build_id: made[build_id]))


def between(ctx: PageContext, before: str, after: str) -> Safe:
    """Return which figures differ between two editions, and why.

    Args:
        ctx: The page's context.
        before: Id of the earlier build.
        after: Id of the later one.
    """
    try:
        compared = comparison(before, after)
    except FaroError as error:
        return tag("p", error.in_language(ctx.lang), class_="faro-empty")
    parts = _why(ctx, compared), _changes(ctx, compared)
    return tag("div", *parts, class_="faro-diff", data_origin=origin_of(*compared.changes))


def _why(ctx: PageContext, compared: Comparison) -> Safe:
    t = ctx.t
    rules = tag("p", t("editions.rules_changed")) if compared.rules_changed else ""
    if not compared.files:
        return join([rules])
    items = (
        tag("li", tag("bdi", name), f" · {t(f'editions.{what}')}")
        for name, what in compared.files.items()
    )
    return join([rules, folded(f"{t('editions.files_changed')} ({len(compared.files)})",
                               tag("ul", *items))])  # fmt: skip


def _changes(ctx: PageContext, compared: Comparison) -> Safe:
    t = ctx.t
    if not compared.changes:
        return tag("p", t("editions.same"), class_="faro-empty")
    counts = compared.counts
    tables = t.count("editions.tables", len(counts))
    title = t.count("editions.found", compared.total, tables=tables)
    by_table = data_table(
        [(t("editions.table"), False), (t("editions.count"), True)],
        [
            [_label(ctx, name), t.number(n)]
            for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
        caption=title,
    )
    top = sorted(compared.changes, key=weight)[:SHOWN]
    heads = [("table", False), ("key", False), ("figure", False), ("before", True)]
    heads += [("after", True), ("cause", False)]
    largest = data_table(
        [(t(f"editions.{key}"), is_number) for key, is_number in heads],
        [_row(ctx, change) for change in top],
        caption=t("editions.top"),
    )
    shown = t("editions.more", shown=t.number(len(top)), n=t.number(compared.total))
    return join(
        [
            tag("h3", title),
            by_table,
            tag("h3", t("editions.top")),
            largest,
            tag("p", shown, class_="faro-source"),
            file_links([(t("editions.csv"), changes_link(compared.before, compared.after))]),
        ]
    )


def _row(ctx: PageContext, change: Change) -> list[Any]:
    t = ctx.t
    if change.column is None:
        figure: Any = t(f"editions.row_{change.kind}")
        values = ["", ""]
    else:
        column = ctx.build.describe(change.table).column(change.column)
        figure = column.label.in_language(ctx.lang)
        values = [_written(ctx, value, column.unit) for value in (change.before, change.after)]
    key = tag("bdi", change.key)
    return [_label(ctx, change.table), key, figure, *values, _cause(ctx, change.cause)]


def _written(ctx: PageContext, value: float | None, unit: str | None) -> str:
    if value is None:
        return ctx.t.missing
    return ctx.t.quantity(value, unit, 0 if value.is_integer() else 2)


def _label(ctx: PageContext, table: str) -> str:
    try:
        return ctx.build.describe(table).label.in_language(ctx.lang)
    except FaroError:
        return table


def _cause(ctx: PageContext, cause: str) -> Safe:
    kind, _, what = cause.partition(": ")
    for word in ("added", "removed", "changed"):
        what = what.replace(f"({word})", f"({ctx.t(f'editions.{word}')})")
    return tag("bdi", emphasised(ctx.t(f"editions.because.{kind}", what=what)))
