"""How a figure is taken away: its table twin, files, pictures, and how it is cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.marking import origin_of
from pipelines.origins import Origin
from presentation import data, menu
from presentation.cards.cite import Cite, cite_block
from presentation.context import PageContext, view_of
from presentation.links import (
    TABLE_FILES,
    answer_link,
    card_picture_link,
    chart_link,
    fits_a_workbook,
    link,
)
from presentation.markup.html import Safe, file_links, tag
from presentation.markup.tables import contract_table, later, over

PICTURES = ("png", "svg")
LONGEST = 6000  # letters of an address that every server between takes


def take_away(
    ctx: PageContext,
    *,
    table: str,
    rows: pd.DataFrame,
    cite: Cite,
    twin: Sequence[str] = (),
    shown: Safe | str = "",
    images: Safe | str = "",
    origin: Origin | None = None,
) -> Safe:
    """Return the row under a figure: table, download, cite. No widget, no rerun.

    Args:
        ctx: The page's context.
        table: The curated table behind the figure.
        rows: The rows shown.
        cite: How to cite the figure.
        twin: Columns of the table twin, where the rows are its rows.
        shown: The table twin, where it is made elsewhere.
        images: Links to pictures of the figure.
        origin: Of rows that carry none of their own; that of the table if none is said.
    """
    t = ctx.t
    origin = origin_of(rows) if "origin" in rows else origin or ctx.build.origin_of(table)
    if len(twin):
        contract = ctx.build.describe(table)
        held = data.as_stored(ctx.build_id, table, rows)
        rendered = contract_table(held, contract, twin, t, caption=cite.title)
        shown = later(t("word.table"), rendered)
    return tag(
        "div",
        shown,
        later(
            t("word.download"),
            rows_shown(ctx, cite),
            downloads(ctx, table),
            images or card_pictures(ctx, cite),
        ),
        over(t("cite.title"), cite_block(ctx, cite, origin)),
        class_="faro-actions",
    )


def rows_shown(ctx: PageContext, cite: Cite) -> Safe:
    """Return the link that downloads what a figure shows and no other row: the query it cites.

    Args:
        ctx: The page's context.
        cite: How the figure is cited; nothing where no server answers its query.
    """
    address = answer_link(ctx.build_id, "csv", ctx.lang, q=cite.query)
    is_made_here = ctx.linked is None and cite.query.startswith("select")
    if not is_made_here or len(address) > LONGEST:
        return Safe("")
    return file_links([("CSV", address)], called=ctx.t("word.rows_shown"))


def image_links(ctx: PageContext, recipe_id: str, choices: dict[str, Any]) -> Safe:
    """Return the links that download a chart as a picture, in the reader's language.

    Args:
        ctx: The page's context.
        recipe_id: The chart.
        choices: What the chart takes.
    """
    links = [
        (ending.upper(), chart_link(ctx.build_id, recipe_id, ending, ctx.lang, **choices))
        for ending in PICTURES
    ]
    return file_links(links, called=recipe_id)


def card_pictures(ctx: PageContext, cite: Cite) -> Safe:
    """Return the links that download a card without a chart as a picture of its words and tables.

    Args:
        ctx: The page's context.
        cite: What it is cited by; nothing where no server makes the picture, or it is no such card.
    """
    page = cite.stands_on
    if ctx.linked is not None or not cite.card or cite.is_drawn or page not in menu.ALONE:
        return Safe("")
    view = view_of(cite.choices)
    links = [
        (ending.upper(), card_picture_link(ctx.build_id, page, cite.card, ending, ctx.lang, **view))
        for ending in PICTURES
    ]
    return file_links(links, called=cite.card)


def downloads(ctx: PageContext, table: str) -> Safe:
    """Return the links that download a table; one too long for a workbook has no XLSX.

    Args:
        ctx: The page's context.
        table: A core or out table.
    """
    rows = int(ctx.build.manifest["row_counts"].get(table, 0))
    fits = fits_a_workbook(rows, len(ctx.build.describe(table).columns))
    links = [
        (label, link(ctx.build_id, table, ending))
        for ending, label in TABLE_FILES.items()
        if fits or ending != "xlsx"
    ]
    return file_links(links, called=table)
