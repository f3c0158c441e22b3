"""Lists that lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.marking import TOLD
from presentation import data, stored
from presentation.cards.cards import card_head
from presentation.cards.cite import Cite
from presentation.cards.exact import exact
from presentation.cards.kpi import origin_chip
from presentation.cards.taking import take_away
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag

TABLE = "out_resumen__attention"


@stored.keepable
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
    """Return what needs a look: a figure, its words, and a link to the page that shows it.

    Args:
        ctx: The page's context.
        matters: What needs a look, the most urgent first.
    """
    t = ctx.t
    title = t.count("resumen.watch_title", len(matters))
    rows = data.table(ctx.build_id, TABLE)
    rows = rows[rows["attention_id"].isin([matter.id for matter in matters])]
    cite = Cite(title, exact(ctx.build, {TABLE: rows}), "", card="watch")
    return tag(
        "div",
        card_head(title, t("resumen.watch_subtitle")),
        tag("ol", *(_matter(ctx, matter) for matter in matters), class_="faro-watch"),
        take_away(ctx, table=TABLE, rows=rows, cite=cite),
    )


def _matter(ctx: PageContext, matter: Matter) -> Safe:
    t = ctx.t
    href = address(ctx, matter.page, **matter.query) + (f"#{matter.card}" if matter.card else "")
    return tag(
        "li",
        tag("b", matter.value),
        tag(
            "p",
            tag("a", matter.words, href=href, target="_self"),
            " ",
            origin_chip(t, matter.origin) if matter.origin in TOLD else "",
        ),
    )
