"""Data and quality: sources, versions, reconciliation, checks, quarantine, dictionary."""

from __future__ import annotations

from dashboard import data
from dashboard.components.cards import downloads
from dashboard.components.html import Safe, tag
from dashboard.components.kpi import Kpi
from dashboard.panels import evidence
from dashboard.state import PageContext

SECTIONS = (
    "sources",
    "versions",
    "reconciliation",
    "checks",
    "conservation",
    "dictionary",
    "editions",
)


def kpis(ctx: PageContext) -> list[Kpi]:
    """Return the four figures that say how far the data can be trusted."""
    t, quality = ctx.t, ctx.build.quality["checks"]
    held = data.table(ctx.build_id, evidence.RECONCILIATION)
    kept = data.table(ctx.build_id, evidence.CONSERVATION)
    ledger = data.table(ctx.build_id, evidence.LEDGER)
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
        "sources": evidence.sources,
        "versions": evidence.versions,
        "reconciliation": evidence.reconciliation,
        "checks": evidence.checks,
        "conservation": evidence.conservation,
    }
    return made[name](ctx)


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
        evidence.listing(ctx, heads, cells, contract.label.in_language(t.lang)),
        downloads(ctx, name),
    )


def _unit(ctx: PageContext, unit: str | None) -> str:
    return ctx.t.code("unit", unit) if unit else "–"


def tables(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return names and labels of every table, those for readers first."""
    names = sorted(ctx.build.tables(), key=lambda name: (not name.startswith("out_"), name))
    labels = [f"{ctx.build.describe(name).label.in_language(ctx.lang)} · {name}" for name in names]
    return names, labels
