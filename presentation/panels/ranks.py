"""Places as ranges, and who moved: nobody is only a number in a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from presentation import data
from presentation.cards.cards import card, card_head, chart_card, html_card, nothing
from presentation.cards.universe import apart, universe_name
from presentation.charts.change import change_text, is_like
from presentation.charts.ranks import places
from presentation.charts.universe import members
from presentation.choices.filters import Filters
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag, together
from presentation.markup.tables import data_table, linked
from presentation.panels import common_items
from presentation.sorting import by_name

RANGES = "out_fiscalizacion__rank_range"
CHANGES = "out_fiscalizacion__municipality_change"
PAGE, FALLERS = "cumplimiento", 14
VIEW = {"view": "places"}


def section(ctx: PageContext, chosen: Filters) -> None:
    """Show the ranges of a round and the table that finds a municipality, or why there are none.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "rank_low", round_id=chosen.round_id)
    if rows.empty:
        card(
            "ranks_none",
            card_head(t("ranks.none_title"), ""),
            tag("p", t("ranks.none"), class_="faro-empty"),
        )
        return
    with together("faro-row three-two"):
        chart_card(
            ctx, "rank_ranges", page=PAGE, link=VIEW, round_id=chosen.round_id, **chosen.members
        )
        card("ranks_table", listing(ctx, chosen))


@data.drawn
def listing(ctx: PageContext, chosen: Filters) -> Safe:
    """Return every municipality of a round with its band, range of places and technical ties.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    round_id = chosen.round_id
    rows = data.figures(ctx.build_id, "rank_low", round_id=round_id)
    rows = members(rows, **chosen.members)
    rows = rows.sort_values(["band_order", "comuna"], ascending=[False, True], key=by_name)
    whole = data.figures(ctx.build_id, "technical_ties_median", round_id=round_id).iloc[0]
    title = t("ranks.table_title", tied=t.number(whole["technical_ties_median"]))
    heads = [("comuna", False), ("band", True), ("places", True), ("tied", True)]
    lines = [
        [
            municipality(ctx, row, chosen),
            t.pick(row, "band"),
            places(t, row["rank_low"], row["rank_high"]),
            t.number(row["technical_ties"]),
        ]
        for row in rows.to_dict("records")
    ]
    table = data_table(
        [(t(f"ranks.{key}"), num) for key, num in heads],
        lines,
        caption=title,
        search=t("word.search"),
    )
    who = universe_name(ctx, chosen)
    among = t("ranks.among", who=who) if chosen.narrows else ""
    illustrative = whole["weight_status"] == "illustrative"
    return html_card(
        ctx,
        table,
        tag("p", t("ranks.illustrative"), class_="faro-source") if illustrative else "",
        name="ranks_table",
        title=title,
        subtitle=among
        + t(
            "ranks.table_subtitle",
            n=t.number(whole["n_municipalities"]),
            draws=t.number(whole["draws_count"]),
        ),
        rows=rows,
        table=RANGES,
        metrics=("rank_low", "rank_high", "technical_ties"),
        page=PAGE,
        view=VIEW["view"],
        **chosen.choices,
    )


@data.drawn
def fallers(
    ctx: PageContext, chosen: Filters, page: str = PAGE, view: str | None = VIEW["view"]
) -> Safe:
    """Return who fell most since its previous round, as a plain list that leads to each page.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
        page: Url path of the page it stands on, for the permanent link.
        view: The view of that page; None where it has none.
    """
    t = ctx.t
    round_id = chosen.round_id
    rows = data.figures(ctx.build_id, "score_change", round_id=round_id)
    rows = members(rows[rows["score_change"] < 0], **chosen.members)
    rows = rows.sort_values(["score_change", "cut"]).head(FALLERS)
    if rows.empty:
        return nothing(ctx, rows, t("ranks.no_fallers"), t("ranks.fallers_subtitle"))
    is_comparable = is_like(rows["comparable_with_previous"])
    first = rows.iloc[0]
    title = change_text(
        t,
        "ranks.fallers",
        is_comparable,
        comuna=first["comuna"],
        change=t.points(first["score_change"], 1),
    )
    heads = [("comuna", False), ("region", False), ("change", True), ("expected", True)]
    grey = None if is_comparable else "none"
    lines = [
        [
            municipality(ctx, row, chosen),
            linked(t, row, "region"),
            tag("span", t.points(row["score_change"], 1), class_=grey),
            tag("span", t.points(row["expected_change"], 1), class_=grey),
        ]
        for row in rows.to_dict("records")
    ]
    return html_card(
        ctx,
        data_table([(t(f"ranks.{key}"), num) for key, num in heads], lines, caption=title),
        name="fallers",
        title=title,
        subtitle=change_text(t, "ranks.fallers_subtitle", is_comparable),
        rows=rows,
        table=CHANGES,
        metrics=("score_change", "expected_change"),
        page=page,
        view=view,
        **chosen.choices,
    )


def common(ctx: PageContext, chosen: Filters) -> None:
    """Show what the round has in common with the one before, for the group chosen.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    rows = data.figures(ctx.build_id, "score_change", round_id=chosen.round_id)
    if not rows.empty:
        start = str(rows["previous_round_id"].mode().iloc[0])
        choices = {"round_id": chosen.round_id, "group_id": chosen.group}
        end, follows = chosen.round_id, common_items.follows(ctx, start, chosen.round_id)
        still = apart(ctx, chosen, "round", *follows)
        common_items.show(ctx, PAGE, start, end, chosen.group, still=still, **VIEW, **choices)


def municipality(ctx: PageContext, row: Mapping[str, Any], chosen: Filters) -> Safe:
    """Return a name that leads to the page of its municipality, with the reader's filters.

    Args:
        ctx: The page's context.
        row: With ``cut`` and ``comuna``.
        chosen: What the reader chose of the filters.
    """
    href = address(ctx, "municipio", cut=row["cut"], **chosen.choices)
    return tag("a", row["comuna"], href=href, target="_self")
