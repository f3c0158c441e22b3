"""What stands behind the figures: sources, versions, reconciliation, checks, quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.origins import SIMULATED
from presentation import data
from presentation.cards.cards import card_head, source_note
from presentation.cards.kpi import origin_chip
from presentation.cards.taking import downloads
from presentation.context import PageContext
from presentation.markup.html import Safe, external_link, join, tag
from presentation.markup.tables import contract_table, data_table, folded

LEDGER = "out_quality__source_ledger"
VERSIONS = "out_published__figure_version"
RECONCILIATION = "out_quality__reconciliation"
CONSERVATION = "out_quality__conservation"
TRUSTED = ("reconciled", "rows_used", "sources_linked")
QUARANTINE = "core_quality__quarantine"
DONE = {"agrees"}
UNDATED = "undated"  # as the ledger writes it, in no language of a reader


def trust(ctx: PageContext) -> dict[str, tuple[int, int]]:
    """Return the counts that say how far the edition can be trusted: how many of how many.

    Args:
        ctx: The page's context.
    """
    counts = dict.fromkeys(TRUSTED, (0, 0))
    for row in data.figures(ctx.build_id, "trust_held").to_dict("records"):
        counts[row["trust_id"]] = (row["trust_held"], row["trust_whole"])
    return counts


def block(ctx: PageContext, key: str, title: str, *content: Any) -> Safe:
    """Return a section: its title, what it shows, and its content.

    Args:
        ctx: The page's context.
        key: Of its texts: ``datos.<key>_subtitle``.
        title: What the section says.
        *content: HTML under what it shows.
    """
    return tag("div", card_head(title, ctx.t(f"datos.{key}_subtitle")), *content)


def listing(ctx: PageContext, heads: Sequence[tuple[str, bool]], rows: Any, caption: str) -> Safe:
    """Return a table whose headings are keys of ``datos``.

    Args:
        ctx: The page's context.
        heads: Key of each heading, and whether its column is of numbers.
        rows: The cells, row by row.
        caption: What the table is, for who cannot see it.
    """
    named = [(ctx.t(f"datos.{key}"), is_number) for key, is_number in heads]
    return data_table(named, list(rows), caption=caption)


def sources(ctx: PageContext) -> Safe:
    """Return the ledger of sources, with links.

    Args:
        ctx: The page's context.
    """
    t, ledger = ctx.t, data.table(ctx.build_id, LEDGER)
    title = t.count("datos.sources_title", len(ledger))
    counted = ("figures", "municipal_scores", "signings", "publication_rows")
    rows = (
        [
            row["source_id"],
            external_link(row["url"], row["title"])
            if isinstance(row["url"], str)
            else row["title"],
            row["publisher"],
            t("datos.undated") if row["date_text"] == UNDATED else t.date(row["date_text"]),
            t.number(sum(row[name] for name in counted)),
        ]
        for row in ledger.to_dict("records")
    )
    heads = [
        ("source", False),
        ("title", False),
        ("publisher", False),
        ("date", False),
        ("figures", True),
    ]
    table = listing(ctx, heads, rows, t("datos.sources"))
    return block(ctx, "sources", title, table, downloads(ctx, LEDGER))


def versions(ctx: PageContext) -> Safe:
    """Return figures that several sources print differently.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, VERSIONS)
    several = rows[rows.groupby("chosen_figure_id")["value"].transform("nunique") > 1]
    order = ["indicator", "chosen_figure_id", "is_chosen", "figure_id"]
    several = several.sort_values(order, ascending=[True, True, False, True])
    cells = (
        [
            t.pick(row, "indicator"),
            _scope(ctx, row),
            t.quantity(row["value"], row["unit"], row["decimals"]),
            t.code("status", row["status"]),
            row["source_id"],
            t.remark(row),
        ]
        for row in several.to_dict("records")
    )
    heads = [
        ("indicator", False),
        ("where", False),
        ("value", True),
        ("status", False),
        ("source", False),
        ("note", False),
    ]
    title = t.count("datos.versions_title", len(several))
    table = listing(ctx, heads, cells, t("datos.versions"))
    return block(ctx, "versions", title, table, source_note(ctx, several), downloads(ctx, VERSIONS))


def _scope(ctx: PageContext, row: dict) -> str:
    year = "" if pd.isna(row["year"]) else f" · {row['year']}"
    group = "" if row["group_id"] == "all" else " · " + ctx.t.code("group", row["group_id"])
    return f"{row['geography']}{group}{year}"


def reconciliation(ctx: PageContext) -> Safe:
    """Return what was printed against what we compute, differences first.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, RECONCILIATION)
    todo, done = rows[~rows["difference_kind"].isin(DONE)], rows[rows["difference_kind"].isin(DONE)]
    title = t.count("datos.reconciliation_title", len(todo))
    return block(
        ctx,
        "reconciliation",
        title,
        _held(ctx, todo, title),
        folded(
            t("datos.reconciliation_all", n=t.number(len(done))),
            _held(ctx, done, t("datos.reconciliation")),
        ),
        downloads(ctx, RECONCILIATION),
    )


def _held(ctx: PageContext, rows: pd.DataFrame, caption: str) -> Safe:
    t = ctx.t
    cells = (
        [
            tag("span", row["figure_id"], class_="id"),
            t.pick(row, "indicator"),
            t.number(row["published_value"], row["printed_decimals"]),
            tag(
                "span",
                t.number(row["computed_value"], row["printed_decimals"] + 1),
                class_="none" if pd.isna(row["computed_value"]) else None,
            ),
            t.pick(row, "basis"),
            t.pick(row, "explanation"),
        ]
        for row in rows.to_dict("records")
    )
    heads = [
        ("id", False),
        ("indicator", False),
        ("printed", True),
        ("ours", True),
        ("against", False),
        ("verdict", False),
    ]
    return listing(ctx, heads, cells, caption)


def checks(ctx: PageContext) -> Safe:
    """Return the checks in plain words, those that failed first.

    Args:
        ctx: The page's context.
    """
    t, checks = ctx.t, ctx.build.quality["checks"]
    failed = [check for check in checks if not check["success"]]
    passed = [check for check in checks if check["success"]]
    title = t("datos.checks_title", passed=t.number(len(passed)), all=t.number(len(checks)))
    return block(
        ctx,
        "checks",
        title,
        _verdicts(ctx, failed, title) if failed else "",
        folded(
            t("datos.checks_all", n=t.number(len(passed))),
            _verdicts(ctx, passed, t("datos.checks")),
        ),
    )


def _verdicts(ctx: PageContext, checks: list[dict], caption: str) -> Safe:
    t = ctx.t
    contracts = {name: ctx.build.describe(name) for name in {check["table"] for check in checks}}
    cells = (
        [
            contracts[check["table"]].label.in_language(t.lang),
            check[t.lang],
            t.code("severity", check["severity"]),
            str(check["observed"])[:160],
        ]
        for check in checks
    )
    heads = [("table", False), ("check", False), ("severity", False), ("observed", False)]
    return listing(ctx, heads, cells, caption)


def conservation(ctx: PageContext) -> Safe:
    """Return rows delivered, in use and in quarantine.

    Args:
        ctx: The page's context.
    """
    t, kept = ctx.t, data.table(ctx.build_id, CONSERVATION)
    used, given = (t.number(n) for n in trust(ctx)["rows_used"])
    title = t("datos.conservation_title", curated=used, delivered=given)
    counts = ("rows_delivered", "rows_curated", "rows_quarantined")
    cells = (
        [_file(ctx, row), *(t.number(row[name]) for name in counts)]
        for row in kept.to_dict("records")
    )
    heads = [("file", False), ("delivered", True), ("curated", True), ("quarantined", True)]
    return block(
        ctx,
        "conservation",
        title,
        _quarantine(ctx),
        listing(ctx, heads, cells, t("datos.conservation")),
        downloads(ctx, CONSERVATION),
        downloads(ctx, QUARANTINE),
    )


def _file(ctx: PageContext, row: dict[str, Any]) -> Safe:
    mark = [" ", origin_chip(ctx.t, row["origin"])] if row["origin"] == SIMULATED else []
    return join([tag("span", row["file"], class_="id"), *mark])


def _quarantine(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.table(ctx.build_id, QUARANTINE)
    if rows.empty:
        return tag("p", t("datos.quarantine_empty"), class_="faro-empty")
    columns = ("file", "sheet", "row_number", "column_name", "reason", "raw_text")
    caption = t("datos.quarantine_caption")
    rows = rows.fillna({"sheet": "–", "column_name": t("datos.whole_row")})
    return contract_table(
        rows.head(500), ctx.build.describe(QUARANTINE), columns, t, caption=caption
    )
