"""Coverage: who signed, as far as a source says so."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, linked
from presentation.sorting import by_name

SIGNINGS = "out_convenios__known_signing"


def is_empty(ctx: PageContext) -> bool:
    """Return whether no source gives a number of convenios.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "convenios_cumulative").empty


def last(ctx: PageContext) -> pd.Series:
    """Return the last year of the reach of convenios.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "convenios_cumulative").sort_values("year").iloc[-1]


VIEWS = ("reach", "after", "signing")


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return the sentence that says how far the convenios reach.

    Args:
        ctx: The page's context.
    """
    row = last(ctx)
    signed, universe = int(row["convenios_cumulative"]), int(row["municipalities"])
    return ctx.t.count(
        "cobertura.headline",
        universe - signed,
        signed=ctx.t.number(signed),
        universe=ctx.t.number(universe),
    )


@data.drawn
def named_signings(ctx: PageContext, region: str, page: str = "cobertura") -> Safe:
    """Return the card that lists the municipalities a source names.

    Args:
        ctx: The page's context.
        region: Code of the region shown; ``all`` for the country.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, signings(ctx, region)
    rows = rows.sort_values(["region_order_north_south", "comuna"], key=by_name)
    body: list[Safe] = []
    if rows.empty:
        body.append(tag("p", t("cobertura.named_empty"), class_="faro-empty"))
    else:
        body.append(_table(ctx, rows))
    return html_card(
        ctx,
        *body,
        name="named",
        title=t("cobertura.named"),
        subtitle=t("cobertura.named_subtitle"),
        rows=rows,
        table=SIGNINGS,
        page=page,
        region=region,
    )


def signings(ctx: PageContext, region: str) -> pd.DataFrame:
    """Return the signings that a source names.

    Args:
        ctx: The page's context.
        region: Code of a region; ``all`` for the country.
    """
    rows = data.table(ctx.build_id, SIGNINGS)
    return rows if region == "all" else rows[rows["region_code"] == region]


def _table(ctx: PageContext, rows: pd.DataFrame) -> Safe:
    t = ctx.t
    heads = [
        "datos.where",
        "cobertura.comuna",
        "cobertura.event",
        "cobertura.date",
        "cobertura.basis",
        "datos.source",
    ]
    cells = [
        [
            linked(t, row, "region"),
            linked(t, row, "comuna"),
            t.code("event", row["event"]),
            t.date(row["date_text"]),
            t(f"basis.{_basis(row['date_basis'])}"),
            row["source_id"],
        ]
        for row in rows.to_dict("records")
    ]
    return data_table(
        [(t(key), False) for key in heads], cells, caption=t("cobertura.named_caption")
    )


def _basis(text: str) -> str:
    return text if text in {"published", "undated"} else "inferred"
