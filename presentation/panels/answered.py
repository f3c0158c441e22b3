"""The answer to a query: its chart, its rows with units, and what it takes to cite it."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from typing import Any

import pandas as pd

from pipelines import marking
from pipelines.marking import Marked
from pipelines.serving import Answer, as_parquet, to_take
from presentation import data, drawing, worked_out
from presentation import formats as fmt
from presentation.cards.cards import card_head, source_note
from presentation.cards.cite import citation
from presentation.cards.delivered import as_csv
from presentation.cards.figure import plot
from presentation.charts import answer as drawn
from presentation.charts.answer import KINDS, MOST_BARS, Column, Shape, column_of
from presentation.charts.base import Chart
from presentation.charts.credits import credit
from presentation.context import PageContext, permalink
from presentation.links import answer_link, card_link
from presentation.markup.html import Safe, file_links, tag
from presentation.markup.tables import UNGROUPED, data_table, later, linked, over
from presentation.panels.consultas import PAGE
from presentation.subjects import lead

SHOWN = 300
NOTHING = "none"
CARD = "answer"
FILES = ("csv", "parquet", "png", "svg")
BARE = {"percent", "percentage_points", "points"}  # units that stand with each value
Shown = tuple[Safe, Safe, tuple[Safe, ...], Safe]


def chosen_shape(ctx: PageContext, answer: Answer) -> tuple[Shape | None, str]:
    """Offer what can be drawn of an answer; return what is, or why it cannot be.

    Args:
        ctx: The page's context.
        answer: The answer to a query.

    Raises:
        FaroError: An address asks for what is not offered (``bad_choice``).
    """
    rows = answer.frame
    overs, numbers = drawn.axes_of(rows)
    if not numbers:
        return None, ""
    usual, columns = drawn.shape_of(rows), known(ctx, answer)
    kinds = (*KINDS, NOTHING)
    labels = {name: column_of(name, columns).label for name in (*overs, *numbers)}
    kind = ctx.choose(
        "draw",
        kinds,
        [ctx.t(f"consultas.draw.{kind}") for kind in kinds],
        default=usual.kind if usual else NOTHING,
    )
    over = ctx.choose(
        "x", overs, [labels[name] for name in overs], default=usual.over if usual else overs[0]
    )
    measured = [name for name in numbers if name != over] or numbers
    number = ctx.choose(
        "y",
        measured,
        [labels[name] for name in measured],
        default=usual.number if usual and usual.number in measured else measured[0],
    )
    shape = Shape(over, number, kind)
    if kind == NOTHING:
        return None, ""
    if drawn.is_drawable(rows, shape):
        return shape, ""
    return None, ctx.t(f"consultas.cannot.{kind}", most=ctx.t.number(MOST_BARS))


@data.drawn
def shown_example(ctx: PageContext, sql: str, along: str, number: str, kind: str) -> Shown:
    """Return what is shown of the answer to one of our own examples.

    Args:
        ctx: The page's context.
        sql: The query.
        along: The column drawn along.
        number: The column drawn.
        kind: How it is drawn; empty where it is not.
    """
    shape = Shape(along, number, kind) if kind else None
    return shown(ctx, sql, worked_out.example(ctx.build_id, sql), shape)


def shown(ctx: PageContext, sql: str, answer: Answer, shape: Shape | None) -> Shown:
    """Return the head of an answer, its chart, its rows with their source, its citation.

    Args:
        ctx: The page's context.
        sql: The question.
        answer: The answer.
        shape: What is drawn of it; None is nothing.
    """
    t, rows = ctx.t, answer.frame
    count = t.count("consultas.rows", len(rows))
    read = t("consultas.read", tables=", ".join(answer.tables)) if answer.tables else ""
    took = t("consultas.took", rows=count, seconds=t.number(answer.seconds, 1), read=read)
    title, picture = marking.with_origin(count, answer.origin, t.lang), Safe("")
    if shape is not None:
        chart = chart_of(ctx, answer, shape)
        title, took = chart.takeaway, f"{took} {chart.subtitle}"
        picture = plot(chart.plot(), name="answer")
    listed = [_table(ctx, answer, title)]
    if len(rows) > SHOWN:
        listed.append(tag("p", t("consultas.shown", n=t.number(SHOWN)), class_="faro-source"))
    listed.append(source_note(ctx, _sources(rows), origin=answer.origin))
    if answer.is_cut:
        listed.append(tag("p", t("consultas.cut", n=t.number(len(rows))), class_="faro-empty"))
    return card_head(title, took), picture, tuple(listed), _away(ctx, sql, answer, shape, title)


def _away(ctx: PageContext, sql: str, answer: Answer, shape: Shape | None, title: str) -> Safe:
    """Return what takes an answer away: files and a frame, whose addresses carry the question."""
    asks = {"q": sql}
    if shape is not None:
        asks |= {"x": shape.over, "y": shape.number, "draw": shape.kind}
    elif any(drawn.axes_of(answer.frame)):
        asks["draw"] = NOTHING
    files = [
        (
            ending.upper() if ending != "parquet" else "Parquet",
            answer_link(ctx.build_id, ending, ctx.lang, **asks),
        )
        for ending in FILES
    ]
    here = permalink(ctx, page=PAGE, **asks) + f"#{CARD}"
    embed = card_link(ctx.build_id, PAGE, CARD, ctx.lang, **asks)
    cited = citation(ctx, title, here, sql, origin=answer.origin, embed=embed)
    return tag(
        "div",
        later(
            ctx.t("word.download"),
            file_links(files),
            tag("p", ctx.t("consultas.away"), class_="faro-source"),
        ),
        over(ctx.t("cite.title"), cited),
        class_="faro-actions",
    )


def rows_as(answer: Answer, ending: str) -> Marked:
    """Return the rows of an answer as a file that knows what they were read from.

    Args:
        answer: The answer.
        ending: ``csv`` or ``parquet``.
    """
    rows = to_take(answer)
    return Marked(as_parquet(rows) if ending == "parquet" else as_csv(rows), answer.origin)


def chart_of(ctx: PageContext, answer: Answer, shape: Shape) -> Chart:
    """Return an answer drawn, with the labels, units and decimals that Faro knows.

    Args:
        ctx: The page's context.
        answer: The answer to a query.
        shape: Which columns are drawn, and how.
    """
    rows = answer.frame.assign(origin=answer.origin)
    return drawn.draw(rows, shape, t=ctx.t, columns=known(ctx, answer))


def picture(ctx: PageContext, answer: Answer, shape: Shape, ending: str) -> Marked:
    """Return the chart of an answer as a picture with its title, source and build.

    Args:
        ctx: The page's context.
        answer: The answer.
        shape: What is drawn of it.
        ending: ``png`` or ``svg``.
    """
    note = credit(ctx.t, _sources(answer.frame), build=ctx.build, origin=answer.origin)
    return drawing.picture(chart_of(ctx, answer, shape), ctx.t, ending, note=note)


def _sources(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns="origin", errors="ignore")  # whatever a reader calls origin


def known(ctx: PageContext, answer: Answer) -> dict[str, Column]:
    """Return what is known of each column that the tables read, and their metrics, tell alike.

    Args:
        ctx: The page's context.
        answer: The answer to a query.
    """
    labels: dict[str, set[tuple[str, str | None]]] = {}
    places: dict[str, set[int]] = {}
    for name in answer.tables:
        for column in ctx.build.describe(name).columns:
            label = (column.label.in_language(ctx.lang), column.unit)
            labels.setdefault(column.name, set()).add(label)
    for metric in ctx.build.metrics.values():
        if metric.table in answer.tables:
            places.setdefault(metric.value, set()).add(metric.decimals)
    return {
        name: Column(*next(iter(own)), decimals=_only(places.get(name, set())))
        for name, own in labels.items()
        if len(own) == 1
    }


def _only(places: set[int]) -> int | None:
    return next(iter(places)) if len(places) == 1 else None


def _table(ctx: PageContext, answer: Answer, caption: str) -> Safe:
    rows, columns = answer.frame, known(ctx, answer)
    if not len(rows.columns) or rows.empty:
        return tag("p", ctx.t("consultas.no_rows"), class_="faro-empty")
    units = [column_of(str(name), columns).unit for name in rows.columns]
    heads = [
        (_head(ctx, str(name), unit), _is_numeric(rows[name]))
        for name, unit in zip(rows.columns, units, strict=True)
    ]
    shown = rows.head(SHOWN)
    places = [drawn.decimals_of(shown[name]) for name in shown.columns]
    cells = [
        [
            _linked(ctx, dict(zip(shown.columns, row, strict=True)), *cell)
            for cell in zip(shown.columns, row, places, units, strict=True)
        ]
        for row in shown.itertuples(index=False)
    ]
    return data_table(heads, cells, caption=caption, search=ctx.t("word.search"))


def _head(ctx: PageContext, name: str, unit: str | None) -> str:
    return name if unit is None or unit in BARE else f"{name} ({ctx.t.code('unit', unit)})"


def _is_numeric(column: pd.Series) -> bool:
    is_numeric = pd.api.types.is_numeric_dtype(column)
    return is_numeric and not pd.api.types.is_bool_dtype(column)


def _linked(ctx: PageContext, row: dict[str, Any], name: str, value: Any, *how: Any) -> Any:
    """Return a cell, as a link where the row has the code of what the cell names."""
    is_named = isinstance(value, str) and lead(row, name)
    return linked(ctx.t, row, name) if is_named else _cell(ctx, name, value, *how)


def _cell(ctx: PageContext, name: str, value: Any, decimals: int, unit: str | None) -> Any:
    t = ctx.t
    if getattr(value, "shape", None) == ():  # a number of numpy, as a column with gaps holds them
        value = value.item()
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
    return f"{value:.{decimals}f}" if name in UNGROUPED else t.quantity(value, unit, decimals)
