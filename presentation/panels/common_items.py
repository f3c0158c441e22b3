"""What of two rounds is the same, materia by materia, and the change on what is common."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.marking import origin_of
from pipelines.origins import Origin
from presentation import data
from presentation.cards.cards import card, html_card
from presentation.cards.exact import exact
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe
from presentation.markup.tables import data_table
from presentation.rows import records

ITEMS = "out_fiscalizacion__item_comparability"
LINKING = "out_fiscalizacion__linking"
ROUNDS = "core_fiscalizacion__round"
GROUPS = ("all", "mgtm_pilot", "non_pilot")
POINTS = "percentage_points"


def show(
    ctx: PageContext,
    page: str,
    start: str,
    end: str,
    group: str = "all",
    *,
    still: str,
    **link: str,
) -> None:
    """Show the card of a pair of rounds; nothing for a pair that is not in the tables.

    Args:
        ctx: The page's context.
        page: Url path of the page it stands on, for the permanent link.
        start: The earlier round.
        end: The later round.
        group: The group of municipalities.
        still: Which choices of the page do not change it.
        **link: The reader's choices, for the permanent link.
    """
    if not _items(ctx, start, end).empty:
        card("common_items", _card(ctx, page, start, end, group, **link), still=still)


def follows(ctx: PageContext, start: str, end: str) -> tuple[str, ...]:
    """Return the keys of the choices that change the card besides its rounds.

    Args:
        ctx: The page's context.
        start: The earlier round.
        end: The later round.
    """
    return () if _linked(ctx, start, end).empty else ("group",)


def _linked(ctx: PageContext, start: str, end: str) -> pd.DataFrame:
    return data.figures(ctx.build_id, "linked_change", from_round_id=start, to_round_id=end)


def of_municipality(ctx: PageContext, cut: str, start: str, end: str) -> tuple[str, Origin | None]:
    """Return the change of a municipality on the common items, with its grade; empty without.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
        start: The earlier round.
        end: The later round.

    Returns:
        The sentence, and the origin of its figures.
    """
    rows = data.figures(
        ctx.build_id, "common_change", cut=cut, from_round_id=start, to_round_id=end
    )
    if rows.empty:
        return "", None
    row, t = rows.iloc[0], ctx.t
    sentence = t(
        f"common.own.{row['item_grade']}",
        n=t.number(row["item_count"]),
        change=t.points(row["common_change"], 1),
    )
    return words(sentence, rows, t), origin_of(rows)


def _items(ctx: PageContext, start: str, end: str) -> pd.DataFrame:
    return data.table(ctx.build_id, ITEMS, from_round_id=start, to_round_id=end)


@data.drawn
def _card(ctx: PageContext, page: str, start: str, end: str, group: str, **link: str) -> Safe:
    t, items = ctx.t, _items(ctx, start, end)
    materias = items[items["item_level"] == "materia"].sort_values("materia_order")
    own = items[items["item_level"] == "item"]
    common = own[own["is_common"]].groupby("materia_id").size()
    every = own.groupby("materia_id").size()
    lines: list[list[Any]] = [
        [
            t.pick(row, "materia"),
            _state(ctx, row, own[own["materia_id"] == row["materia_id"]]),
            t("common.of", n=common.get(row["materia_id"], 0), of=every[row["materia_id"]])
            if row["materia_id"] in every
            else "–",
        ]
        for row in records(materias)
    ]
    if len({tuple(line[1:]) for line in lines}) == 1:  # all alike: one line says it
        lines = [[t("common.every", n=t.number(len(lines))), *lines[0][1:]]]
    linked = _linked(ctx, start, end)
    linked = linked[linked["group_id"] == (group if group in GROUPS else "all")]
    # What is linked rests on weights too; where nothing is, the items alone speak.
    items = items.assign(origin=origin_of(items, None if linked.empty else linked))
    title = words(_title(ctx, linked, own, start, end), items, t)
    heads = [(t("common.materia"), False), (t("common.from_to"), False), (t("common.items"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="common_items",
        title=title,
        subtitle=_subtitle(ctx, linked, items),
        rows=items,
        table=ITEMS if linked.empty else LINKING,
        query=exact(ctx.build, {ITEMS: items} if linked.empty else {ITEMS: items, LINKING: linked}),
        page=page,
        metrics=()
        if linked.empty
        else (
            *("linked_change", "linked_low", "linked_high"),
            *("linked_common", "linked_observed", "linked_method"),
        ),
        **link,
    )


def _name(ctx: PageContext, round_id: str) -> str:
    rows = data.table(ctx.build_id, ROUNDS, round_id=round_id)
    return ctx.t.pick(rows.iloc[0], "label")


def _title(ctx: PageContext, linked: pd.DataFrame, own: pd.DataFrame, start: str, end: str) -> str:
    t = ctx.t
    pair = {"start": _name(ctx, start), "end": _name(ctx, end)}
    if linked.empty or pd.isna(linked.iloc[0]["linked_change"]):
        return t("common.none" if len(own) else "common.no_detail", **pair)
    row = linked.iloc[0]
    return t(
        "common.title",
        **pair,
        linked=t.points(row["linked_change"], 1),
        range=t.interval(row["linked_low"], row["linked_high"], POINTS, 1),
        observed=t.points(row["linked_observed"], 1),
    )


def _subtitle(ctx: PageContext, linked: pd.DataFrame, items: pd.DataFrame) -> str:
    """Return the grade, what it supposes, and why items are not known to be the same."""
    t = ctx.t
    sentences = []
    if not linked.empty:
        row = linked.iloc[0]
        facts = {
            "n": t.number(row["item_count"]),
            "municipalities": t.number(row["n_municipalities"]),
            "common": t.points(row["linked_common"], 1),
        }
        sentences += [t(f"common.grade.{row['item_grade']}", **facts), t("common.supposes")]
    reasons = list(items[f"reason_{ctx.lang}"].dropna().unique())
    if (items["state_basis"] == "same_method").any():  # what a source, or nobody, says of them
        rounds = data.table(ctx.build_id, ROUNDS)
        ends = rounds[rounds["round_id"].isin({*items["from_round_id"], *items["to_round_id"]})]
        reasons += [t("common.one_method"), *ends[f"note_{ctx.lang}"].dropna().unique()]
    return " ".join([*sentences, *map(str, reasons)])


def _state(ctx: PageContext, materia: dict[str, Any], items: pd.DataFrame) -> str:
    """Return what happened to a materia, and to its items where that is something else."""
    sentence = ctx.t(f"common.state.{materia['item_state']}")
    other = [state for state in ("split", "new", "dropped") if state in set(items["item_state"])]
    return "; ".join([sentence, *(ctx.t(f"common.part.{state}") for state in other)])
