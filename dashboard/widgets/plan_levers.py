"""What a reader moves in a plan: the months and the order of its tools."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import streamlit as st

from dashboard import url_lists
from dashboard.state import carried, choose
from pipelines.errors import FaroError
from pipelines.methods.planning import months
from presentation import data
from presentation.context import PageContext
from presentation.panels.plan import tools_of_version
from presentation.plans.choices import (
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
from presentation.plans.rows import month
from presentation.plans.work import ModelTool

FIRST_YEAR, LAST_YEAR = 2012, 2045  # an address may ask for these
BEFORE, AFTER = 2, 9  # years around today that the lists offer
Options = tuple[list[str], list[str]]


def choose_rest(ctx: PageContext, place: tuple[str, str], version: str, today: date) -> Asked:
    """Draw the other levers and return what they ask.

    Args:
        ctx: The page's context.
        place: Country and code of the municipality.
        version: Id of the version of the model.
        today: The day in Chile.
    """
    tools = tools_of_version(ctx, version)
    lacking = sum(tool.months is None for tool in tools)
    with st.container(key="plan_months", horizontal=True):
        when = choose_months(ctx, today)
    none_known = lacking == len(tools)
    with st.expander(ctx.t("plan.more_levers"), expanded=none_known, key=f"more_{version}"):
        lengths = choose_lengths(ctx, tools, lacking=lacking)
        after = choose_order(ctx, tools)
    return chosen(place, version, when, lengths, after)


def choose_months(ctx: PageContext, today: date) -> tuple[int, int, int | None]:
    """Draw start, capacity and deadline; return them, months counted as a plan counts them.

    Args:
        ctx: The page's context.
        today: The day in Chile.
    """
    usual = months.write(usual_start(today))
    offered = _months(ctx, today.year, carried("start"))
    start = months.read(choose(ctx, "start", *offered, default=usual))
    capacity = int(choose(ctx, "capacity", *_capacities(ctx), default=str(CAPACITY)))
    options, labels = _months(ctx, today.year, carried("deadline"))
    deadline = choose(
        ctx,
        "deadline",
        [NO_DEADLINE, *options],
        [ctx.t("plan.no_deadline"), *labels],
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
    other = NO_DEADLINE
    if lacking or "other" in st.query_params:
        other = choose(ctx, "other", *_lengths(ctx), default=NO_DEADLINE)
    return _own_lengths(ctx, tools), None if other == NO_DEADLINE else int(other)


def choose_order(ctx: PageContext, tools: Sequence[ModelTool]) -> tuple[tuple[str, str], ...]:
    """Draw the waits the reader adds to the order of the model.

    Args:
        ctx: The page's context.
        tools: The tools of the version.
    """
    label = _pairs(ctx, tuple(tools))
    chosen = url_lists.choose_several(
        ctx, "after", list(label), label.__getitem__, limit=12, help=ctx.t("plan.after_help")
    )
    return tuple((pair.split(">")[0], pair.split(">")[1]) for pair in chosen)


def chosen(
    place: tuple[str, str],
    version: str,
    when: tuple[int, int, int | None],
    lengths: tuple[Lengths, int | None],
    after: tuple[tuple[str, str], ...],
) -> Asked:
    """Return what the levers ask.

    Args:
        place: Country and code of the municipality.
        version: Id of the version of the model.
        when: Start, tools at once, and deadline or None; months as a plan counts them.
        lengths: Months of single tools, and of all others without a time, or None.
        after: Pairs of tools of which the second waits for the first.
    """
    country, code = place
    return Asked(country, code, version, when[0], when[1], when[2], *lengths, after)


def _own_lengths(ctx: PageContext, tools: Sequence[ModelTool]) -> Lengths:
    t = ctx.t
    names = {tool.tool_id: getattr(tool, ctx.lang) for tool in tools}
    usual = {tool.tool_id: tool.months or 3 for tool in tools}

    def read(text: str) -> tuple[dict[str, int], list[str]]:
        parsed, nonsense = read_months(text, tuple(names))
        return dict(parsed), nonsense

    numbers = url_lists.choose_numbers(
        ctx,
        "months",
        names,
        read=read,
        written=lambda lengths: write_months(tuple(lengths.items())),
        label_of=lambda tool_id: t("plan.months_of", tool=names[tool_id]),
        usual=usual.__getitem__,
        box={"min_value": 1, "max_value": MOST_MONTHS, "step": 1, "width": 200},
        help=t("plan.months_help"),
    )
    return tuple((tool_id, int(length)) for tool_id, length in numbers.items())


@data.drawn
def _months(ctx: PageContext, year: int, wanted: str | None) -> Options:
    """Return the months around a year, and the one asked for if a plan may have it."""
    every = set(range((year - BEFORE) * 12, (year + AFTER + 1) * 12))
    with suppress(FaroError):  # choosing it says so
        every.add(months.read(wanted or ""))
    listed = sorted(every & set(range(FIRST_YEAR * 12, LAST_YEAR * 12)))
    return [months.write(number) for number in listed], [month(ctx.t, number) for number in listed]


@data.drawn
def _capacities(ctx: PageContext) -> Options:
    counts = range(1, MOST_CAPACITY + 1)
    return [str(n) for n in counts], [ctx.t.count("plan.at_once", n) for n in counts]


@data.drawn
def _lengths(ctx: PageContext) -> Options:
    t, counts = ctx.t, range(1, MOST_MONTHS + 1)
    labels = [t.count("plan.months", n) for n in counts]
    return [NO_DEADLINE, *map(str, counts)], [t("plan.no_other"), *labels]


@data.drawn
def _pairs(ctx: PageContext, tools: tuple[ModelTool, ...]) -> dict[str, str]:
    """Return the waits a reader may add, ``b>a``, with their names."""
    names = {tool.tool_id: getattr(tool, ctx.lang) for tool in tools}
    return {
        f"{later}>{first}": ctx.t("plan.pair", tool=names[later], first=names[first])
        for later in names
        for first in names
        if later != first
    }
