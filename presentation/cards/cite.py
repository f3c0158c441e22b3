"""Citing a figure: permanent link, APA, BibTeX, and the query that gives it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from pipelines import clock, marking, serving
from pipelines.origins import Origin
from presentation import menu, stored
from presentation.context import PageContext, permalink, view_of
from presentation.links import card_link, cited_link
from presentation.markup.html import Safe, tag

FRAME = 520  # pixels of a frame whose height nobody knows


@stored.keepable
@dataclass(frozen=True)
class Cite:
    """What is needed to cite a figure, and to show it elsewhere.

    Attributes:
        title: Its words.
        query: What gives it again.
        page: Url path of the page it is shown on.
        choices: What the reader chose there.
        metrics: Ids of its metrics.
        card: The card it stands in.
        embed: Address of a page that holds it alone; that of its card if none is said.
        is_drawn: Whether its card shows what no picture of words and tables can.
        height: Pixels of the frame that shows it elsewhere.
    """

    title: str
    query: str
    page: str
    choices: Mapping[str, str | None] = field(default_factory=dict)
    metrics: Sequence[str] = ()
    card: str = ""
    embed: str = ""
    is_drawn: bool = False
    height: int = FRAME

    @property
    def stands_on(self) -> str:
        """The page as the menu calls it: that without a path is the first."""
        return self.page or menu.PAGES[0]


def cite_block(ctx: PageContext, cite: Cite, origin: Origin) -> Safe:
    """Return permalink, APA, BibTeX, query and metrics of a figure of an origin.

    Args:
        ctx: The page's context.
        cite: What is cited.
        origin: Of the figure.
    """
    at = f"#{cite.card}" if cite.card else ""
    return citation(
        ctx,
        cite.title,
        permalink(ctx, page=cite.page, **cite.choices) + at,
        cite.query,
        cite.metrics,
        origin=origin,
        embed=_embedded(ctx, cite),
        height=cite.height,
        lasting=_lasting(ctx, cite) + at,
    )


def _lasting(ctx: PageContext, cite: Cite) -> str:
    """Return the address that citations give: of a page of the edition, its own."""
    if ctx.linked is not None:
        return permalink(ctx, page=cite.page, **cite.choices)
    return ctx.site + cited_link(ctx.build_id, cite.stands_on, ctx.lang, **view_of(cite.choices))


def _embedded(ctx: PageContext, cite: Cite) -> str:
    """Return the address of a page that holds a figure alone, empty where no server makes one."""
    if ctx.linked is not None:
        return ""
    if cite.embed or not cite.card or cite.stands_on not in menu.ALONE:
        return cite.embed
    return card_link(ctx.build_id, cite.stands_on, cite.card, ctx.lang, **view_of(cite.choices))


def sql(table: str, *conditions: str, **where: str | int) -> str:
    """Return the query that gives the rows behind a figure, to be read and repeated by a person.

    Args:
        table: The table.
        *conditions: What the rows meet, as SQL.
        **where: Column → value the rows have.
    """
    equal = [f"{name} = {sql_literal(value)}" for name, value in where.items()]
    met = " and ".join([*equal, *conditions])
    return f"select * from {table}" + (f" where {met}" if met else "")  # noqa: S608


def sql_literal(value: Any) -> str:
    """Return a value as SQL says it.

    Args:
        value: A number, a date, a text, or a missing one.
    """
    if pd.isna(value):
        return "null"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return f"'{value:%Y-%m-%d}'"
    return "'" + str(value).replace("'", "''") + "'"


def metric_sql(ctx: PageContext, metric_id: str, *others: str, **where: str | int) -> str:
    """Return the query that gives a metric: its column, those beside it, its n and nothing else.

    Args:
        ctx: The page's context.
        metric_id: The metric.
        *others: Metrics of the same rows that its figure says as well.
        **where: Dimension → value that picks its row.
    """
    metric = ctx.build.metrics[metric_id]
    beside = [ctx.build.metrics[other].value for other in others]
    columns = [metric.value, *beside, *([metric.n] if metric.n else [])]
    return sql(metric.table, **where).replace("*", ", ".join(columns), 1)


def citation(
    ctx: PageContext,
    title: str,
    address: str,
    sql: str,
    metrics: Sequence[str] = (),
    *,
    origin: Origin,
    embed: str = "",
    height: int = FRAME,
    lasting: str = "",
) -> Safe:
    """Return permalink, citation, query and metrics of a figure.

    Args:
        ctx: The page's context.
        title: What the figure says.
        address: Where it is shown.
        sql: The query that gives it again.
        metrics: Ids of the metrics shown.
        origin: Its worst origin; a simulated figure says that it is not to be cited, a
            provisional one that it may change.
        embed: Address of a page that holds the figure alone, for other sites.
        height: Pixels of the frame it stands in there.
        lasting: Address that citations give; that where it is shown if none is said.
    """
    # A copy that may stand anywhere, on a stick too, has no address that anybody else could open.
    stands = bool(ctx.site) or ctx.linked is None
    cited = (lasting or address) if stands else ""
    t, title = ctx.t, marking.with_origin(title, origin, ctx.lang)
    warning = marking.cited(origin, ctx.lang, provisional=serving.provisional(ctx.build))
    year, publisher = str(clock.day_of(ctx.build.manifest["built_at"]).year), t("cite.publisher")
    apa = f"{publisher} ({year}). {title}. [{t('word.build')} {ctx.build_id}]. {cited}".rstrip()
    apa = f"{warning}. {apa}" if warning else apa
    key = f"faro_{ctx.build_id}_{hashlib.blake2b(sql.encode(), digest_size=3).hexdigest()}"
    bibtex = (
        f"@misc{{{key},\n  title = {{{title}}},\n  author = {{{{{publisher}}}}},\n"
        f"  year = {{{year}}},\n  version = {{{ctx.build_id}}}"
        + (f",\n  url = {{{cited}}}" if cited else "")
        + (f",\n  note = {{{warning}}}\n}}" if warning else "\n}")
    )
    blocks = [("permalink", address)] if stands else []
    if embed:
        frame = tag("iframe", src=ctx.site + embed, title=title, width="100%", height=height)
        blocks.append(("embed", str(frame)))
    blocks += [("apa", apa), ("bibtex", bibtex), ("sql", sql)]
    if metrics:
        facts = ctx.build.metrics
        defined = (
            f"{metric}: {facts[metric].definition.in_language(ctx.lang)}" for metric in metrics
        )
        blocks.append(("metrics", "\n".join(defined)))
    return tag(
        "dl",
        *(
            tag(
                "div",
                tag("dt", t(f"cite.{key}")),
                tag(
                    "dd",
                    tag("pre", text, tabindex="0"),
                    tag("button", t("word.copy"), type="button", data_faro_copy=t("word.copied")),
                ),
            )
            for key, text in blocks
        ),
        class_="faro-cite",
    )
