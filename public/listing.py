"""Rows of a curated table as a card of their own, and heads of pages that only list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import card, headline, html_card
from presentation.context import PageContext
from presentation.markup.tables import contract_table


def rows_card(
    ctx: PageContext,
    name: str,
    table: str,
    columns: Sequence[str],
    *,
    page: str,
    title: str,
    sort: Sequence[str] = (),
    **where: Any,
) -> None:
    """Show the rows of a table that belong to a page; nothing when there are none.

    Args:
        ctx: The page's context.
        name: Name of the card.
        table: A curated table.
        columns: The columns shown.
        page: The page it stands on.
        title: What the rows say.
        sort: Columns to sort by.
        **where: Column → value of the rows.
    """
    if table not in ctx.build.tables():
        return
    rows: pd.DataFrame = data.table(ctx.build_id, table, **where)
    if rows.empty:
        return
    rows = rows.sort_values(list(sort)) if sort else rows
    contract = ctx.build.describe(table)
    known = [column for column in columns if column in rows or f"{column}_{ctx.lang}" in rows]
    shown = contract_table(rows, contract, known, ctx.t, caption=title)
    subtitle = contract.definition.in_language(ctx.lang)
    card(
        name,
        html_card(
            ctx,
            shown,
            name=name,
            title=title,
            subtitle=subtitle,
            rows=rows,
            table=table,
            page=page,
        ),
    )


def head(ctx: PageContext, page: str, title: str, lead: str) -> None:
    """Show the head of a page of the edition."""
    headline(ctx, ctx.t(f"public.nav.{page}"), title, lead, of=[])
