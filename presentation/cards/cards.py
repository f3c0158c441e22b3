"""Cards: a takeaway, its figure, where it comes from, and how to take it away or cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipelines.marking import origin_of, with_origin
from pipelines.origins import SIMULATED, Origin
from presentation import charts, data
from presentation.cards.cite import FRAME, Cite
from presentation.cards.exact import exact
from presentation.cards.figure import plot
from presentation.cards.glossary import explained
from presentation.cards.taking import image_links, take_away
from presentation.cards.universe import apart
from presentation.charts.base import Recipe
from presentation.charts.credits import credit
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.links import chart_link, embed_link
from presentation.markup.html import Safe, join, put, self_linked, tag
from presentation.markup.scrolling import renamed
from presentation.markup.tables import awaited

DRAWN = ("faro-plot",)  # what a page draws itself
WORDS_HIGH = 240  # pixels of the words around a chart, where it stands alone
MAP, MAP_HIGH = "faro-chile", 800
Asked = tuple[tuple[str, str | None], ...]
# Of a card whose rows are all simulated, in an edition for everybody: it is left out by this mark,
# so no more of it is made.
LEFT_OUT = tag("p", class_="faro-source", data_origin=SIMULATED)


def headline(
    ctx: PageContext,
    eyebrow: str,
    title: str,
    lead: str,
    *,
    of: Sequence[Any],
    filters: Filters | None = None,
    follows: Sequence[str] = (),
    is_name: bool = False,
) -> None:
    """Show the head of a page: its name, the sentence that says where we stand, and a lead.

    Args:
        ctx: The page's context.
        eyebrow: Name of the page.
        title: The sentence.
        lead: What qualifies it.
        of: What the sentence was said of, as ``marking.origin_of`` takes it; it says so where that
            is simulated.
        filters: What the reader asked for, on a page with filters; the head says which of them the
            sentence does not follow.
        follows: The keys of the filters it follows.
        is_name: Whether the title is a name, true whatever was simulated of who bears it.
    """
    name, heading = (
        tag("span", eyebrow, class_="eyebrow"),
        with_origin(title, origin_of(*of), ctx.lang),
    )
    if is_name:
        heading = join([heading.removesuffix(title), tag("span", title, class_="faro-name")])
    words = [explained(ctx, lead), apart(ctx, filters, *follows) if filters else ""]
    paragraphs = [tag("p", text) for text in words if text]
    put(tag("header", tag("h1", name, heading), *paragraphs, class_="faro-head"), name="head")


def card(name: str, *body: Any, still: str | None = None) -> None:
    """Show a card made of HTML alone.

    It is found at ``#name``, and its title is a link to itself. One that holds widgets is a
    ``stage.box("card_…")``: style, addresses and tests find both alike.

    Args:
        name: Of its place, once a page.
        *body: HTML or texts, in their order.
        still: Which choices of the reader do not change it (:mod:`presentation.cards.universe`).
    """
    inside = self_linked(join(body), name)
    put(
        tag(
            "section",
            unchanged(still or ""),
            inside,
            id=name,
            class_=f"faro-card st-key-card_{name}",
        ),
        name=name,
    )


def unchanged(still: str) -> Safe:
    """Return the line above a card that says which choices do not change it; empty without any.

    Args:
        still: The words (:mod:`presentation.cards.universe`).
    """
    return tag("p", still, class_="faro-still") if still else join([])


def card_head(title: str, subtitle: str) -> Safe:
    """Return the head of a card; give it ``explained`` words where field terms occur.

    Args:
        title: What it says.
        subtitle: What it stands on.
    """
    return tag("header", tag("h2", title), tag("p", subtitle), class_="faro-card-head")


def nothing(ctx: PageContext, rows: pd.DataFrame, title: str, subtitle: str) -> Safe:
    """Return what stands where there is nothing to show: as certain as what was searched.

    Args:
        ctx: The page's context.
        rows: The empty answer.
        title: What it means that it is empty.
        subtitle: What is shown where it is not.
    """
    head = card_head(with_origin(title, origin_of(rows), ctx.lang), explained(ctx, subtitle))
    return join([head, source_note(ctx, rows)])


def html_card(
    ctx: PageContext,
    *body: Any,
    name: str,
    title: str,
    subtitle: str,
    rows: pd.DataFrame,
    table: str,
    page: str,
    twin: Sequence[str] = (),
    query: str = "",
    metrics: Sequence[str] = (),
    **choices: str | None,
) -> Safe:
    """Return a card drawn in HTML with everything that must stand beside it.

    Args:
        ctx: The page's context.
        *body: What the card shows, as HTML.
        name: The card it stands in, for the permanent link.
        title: One sentence, computed from the data; *Simulado* comes first when all of it is.
        subtitle: What is shown, in which unit, of which universe.
        rows: The rows shown, for the source note and the table twin.
        table: The curated table they come from.
        page: Url path of the page, for the permanent link.
        twin: Columns of the table twin; none when the card is itself a table.
        query: What gives the figures shown, where they are not rows of ``table`` alone: of
            several tables, or worked out of many rows (:mod:`presentation.cards.queries`).
        metrics: Ids of the metrics shown; none where the card lists names and dates.
        **choices: The reader's choices, for the permanent link.
    """
    if _is_simulated_alone(rows):
        if ctx.published_only:
            return LEFT_OUT
        title = with_origin(title, SIMULATED, ctx.lang)
        body = tuple(
            renamed(part, lambda name: with_origin(name, SIMULATED, ctx.lang))
            if isinstance(part, Safe)
            else part
            for part in body
        )
    query = query or exact(ctx.build, {table: rows})
    drawn = is_drawn(body)
    high = MAP_HIGH if _holds(body, MAP) else FRAME
    cite = Cite(title, query, page, choices, metrics, name, is_drawn=drawn, height=high)
    return tag(
        "div",
        card_head(title, explained(ctx, subtitle)),
        *body,
        source_note(ctx, rows, origin=ctx.build.origin_of(table)),
        take_away(ctx, table=table, rows=rows, twin=twin, cite=cite),
    )


def is_drawn(body: Sequence[Any]) -> bool:
    """Return whether HTML shows what words and tables cannot: its picture is another matter.

    Args:
        body: Texts and pieces of HTML.
    """
    return _holds(body, *DRAWN)


def _holds(body: Sequence[Any], *signs: str) -> bool:
    return any(sign in str(part) for part in body for sign in signs)


def _is_simulated_alone(rows: pd.DataFrame) -> bool:
    """Return whether no row is of another origin."""
    if rows.empty:
        return origin_of(rows) == SIMULATED
    return "origin" in rows and set(rows["origin"]) == {SIMULATED}


def chart_card(
    ctx: PageContext,
    recipe_id: str,
    *,
    page: str,
    link: Any = None,
    note: str | None = None,
    below: Safe | str | None = None,
    still: str | None = None,
    **choices: str | None,
) -> None:
    """Show a chart with everything that must stand beside it.

    Args:
        ctx: The page's context.
        recipe_id: A chart of :mod:`presentation.charts`.
        page: Url path of the page, for the permanent link.
        link: Choices of the page (a mapping) that the chart does not take, for the permanent link.
        note: What is added to the subtitle.
        below: What the card says besides, at its foot.
        still: Which choices of the reader do not change it.
        **choices: The reader's choices the chart takes.

    Raises:
        FaroError: The chart fails for another reason than that the edition lacks its data.
    """
    shown_at = tuple(sorted((link or {}).items()))
    chart = _chart(ctx, recipe_id, page, tuple(sorted(choices.items())), shown_at, note)
    card(recipe_id, chart, below or "", still=still)


@data.drawn
def _chart(
    ctx: PageContext, recipe_id: str, page: str, chosen: Asked, shown_at: Asked, note: str | None
) -> Safe:
    """Return a chart between its words and what stands under it."""
    if ctx.published_only and _is_simulated_alone(
        data.drawn_from(ctx.build_id, recipe_id, **dict(chosen))
    ):
        return LEFT_OUT
    chart = data.chart(ctx.build_id, recipe_id, ctx.lang, **dict(chosen))
    if chart.is_empty:
        title = tag("header", tag("h2", chart.takeaway), class_="faro-card-head")
        return join([title, tag("p", chart.subtitle, class_="faro-empty")])
    subtitle = f"{chart.subtitle} {note}" if note else chart.subtitle
    head = card_head(chart.takeaway, explained(ctx, subtitle))
    return join([head, plot(chart, name=recipe_id), _foot(ctx, recipe_id, page, chosen, shown_at)])


def _foot(ctx: PageContext, recipe_id: str, page: str, chosen: Asked, shown_at: Asked) -> Safe:
    """Return what stands under a chart: its source, table, downloads and citation."""
    recipe, choices = charts.RECIPES[recipe_id], dict(chosen)
    chart = data.chart(ctx.build_id, recipe_id, ctx.lang, **choices)
    note = source_note(ctx, chart.rows, origin=chart.origin)
    return join(
        [
            note,
            take_away(
                ctx,
                table=recipe.tables[0],
                rows=chart.rows,
                shown=awaited(
                    ctx.t("word.table"),
                    chart_link(ctx.build_id, recipe_id, "html", ctx.lang, **choices),
                ),
                cite=_cite(ctx, recipe, chart.takeaway, page, choices, shown_at),
                images=image_links(ctx, recipe_id, choices),
                origin=chart.origin,
            ),
        ]
    )


def _cite(
    ctx: PageContext,
    recipe: Recipe,
    title: str,
    page: str,
    choices: Mapping[str, str | None],
    shown_at: Asked,
) -> Cite:
    """Return how to cite a chart: the rows drawn and the metrics they hold."""
    chosen = choices.get("metric")  # a chart of the one metric the reader picks
    drawn = (chosen,) if chosen in recipe.metrics else recipe.metrics
    chart = data.chart(ctx.build_id, recipe.id, ctx.lang, **choices)
    query = chart.query or exact(ctx.build, {recipe.tables[0]: chart.rows})
    shown = {**choices, **dict(shown_at)}
    embed = embed_link(ctx.build_id, recipe.id, ctx.lang, **choices)
    high = chart.height + WORDS_HIGH
    return Cite(title, query, page, shown, drawn, card=recipe.id, embed=embed, height=high)


def source_note(ctx: PageContext, *frames: pd.DataFrame, origin: Origin | None = None) -> Safe:
    """Return the line that says where figures come from: origin · sources · build.

    Args:
        ctx: The page's context.
        *frames: The rows shown.
        origin: Of rows that carry none of their own; published if none is said.
    """
    worst = origin_of(*frames, *([] if any("origin" in frame for frame in frames) else [origin]))
    of_none = origin if any(map(len, frames)) else worst
    words_ = credit(ctx.t, *frames, build=ctx.build, origin=of_none)
    return tag("p", words_, class_="faro-source", data_origin=worst)
