"""Data and quality: sources, versions, reconciliation, checks, quarantine, dictionary."""

from __future__ import annotations

from pipelines.marking import origin_of
from pipelines.origins import COMPUTED, worst
from presentation import data
from presentation.cards.cards import card_head
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi, origin_chip
from presentation.cards.taking import downloads
from presentation.choices.packs import PACKS, tables_of
from presentation.context import PageContext
from presentation.links import pack_link
from presentation.markup.html import Safe, file_link, tag
from presentation.panels import evidence, row_origins
from presentation.panels.row_origins import made_up

METRICS = ("trust_held", "trust_whole")
CHECKS = "quality.json: checks, success = true"
SECTIONS = (
    "packs",
    "sources",
    "origins",
    "versions",
    "reconciliation",
    "checks",
    "conservation",
    "dictionary",
    "editions",
)
TRUSTED = {"reconciliation": "reconciled", "rows": "rows_used", "linked": "sources_linked"}


@data.drawn
def counts(ctx: PageContext) -> dict[str, tuple[int, int]]:
    """Return, for each of the four figures of the page, how many and of how many.

    Args:
        ctx: The page's context.
    """
    quality, held = ctx.build.quality["checks"], evidence.trust(ctx)
    checks = (sum(check["success"] for check in quality), len(quality))
    order = ("reconciliation", "checks", "rows", "linked")
    return {figure: held[TRUSTED[figure]] if figure in TRUSTED else checks for figure in order}


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return the sentence that says what agrees and what passed, each of how many.

    Args:
        ctx: The page's context.
    """
    t, counted = ctx.t, counts(ctx)
    (agree, printed), (passed, checks) = counted["reconciliation"], counted["checks"]
    numbers = {"agree": agree, "printed": printed, "passed": passed, "checks": checks}
    words = t("datos.headline", **{name: t.number(n) for name, n in numbers.items()})
    n, every = made_up(ctx)
    rows = t("datos.headline_simulated", n=t.number(n), all=t.number(every)) if n else ""
    return f"{words}{rows}"


@data.drawn
def kpis(ctx: PageContext) -> list[Kpi]:
    """Return the four figures that say how far the data can be trusted.

    Args:
        ctx: The page's context.
    """
    t, cards = ctx.t, []
    for key, (n, total) in counts(ctx).items():
        label, value = t(f"datos.kpi.{key}"), t.number(n)
        detail = t(f"datos.kpi_detail.{key}", total=t.number(total))
        title = f"{label}: {value} {detail}"
        cite = Cite(title, CHECKS, "datos")  # made on finished tables: none can hold their count
        origin = ctx.build.origin_of()
        if key in TRUSTED:
            query = metric_sql(ctx, "trust_held", trust_id=TRUSTED[key])
            cite = Cite(title, query, "datos", metrics=METRICS)
            origin = origin_of(data.figures(ctx.build_id, "trust_held", trust_id=TRUSTED[key]))
        cards.append(Kpi(label, value, worst([COMPUTED, origin]), detail, cite=cite))
    return cards


def section(ctx: PageContext, name: str) -> Safe:
    """Return one section as HTML (all but the dictionary, which has a control of its own).

    Args:
        ctx: The page's context.
        name: The section.
    """
    made = {
        "packs": packs,
        "sources": evidence.sources,
        "origins": row_origins.listed,
        "versions": evidence.versions,
        "reconciliation": evidence.reconciliation,
        "checks": evidence.checks,
        "conservation": evidence.conservation,
    }
    return made[name](ctx)


@data.drawn
def packs(ctx: PageContext) -> Safe:
    """Return the shelf of data sets: what each holds, its worst origin, and its ZIP.

    Args:
        ctx: The page's context.
    """
    t, shelf = ctx.t, []
    for pack_id in PACKS:
        names = tables_of(ctx.build, pack_id)
        origin = ctx.build.origin_of(*names)
        rows = sum(int(ctx.build.manifest["row_counts"][name]) for name in names)
        shelf.append(
            tag(
                "li",
                tag("h3", t(f"packs.{pack_id}"), " ", origin_chip(t, origin)),
                tag("p", t(f"packs.about.{pack_id}")),
                file_link(t("packs.take"), pack_link(ctx.build_id, pack_id)),
                tag(
                    "span",
                    f" {t.count('packs.tables', len(names))} · {t.count('datos.rows', rows)}",
                ),
            )
        )
    return tag(
        "div",
        card_head(t.count("packs.title", len(PACKS)), t("packs.subtitle")),
        tag("ul", *shelf, class_="faro-tasks"),
    )


@data.drawn
def dictionary(ctx: PageContext, name: str) -> Safe:
    """Return the description of one table, its worst origin, its columns and its downloads.

    Args:
        ctx: The page's context.
        name: Name of a core or out table.
    """
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
    grain, chip = contract.grain.in_language(t.lang), origin_chip(t, ctx.build.origin_of(name))
    return tag(
        "div",
        tag("h3", contract.label.in_language(t.lang), " ", chip),
        tag("p", contract.definition.in_language(t.lang)),
        tag("p", f"{grain} · {t.count('datos.rows', n)}", class_="faro-source"),
        evidence.listing(ctx, heads, cells, contract.label.in_language(t.lang)),
        downloads(ctx, name),
    )


def _unit(ctx: PageContext, unit: str | None) -> str:
    return ctx.t.code("unit", unit) if unit else "–"


@data.drawn
def tables(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return names and labels of every table, those for readers first.

    Args:
        ctx: The page's context.
    """
    names = sorted(ctx.build.tables(), key=lambda name: (not name.startswith("out_"), name))
    labels = [f"{ctx.build.describe(name).label.in_language(ctx.lang)} · {name}" for name in names]
    return names, labels
