"""Lists that lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.marking import TOLD
from presentation import data, stored
from presentation.cards.cards import card_head, take_away
from presentation.cards.cite import Cite
from presentation.cards.exact import exact
from presentation.cards.html import Safe, tag
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext, address

TABLE = "out_resumen__attention"


@stored.told
@dataclass(frozen=True)
class Matter:
    """Something that needs a look.

    Attributes:
        id: Its row in the table.
        value: The figure that shows it, written.
        words: What it counts.
        page: Url path of the page that shows it whole.
        query: Choices of that page.
        card: The card of that page that speaks of it.
        origin: A level of :mod:`pipelines.origins`.
    """

    id: str
    value: str
    words: str
    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    card: str = ""
    origin: str = "computed"


@data.drawn
def watch_list(ctx: PageContext, matters: Sequence[Matter]) -> Safe:
    """Return what needs a look: a figure, its words, and a link to the page that shows it."""
    t = ctx.t
    title = t.count("resumen.watch_title", len(matters))
    rows = data.table(ctx.build_id, TABLE)
    rows = rows[rows["attention_id"].isin([one.id for one in matters])]
    cite = Cite(title, exact(ctx.build, {TABLE: rows}), "", card="watch")
    return tag(
        "div",
        card_head(title, t("resumen.watch_subtitle")),
        tag("ol", *(_matter(ctx, one) for one in matters), class_="faro-watch"),
        take_away(ctx, table=TABLE, rows=rows, cite=cite),
    )


def _matter(ctx: PageContext, one: Matter) -> Safe:
    t = ctx.t
    href = address(ctx, one.page, **one.query) + (f"#{one.card}" if one.card else "")
    return tag(
        "li",
        tag("b", one.value),
        tag(
            "p",
            tag("a", one.words, href=href, target="_self"),
            " ",
            origin_chip(t, one.origin) if one.origin in TOLD else "",
        ),
    )
