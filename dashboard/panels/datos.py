"""Data and quality: sources, versions, reconciliation, checks, quarantine, dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import data
from dashboard.components.cards import card_head, downloads, source_note
from dashboard.components.html import Safe, external_link, tag
from dashboard.components.kpi import Kpi
from dashboard.components.tables import contract_table, data_table, folded
from dashboard.state import PageContext

SECTIONS = ("sources", "versions", "reconciliation", "checks", "conservation", "dictionary")
LEDGER = "out_quality__source_ledger"
VERSIONS = "out_published__figure_version"
RECONCILIATION = "out_quality__reconciliation"
CONSERVATION = "out_quality__conservation"
QUARANTINE = "core_quality__quarantine"
DONE = {"agrees"}


def kpis(ctx: PageContext) -> list[Kpi]:
    """Return the four figures that say how far the data can be trusted."""
    t, quality = ctx.t, ctx.build.quality["checks"]
    held = data.table(ctx.build_id, RECONCILIATION)
    kept = data.table(ctx.build_id, CONSERVATION)
    ledger = data.table(ctx.build_id, LEDGER)
    agree = int((held["agrees"] == True).sum())  # noqa: E712 - null is not true
    passed = sum(check["success"] for check in quality)
    used, given = int(kept["rows_curated"].sum()), int(kept["rows_delivered"].sum())
    linked = int(ledger["url"].notna().sum())
    parts = [
        ("reconciliation", agree, len(held)),
        ("checks", passed, len(quality)),
        ("rows", used, given),
        ("linked", linked, len(ledger)),
    ]
    return [
        Kpi(
            label=t(f"datos.kpi.{key}"),
            value=f"{t.number(n)}",
            origin="computed",
            detail=t(f"datos.kpi_detail.{key}", total=t.number(total)),
        )
        for key, n, total in parts
    ]


def section(ctx: PageContext, name: str) -> Safe:
    """Return one section as HTML (all but the dictionary, which has a control of its own)."""
    made = {
        "sources": _sources,
        "versions": _versions,
        "reconciliation": _reconciliation,
        "checks": _checks,
        "conservation": _conservation,
    }
    return made[name](ctx)


def _block(ctx: PageContext, key: str, title: str, *content: Any) -> Safe:
    return tag("div", card_head(title, ctx.t(f"datos.{key}_subtitle")), *content)


def _table(ctx: PageContext, heads: Sequence[tuple[str, bool]], rows: Any, caption: str) -> Safe:
    named = [(ctx.t(f"datos.{key}"), is_number) for key, is_number in heads]
    return data_table(named, list(rows), caption=caption)


def _sources(ctx: PageContext) -> Safe:
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
            t.date(row["date_text"]),
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
    table = _table(ctx, heads, rows, t("datos.sources"))
    return _block(ctx, "sources", title, table, downloads(ctx, LEDGER))


def _versions(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.table(ctx.build_id, VERSIONS)
    several = rows[rows.groupby("chosen_figure_id")["value"].transform("nunique") > 1]
    order = ["indicator", "chosen_figure_id", "is_chosen", "figure_id"]
    several = several.sort_values(order, ascending=[True, True, False, True])
    cells = (
        [
            t.pick(row, "indicator"),
            _scope(ctx, row),
            t.quantity(row["value"], row["unit"], row["decimals"]),
            t(f"status.{row['status']}"),
            row["source_id"],
        ]
        for row in several.to_dict("records")
    )
    heads = [
        ("indicator", False),
        ("where", False),
        ("value", True),
        ("status", False),
        ("source", False),
    ]
    title = t.count("datos.versions_title", len(several))
    table = _table(ctx, heads, cells, t("datos.versions"))
    return _block(
        ctx, "versions", title, table, source_note(ctx, several), downloads(ctx, VERSIONS)
    )


def _scope(ctx: PageContext, row: dict) -> str:
    year = "" if pd.isna(row["year"]) else f" · {row['year']}"
    group = "" if row["group_id"] == "all" else " · " + ctx.t(f"group.{row['group_id']}")
    return f"{row['geography']}{group}{year}"


def _reconciliation(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.table(ctx.build_id, RECONCILIATION)
    todo, done = rows[~rows["difference_kind"].isin(DONE)], rows[rows["difference_kind"].isin(DONE)]
    title = t.count("datos.reconciliation_title", len(todo))
    return _block(
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
    return _table(ctx, heads, cells, caption)


def _checks(ctx: PageContext) -> Safe:
    t, checks = ctx.t, ctx.build.quality["checks"]
    failed = [check for check in checks if not check["success"]]
    passed = [check for check in checks if check["success"]]
    title = t("datos.checks_title", passed=t.number(len(passed)), all=t.number(len(checks)))
    return _block(
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
            t(f"severity.{check['severity']}"),
            str(check["observed"])[:160],
        ]
        for check in checks
    )
    heads = [("table", False), ("check", False), ("severity", False), ("observed", False)]
    return _table(ctx, heads, cells, caption)


def _conservation(ctx: PageContext) -> Safe:
    t, kept = ctx.t, data.table(ctx.build_id, CONSERVATION)
    title = t(
        "datos.conservation_title",
        curated=t.number(kept["rows_curated"].sum()),
        delivered=t.number(kept["rows_delivered"].sum()),
    )
    counts = ("rows_delivered", "rows_curated", "rows_quarantined")
    cells = (
        [tag("span", row["file"], class_="id"), *(t.number(row[name]) for name in counts)]
        for row in kept.to_dict("records")
    )
    heads = [("file", False), ("delivered", True), ("curated", True), ("quarantined", True)]
    return _block(
        ctx,
        "conservation",
        title,
        _quarantine(ctx),
        _table(ctx, heads, cells, t("datos.conservation")),
        downloads(ctx, CONSERVATION),
        downloads(ctx, QUARANTINE),
    )


def _quarantine(ctx: PageContext) -> Safe:
    t, rows = ctx.t, data.table(ctx.build_id, QUARANTINE)
    if rows.empty:
        return tag("p", t("datos.quarantine_empty"), class_="faro-empty")
    columns = ("file", "sheet", "row_number", "column_name", "reason", "raw_text")
    caption = t("datos.quarantine_caption")
    return contract_table(
        rows.head(500), ctx.build.describe(QUARANTINE), columns, t, caption=caption
    )


def dictionary(ctx: PageContext, name: str) -> Safe:
    """Return the description of one table, its columns and its downloads."""
    t, contract = ctx.t, ctx.build.describe(name)
    n = int(ctx.build.manifest["row_counts"][name])
    cells = (
        [
            tag("span", column.name, class_="id"),
            column.label.in_language(t.lang),
            _unit(ctx, column.unit),
            column.definition.in_language(t.lang),
        ]
        for column in contract.columns
    )
    heads = [("column", False), ("label", False), ("unit", False), ("definition", False)]
    grain = contract.grain.in_language(t.lang)
    return tag(
        "div",
        tag("h3", contract.label.in_language(t.lang)),
        tag("p", contract.definition.in_language(t.lang)),
        tag("p", f"{grain} · {t.count('datos.rows', n)}", class_="faro-source"),
        _table(ctx, heads, cells, contract.label.in_language(t.lang)),
        downloads(ctx, name),
    )


def _unit(ctx: PageContext, unit: str | None) -> str:
    return ctx.t(f"unit.{unit}") if unit else "–"


def tables(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return names and labels of every table, those for readers first."""
    names = sorted(ctx.build.tables(), key=lambda name: (not name.startswith("out_"), name))
    labels = [f"{ctx.build.describe(name).label.in_language(ctx.lang)} · {name}" for name in names]
    return names, labels
