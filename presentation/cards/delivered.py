"""Blocks for delivered figures: lists to take away, heat tables, and what to deliver when empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.marking import origin_of
from pipelines.origins import LEVELS
from pipelines.spreadsheets import frame_csv
from presentation import data
from presentation.cards.cards import card, card_head, nothing, source_note, unchanged
from presentation.cards.cite import Cite
from presentation.cards.exact import exact
from presentation.cards.glossary import explained
from presentation.cards.kpi import origin_chip
from presentation.cards.taking import take_away
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.links import template_link
from presentation.markup.html import LIVE, Safe, emphasised, join, put, tag, together
from presentation.markup.tables import WRITTEN, data_table, linked
from presentation.words import Text

SHOWN = 200  # rows of a list on the page; the link takes them all
STEPS = ((20, 1), (40, 2), (60, 3), (80, 6), (101, 7))


@dataclass(frozen=True, eq=False)
class Listing:
    """Rows a reader takes away.

    Attributes:
        name: Neutral name of the file.
        title: What the list says, computed.
        subtitle: What is listed, and as of when.
        rows: The rows, with every column of the file.
        heads: Column → heading, in the order shown.
        empty: What to say when there is none.
        table: The curated table the rows come from.
        page: Url path of the page that shows the list, for the citation.
        card: The card it stands in; that of its name where none is said.
        choices: The reader's choices it rests on, for the citation.
        query: What gives the rows, where they are not rows of the table as it has them.
    """

    name: str
    title: str
    subtitle: str
    rows: pd.DataFrame
    heads: dict[str, str]
    empty: str
    table: str
    page: str = "cobertura"
    card: str = ""
    choices: Mapping[str, str | None] = field(default_factory=dict)
    query: str = ""

    @property
    def place(self) -> str:
        """The name of its card, which its address ends with."""
        return self.card or self.name


def chips(ctx: PageContext, rows: pd.DataFrame) -> Safe:
    """Return the chips of the origins found in rows.

    Args:
        ctx: The page's context.
        rows: Rows with an ``origin``.
    """
    return tag(
        "p", *(origin_chip(ctx.t, origin) for origin in LEVELS if origin in set(rows["origin"]))
    )


def deliver(ctx: PageContext, kind: str, text: str) -> None:
    """Say what must be delivered for a section to show, with the template to fill in.

    Args:
        ctx: The page's context.
        kind: The kind of delivery.
        text: What shows once it is delivered.
    """
    t = ctx.t
    card(
        f"deliver_{kind}",
        card_head(t("delivered.none"), text),
        tag(
            "p",
            emphasised(t("delivered.how")),
            " ",
            tag("a", t("delivered.template"), href=template_link(kind), download=True),
            class_=f"faro-empty {LIVE}",
        ),
    )


@data.drawn
def listed(ctx: PageContext, listing: Listing) -> tuple[Safe, Safe]:
    """Return what stands above and below the link to the rows of a list.

    Args:
        ctx: The page's context.
        listing: The list.
    """
    rows = listing.rows
    query = listing.query or exact(ctx.build, {listing.table: rows})
    cite = Cite(listing.title, query, listing.page, listing.choices, card=listing.place)
    subtitle = explained(ctx, listing.subtitle)
    below = take_away(ctx, table=listing.table, rows=rows, cite=cite)
    if rows.empty:
        return join([nothing(ctx, rows, listing.empty, listing.subtitle), below]), Safe("")
    title = words(listing.title, rows, ctx.t)
    shown = rows.head(SHOWN).to_dict("records")
    cells = [[_cell(ctx, row, name) for name in listing.heads] for row in shown]
    more = shown_of(
        ctx.t, len(shown), len(rows), tag("span", ctx.t("delivered.more_live"), class_=LIVE)
    )
    heads = [(label, False) for label in listing.heads.values()]
    table = data_table(heads, cells, caption=title, search=ctx.t("word.search"))
    short = Safe(
        table.replace('class="faro-scroll"', 'class="faro-scroll" style="max-height:22rem"')
    )
    return join(
        [card_head(title, subtitle), chips(ctx, rows), short, more, source_note(ctx, rows)]
    ), below


def shown_of(t: Text, shown: int, n: int, where: Safe | str = "") -> Safe:
    """Return how many lines of a table are shown, where the page has not all of them.

    Args:
        t: Text in the language of the reader.
        shown: Lines on the page.
        n: Lines there are.
        where: How to come by all.
    """
    if shown == n:
        return Safe("")
    counts = {"shown": t.number(shown), "n": t.number(n)}
    return tag("p", t("delivered.more", **counts), " ", where, class_="faro-empty")


def list_card(ctx: PageContext, listing: Listing, still: str = "") -> None:
    """Show a card of a list with its origin and a link that takes away exactly these rows.

    Args:
        ctx: The page's context.
        listing: The list.
        still: Which choices of the reader do not change it.
    """
    with ctx.stage.box(f"card_{listing.place}"), together(name=listing.name):
        _list(ctx, listing, still)


def _list(ctx: PageContext, listing: Listing, still: str) -> None:
    t, rows = ctx.t, listing.rows
    above, below = listed(ctx, listing)
    put(unchanged(still), above)
    if rows.empty:
        return
    ctx.stage.take(
        ctx.build,
        t.count("delivered.take", len(rows)),
        lambda: as_csv(rows),
        stem=f"faro_{listing.name}_{ctx.build_id}",
        ending="csv",
        origin=origin_of(rows),
    )
    put(below)


def as_csv(rows: pd.DataFrame) -> bytes:
    """Return rows as CSV with plain dates; text that a spreadsheet would run is made inert.

    Args:
        rows: A frame; its columns are the heads.
    """
    return frame_csv(rows, bom=True, date_format="%Y-%m-%d")


def heat_table(
    heads: Sequence[tuple[Safe | str, str]],
    rows: Sequence[tuple[Safe | str, Sequence[tuple[float | None, str, str] | None]]],
    *,
    caption: str,
    corner: str,
) -> Safe:
    """Return a table whose cells are shaded by their value, the number written in each.

    Args:
        heads: Short heading and full name of every column.
        rows: Row heading and cells: value 0–100 or None, text, and what it says in full.
        caption: What the table is.
        corner: Heading of the first column.
    """
    upright = "writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap"
    top = [
        tag(
            "th",
            tag("span", short, style=upright if len(short) > 3 else None),
            scope="col",
            title=full,
            style="text-align:center;padding:4px;vertical-align:bottom",
        )
        for short, full in heads
    ]
    pinned = "position:sticky;left:0;background:var(--surface);font-weight:400;white-space:normal"
    size = "text-transform:none;color:var(--ink);min-width:9.5rem;max-width:17rem;z-index:1"
    body = [
        tag(
            "tr",
            tag("th", name, scope="row", style=f"{pinned};{size};border-bottom:0"),
            *(_heat_cell(*cell) if cell else tag("td", "") for cell in cells),
        )
        for name, cells in rows
    ]
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", tag("th", corner, scope="col"), *top)),
        tag("tbody", *body),
        class_="faro-table",
        style="border-collapse:separate;border-spacing:2px",
    )
    return tag(
        "div",
        table,
        class_="faro-scroll",
        style="max-height:none",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _heat_cell(value: float | None, text: str, says: str) -> Safe:
    base = "text-align:center;padding:5px 4px;min-width:2.4rem;border-radius:3px;"
    if value is None:
        look = "background:transparent;border:1px dashed var(--muted);color:var(--muted)"
    else:
        step = next(step for limit, step in STEPS if value < limit)
        ink = "var(--ink)" if step < 6 else "var(--surface)"
        look = f"background:var(--scale-{step});color:{ink};border:0"
    return tag("td", text, title=says, style=base + look)


def heat_key(ctx: PageContext) -> Safe:
    """Return the key of the shades of a heat table.

    Args:
        ctx: The page's context.
    """
    lows = (0, 20, 40, 60, 80)
    swatches = []
    for low, (_, step) in zip(lows, STEPS, strict=True):
        look = f"background:var(--scale-{step});border:1px solid var(--hairline);border-radius:3px"
        box = tag("span", style=f"{look};display:inline-block;width:1.6em;height:.9em")
        swatches += [tag("span", box, f" {low}–{low + 20}", style="white-space:nowrap"), " \u00a0"]
    return tag("p", ctx.t("delivered.heat_key"), " ", *swatches, class_="faro-source")


def _cell(ctx: PageContext, row: dict[str, Any], name: str) -> Any:
    value = row[name]
    if value is None or pd.isna(value):
        return tag("span", ctx.t("delivered.unknown"), class_="none")
    if isinstance(value, pd.Timestamp) or WRITTEN.fullmatch(str(value)):
        return ctx.t.date(value)
    return linked(ctx.t, row, name)
