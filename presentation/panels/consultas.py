"""Consultas: what can be asked, the rows of an answer, and how to take them away."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from typing import Any

import pandas as pd

from pipelines import marking, serving
from pipelines.serving import Answer
from presentation import data
from presentation import formats as fmt
from presentation.cards.cards import card_head, source_note
from presentation.cards.cite import citation
from presentation.cards.figure import plot
from presentation.cards.html import Safe, tag
from presentation.cards.tables import UNGROUPED, data_table, folded, over
from presentation.charts import answer as drawing
from presentation.context import PageContext, address, permalink
from presentation.panels.row_origins import made_up

PAGE = "consultas"
SHOWN = 300
Shown = tuple[Safe, tuple[Safe, ...], Safe]


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return how much there is to ask."""
    t, counts, (n, _) = ctx.t, ctx.build.manifest["row_counts"], made_up(ctx)
    said = {"tables": t.number(len(counts)), "rows": t.number(sum(counts.values()))}
    if not n:
        return t("consultas.headline", **said)
    return t("consultas.headline_simulated", n=t.number(n), **said)


@data.drawn
def limits(ctx: PageContext) -> str:
    """Return what one query may use, in words."""
    most = serving.Limits()
    return ctx.t(
        "consultas.limits",
        seconds=ctx.t.number(most.seconds),
        rows=ctx.t.number(most.rows),
        memory=ctx.t.number(most.memory_mb),
    )


@data.drawn
def examples(ctx: PageContext) -> Safe:
    """Return the questions to start from, as links."""
    links = [
        tag(
            "li",
            tag(
                "a",
                one.title.in_language(ctx.lang),
                href=address(ctx, PAGE, q=one.in_language(ctx.lang)),
                target="_self",
            ),
        )
        for one in serving.examples()
    ]
    return folded(ctx.t("consultas.examples"), tag("ul", *links, class_="faro-list"))


@data.drawn
def shown_example(ctx: PageContext, sql: str) -> Shown:
    """Return what is shown of the answer to one of our own examples."""
    return shown(ctx, sql, data.example(ctx.build_id, sql))


def shown(ctx: PageContext, sql: str, answer: Answer) -> Shown:
    """Return the head of an answer with its chart, its rows with their source, its citation."""
    t, rows = ctx.t, answer.frame
    count = t.count("consultas.rows", len(rows))
    read = t("consultas.read", tables=", ".join(answer.tables)) if answer.tables else ""
    took = t("consultas.took", rows=count, seconds=t.number(answer.seconds, 1), read=read)
    shape, drawn = drawing.shape_of(rows), Safe("")
    title = marking.said(count, answer.origin, t.lang)
    if shape is not None:
        told = rows.assign(origin=answer.origin)
        chart = drawing.draw(told, shape, t=t, columns=_columns(ctx, answer))
        title, took = chart.takeaway, f"{took} {chart.subtitle}"
        drawn = plot(chart.plot(), name="answer")
    listed = [_table(ctx, rows, title)]
    if len(rows) > SHOWN:
        listed.append(tag("p", t("consultas.shown", n=t.number(SHOWN)), class_="faro-source"))
    sources = rows.drop(columns="origin", errors="ignore")  # whatever a reader calls origin
    listed.append(source_note(ctx, sources, origin=answer.origin))
    here = permalink(ctx, page=PAGE, q=sql)
    cite = over(t("word.cite"), citation(ctx, title, here, sql, origin=answer.origin))
    head = tag("div", card_head(title, took), drawn)
    return head, tuple(listed), tag("div", cite, class_="faro-actions")


def _columns(ctx: PageContext, answer: Answer) -> dict[str, tuple[str, str | None]]:
    """Return label and unit of each column that the tables read describe alike."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for name in answer.tables:
        for column in ctx.build.describe(name).columns:
            said = (column.label.in_language(ctx.lang), column.unit)
            found.setdefault(column.name, set()).add(said)
    return {name: next(iter(said)) for name, said in found.items() if len(said) == 1}


def _table(ctx: PageContext, rows: pd.DataFrame, caption: str) -> Safe:
    if not len(rows.columns) or rows.empty:
        return tag("p", ctx.t("consultas.no_rows"), class_="faro-empty")
    heads = [(str(name), _is_numeric(rows[name])) for name in rows.columns]
    shown = rows.head(SHOWN)
    places = [drawing.decimals_of(shown[name]) for name in shown.columns]
    cells = [
        [_cell(ctx, *cell) for cell in zip(shown.columns, row, places, strict=True)]
        for row in shown.itertuples(index=False)
    ]
    return data_table(heads, cells, caption=caption, search=ctx.t("word.search"))


def _is_numeric(column: pd.Series) -> bool:
    is_numeric = pd.api.types.is_numeric_dtype(column)
    return is_numeric and not pd.api.types.is_bool_dtype(column)


def _cell(ctx: PageContext, name: str, value: Any, decimals: int) -> Any:
    t = ctx.t
    if isinstance(value, list | dict | tuple) or hasattr(value, "shape"):
        return str(value)
    if fmt.is_missing(value):
        return tag("span", "null", class_="none")
    if isinstance(value, bool):
        return t("word.yes" if value else "word.no")
    if isinstance(value, pd.Timestamp):
        return t.date(value)
    if not isinstance(value, numbers.Real | Decimal):
        return str(value)
    if value in (math.inf, -math.inf):
        return "∞" if float(value) > 0 else "−∞"
    return f"{value:.{decimals}f}" if name in UNGROUPED else t.number(value, decimals)


def rows_of(ctx: PageContext, table: str) -> str:
    """Return the link that asks for the first rows of a table."""
    return address(ctx, PAGE, q=f"select * from {table} limit 20", table=table)  # noqa: S608


@data.drawn
def endpoints(ctx: PageContext) -> Safe:
    """Return where every metric can be read by any tool: the endpoints of the edition shown."""
    index = "/api/index.json" if ctx.is_latest else f"/api/{ctx.build_id}/index.json"
    link = tag("a", tag("code", index), href=index, target="_blank")
    return tag("p", ctx.t("consultas.api"), " ", link, class_="faro-source")
