"""What a reader moves in a plan: the municipality, the model, the months and the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import url_lists
from dashboard.planning.asked import (
    CAPACITY,
    MOST_CAPACITY,
    MOST_MONTHS,
    NO_DEADLINE,
    Asked,
    Lengths,
    read_months,
    usual_start,
    write_months,
)
from dashboard.planning.rows import month
from dashboard.planning.work import ModelTool
from dashboard.state import PageContext, choose
from pipelines.planning import months

FIRST_YEAR, LAST_YEAR = 2012, 2045


def choose_months(ctx: PageContext, today: date) -> tuple[int, int, int | None]:
    """Draw start, capacity and deadline; return them, months counted as a plan counts them."""
    t = ctx.t
    every = range(FIRST_YEAR * 12, LAST_YEAR * 12)
    options = [months.write(one) for one in every]
    labels = [month(t, one) for one in every]
    usual = months.write(usual_start(today))
    start = months.read(choose(ctx, "start", options, labels, default=usual))
    counts = [str(n) for n in range(1, MOST_CAPACITY + 1)]
    said = [t.count("plan.at_once", int(n)) for n in counts]
    capacity = int(choose(ctx, "capacity", counts, said, default=str(CAPACITY)))
    deadline = choose(
        ctx,
        "deadline",
        [NO_DEADLINE, *options],
        [t("plan.no_deadline"), *labels],
        default=NO_DEADLINE,
    )
    return start, capacity, None if deadline == NO_DEADLINE else months.read(deadline)


def choose_lengths(
    ctx: PageContext, tools: Sequence[ModelTool], *, lacking: int
) -> tuple[Lengths, int | None]:
    """Draw the months the reader gives: one for all tools without a time, and one for each chosen.

    Args:
        ctx: The page's context.
        tools: The tools of the version.
        lacking: How many of them have no time.
    """
    t = ctx.t
    counts = [str(n) for n in range(1, MOST_MONTHS + 1)]
    said = [t.count("plan.months", int(n)) for n in counts]
    usual = [NO_DEADLINE, *counts]
    other = NO_DEADLINE
    if lacking or "other" in st.query_params:
        other = choose(ctx, "other", usual, [t("plan.no_other"), *said], default=NO_DEADLINE)
    return _own_lengths(ctx, tools), None if other == NO_DEADLINE else int(other)


def choose_order(ctx: PageContext, tools: Sequence[ModelTool]) -> tuple[tuple[str, str], ...]:
    """Draw the waits the reader adds to the order of the model."""
    t = ctx.t
    names = {tool.tool_id: getattr(tool, ctx.lang) for tool in tools}
    pairs = [f"{one}>{first}" for one in names for first in names if one != first]
    label = {
        pair: t("plan.pair", tool=names[pair.split(">")[0]], first=names[pair.split(">")[1]])
        for pair in pairs
    }
    chosen = url_lists.choose_several(
        ctx, "after", pairs, label.__getitem__, limit=12, help=t("plan.after_help")
    )
    return tuple((one.split(">")[0], one.split(">")[1]) for one in chosen)


def chosen(
    place: tuple[str, str],
    version: str,
    when: tuple[int, int, int | None],
    lengths: tuple[Lengths, int | None],
    after: tuple[tuple[str, str], ...],
) -> Asked:
    """Return what the levers ask."""
    country, code = place
    return Asked(country, code, version, when[0], when[1], when[2], *lengths, after)


def _own_lengths(ctx: PageContext, tools: Sequence[ModelTool]) -> Lengths:
    t = ctx.t
    names = {tool.tool_id: getattr(tool, ctx.lang) for tool in tools}
    usual = {tool.tool_id: tool.months or 3 for tool in tools}

    def read(text: str) -> tuple[dict[str, int], list[str]]:
        found, nonsense = read_months(text, tuple(names))
        return dict(found), nonsense

    found = url_lists.choose_numbers(
        ctx,
        "months",
        names,
        read=read,
        said=lambda lengths: write_months(tuple(lengths.items())),
        label_of=lambda one: t("plan.months_of", tool=names[one]),
        usual=usual.__getitem__,
        box={"min_value": 1, "max_value": MOST_MONTHS, "step": 1, "width": 200},
        help=t("plan.months_help"),
    )
    return tuple((one, int(length)) for one, length in found.items())
