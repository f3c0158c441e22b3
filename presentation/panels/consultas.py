"""Consultas: what can be asked, and of what: examples, tables and their columns, limits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines import serving
from presentation import data
from presentation.context import PageContext, address
from presentation.links import columns_link
from presentation.markup.html import Safe, tag
from presentation.markup.tables import folded
from presentation.panels.row_origins import made_up
from presentation.words import Text

PAGE = "consultas"


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return how much there is to ask.

    Args:
        ctx: The page's context.
    """
    t, counts, (n, _) = ctx.t, ctx.build.manifest["row_counts"], made_up(ctx)
    figures = {"tables": t.number(len(counts)), "rows": t.number(sum(counts.values()))}
    if not n:
        return t("consultas.headline", **figures)
    return t("consultas.headline_simulated", n=t.number(n), **figures)


@data.drawn
def limits(ctx: PageContext) -> str:
    """Return what one query may use, in words.

    Args:
        ctx: The page's context.
    """
    most = serving.Limits()
    return ctx.t(
        "consultas.limits",
        seconds=ctx.t.number(most.seconds),
        rows=ctx.t.number(most.rows),
        memory=ctx.t.number(most.memory_mb),
    )


@data.drawn
def examples(ctx: PageContext) -> Safe:
    """Return the questions to start from, as links.

    Args:
        ctx: The page's context.
    """
    links = [
        tag(
            "li",
            tag(
                "a",
                example.title.in_language(ctx.lang),
                href=address(ctx, PAGE, q=example.in_language(ctx.lang)),
                target="_self",
            ),
        )
        for example in serving.examples()
    ]
    return folded(ctx.t("consultas.examples"), tag("ul", *links, class_="faro-list"))


def table_of(sql: str, names: Sequence[str]) -> str:
    """Return the first table that a query names; the first of all where it names none.

    Args:
        sql: The query.
        names: The tables there are.
    """
    return next((word for word in re.findall(r"\w+", sql) if word in names), names[0])


@data.drawn
def schema(ctx: PageContext, table: str) -> Safe:
    """Return the columns of a table beside the box; a click writes a name into the query.

    Args:
        ctx: The page's context.
        table: Name of a core or out table.
    """
    t, contract = ctx.t, ctx.build.describe(table)
    names = [
        tag(
            "li",
            _insert(column.name),
            tag("span", _with_unit(ctx, column.label.in_language(t.lang), column.unit)),
        )
        for column in contract.columns
    ]
    label = t.count("consultas.columns", len(names))
    more = tag("a", t("consultas.definitions"), href="#tables", target="_self")
    return tag(
        "div",
        tag("p", _insert(table), " ", tag("span", f"{label} · "), more),
        tag("ul", *names, tabindex="0", aria_label=label),
        class_="faro-schema",
        data_faro_columns=columns_link(ctx.build_id, t.lang),
        data_faro_columns_how=t("consultas.completion"),
    )


def _insert(name: str) -> Safe:
    return tag("button", name, type="button", data_faro_insert=name)


def _with_unit(ctx: PageContext, label: str, unit: str | None) -> str:
    return f"{label} ({ctx.t.code('unit', unit)})" if unit else label


@lru_cache(maxsize=8)
def columns(build_id: str, lang: str) -> str:
    """Return what can be written in a query, as JSON: table → its label, and its columns.

    Each column is its name and what it holds, with its unit.

    Args:
        build_id: The build.
        lang: ``es`` or ``en``.
    """
    build = serving.open(build_id)
    ctx = PageContext(build, Text(lang, build))
    listed = {}
    for name in sorted(build.tables()):
        contract = build.describe(name)
        described = [
            [c.name, _with_unit(ctx, c.label.in_language(lang), c.unit)] for c in contract.columns
        ]
        listed[name] = [contract.label.in_language(lang), described]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def rows_of(ctx: PageContext, table: str) -> str:
    """Return the link that asks for the first rows of a table.

    Args:
        ctx: The page's context.
        table: Name of a core or out table.
    """
    return address(ctx, PAGE, q=f"select * from {table} limit 20", table=table)  # noqa: S608


@data.drawn
def endpoints(ctx: PageContext) -> Safe:
    """Return where every metric can be read by any tool: the endpoints of the edition shown.

    Args:
        ctx: The page's context.
    """
    index = "/api/index.json" if ctx.is_latest else f"/api/{ctx.build_id}/index.json"
    link = tag("a", tag("code", index), href=index, target="_blank")
    return tag("p", ctx.t("consultas.api"), " ", link, class_="faro-source")
