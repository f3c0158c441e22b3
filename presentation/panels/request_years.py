"""The requests of a municipality or region, year by year: figures of their own, beside TA."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.marking import is_simulated, origin_of
from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.delivered import chips
from presentation.cards.kpi import origin_chip
from presentation.charts.simulated import words
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.panels.solicitudes import COUNTRY, FIGURES, PAGE, PUBLISHED, YEAR, written
from presentation.rows import records

METRICS = tuple(metric for _, metric in FIGURES)


@data.drawn
def of_municipality(ctx: PageContext, cut: str) -> Safe:
    """Return the requests of a municipality, and what is printed of them.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t, place = ctx.t, f"{COUNTRY}-{cut}"
    rows = _years(ctx, place)
    printed = data.table(ctx.build_id, PUBLISHED, cut=cut).sort_values("year")
    title = t("solicitudes.beside_none" if rows.empty else "solicitudes.beside")
    figures = [
        f"{t.code('solicitudes.indicator', row['indicator'])} {row['year']}: "
        f"{t.quantity(row['value'], row['unit'], int(row['printed_decimals']))} "
        f"({'; '.join(filter(None, [row['source_ids'], t.remark(row)]))})"
        for row in records(printed)
    ]
    body = [] if rows.empty else [_table(ctx, rows, title)]
    body += [tag("ul", *(tag("li", figure) for figure in figures))] if figures else []
    # That nothing was delivered is as certain as what was, whatever is printed beside it.
    doubt = origin_chip(t, origin_of(rows)) if rows.empty and is_simulated(rows) else ""
    is_printed = rows.empty and not printed.empty
    shown = printed if is_printed else rows
    return html_card(
        ctx,
        doubt,
        chips(ctx, shown) if len(shown) else "",
        *body,
        _way(ctx, **({"place": place} if len(rows) else {})),
        name="requests",
        title=words(title, rows, t),
        subtitle=t("solicitudes.beside_subtitle"),
        rows=shown,
        table=PUBLISHED if is_printed else YEAR,
        page="municipio",
        metrics=METRICS if len(rows) else (),
        cut=cut,
    )


@data.drawn
def of_region(ctx: PageContext, code: str) -> Safe | None:
    """Return the requests of the municipalities of a region; None where none was delivered.

    Args:
        ctx: The page's context.
        code: Code of the region.
    """
    t, rows = ctx.t, _years(ctx, f"{COUNTRY}-{code}")
    if rows.empty:
        return None
    title = t("solicitudes.beside")
    return html_card(
        ctx,
        chips(ctx, rows),
        _table(ctx, rows, title, has_many=True),
        _way(ctx),
        name="requests",
        title=words(title, rows, t),
        subtitle=t("solicitudes.beside_region"),
        rows=rows,
        table=YEAR,
        page="region",
        metrics=METRICS,
        region=code,
    )


def _years(ctx: PageContext, scope: str) -> pd.DataFrame:
    """Return the figures of a place, the last year first."""
    rows = data.figures(ctx.build_id, "requests_received", scope_id=scope)
    return rows.sort_values("year", ascending=False)


def _table(ctx: PageContext, rows: pd.DataFrame, title: str, *, has_many: bool = False) -> Safe:
    """Return a line a year; of a place of many municipalities also how many delivered."""
    t = ctx.t
    columns = ["municipality_count"] * has_many + ["requests_received"]
    lines: list[list[Any]] = [
        [
            str(row["year"]),
            *(t.number(row[column]) for column in columns),
            *(written(ctx, metric, row[metric]) for metric in METRICS),
        ]
        for row in records(rows)
    ]
    heads = [(t("solicitudes.head.year"), False)]
    heads += [(t("solicitudes.head.municipalities"), True)] * has_many
    heads += [(t("solicitudes.head.received"), True)]
    heads += [(t(f"solicitudes.kpi.{name}"), True) for name, _ in FIGURES]
    return data_table(heads, lines, caption=title)


def _way(ctx: PageContext, **choices: str) -> Safe:
    to = address(ctx, PAGE, **choices)
    return tag("p", tag("a", ctx.t("solicitudes.go"), href=to, target="_self"))
