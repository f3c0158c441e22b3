"""A plan against what happened: what slips, and what that moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.methods.planning import months
from pipelines.methods.planning.model import Fact, Plan, Request, Tool
from pipelines.methods.planning.planner import plan


@dataclass(frozen=True)
class Promise:
    """What a plan promised of a tool, in whole months."""

    tool_id: str
    start: int
    end: int

    @classmethod
    def of(cls, tool_id: str, first: date, last: date) -> Promise:
        """Return the promise of the days a plan gives, a month at least.

        Args:
            tool_id: The tool.
            first: The day it starts; up to the 15th that is this month, then the next.
            last: Its last day.
        """
        start = months.starting(first)
        return cls(tool_id, start, max(months.ending(last), start))

    @property
    def months(self) -> int:
        """Months it takes."""
        return self.end - self.start + 1


@dataclass(frozen=True)
class Move:
    """A tool whose months are no longer those of the plan.

    Attributes:
        tool_id: The tool.
        end_before: Last month promised.
        end_after: Last month now.
        is_cause: Whether it is late itself; otherwise others move it.
    """

    tool_id: str
    end_before: int
    end_after: int
    is_cause: bool

    @property
    def late(self) -> int:
        """Months its end moves; negative when it is early."""
        return self.end_after - self.end_before


@dataclass(frozen=True)
class Forecast:
    """A plan worked out again with what happened.

    Attributes:
        plan: The plan now: what happened stands, the rest keeps its month unless it is pushed.
        moves: Tools whose months changed, by start.
        end_before: Last month promised.
    """

    plan: Plan
    moves: tuple[Move, ...]
    end_before: int

    @property
    def late(self) -> int:
        """Months the end moves; negative when it comes earlier."""
        return self.plan.end - self.end_before


Happened = Mapping[str, tuple[date | None, date | None]]


def forecast(
    tools: Sequence[Tool],
    promises: Sequence[Promise],
    happened: Happened,
    *,
    now: date,
    capacity: int | None = None,
) -> Forecast:
    """Return a plan worked out again: facts fixed, nothing before its promised month.

    A tool in progress takes the months promised from the month it started, and this month at the
    least. One that has not started starts this month at the earliest. The plan's own number of
    tools at once is kept where ``capacity`` is not given or is smaller.

    Args:
        tools: The tools of the plan in the order of the model, with their order constraints.
        promises: The months of each, counted since year zero.
        happened: Tool → days it was started and implemented, None where it was not.
        now: Day of the last news.
        capacity: Tools at once.

    Returns:
        The plan now, the tools whose months changed, and the last month promised.

    Raises:
        FaroError: It cannot be planned, as :func:`plan` says: no tools, too many, or an order in a
            circle.
    """
    promised = {promise.tool_id: promise for promise in promises}
    this_month = months.month_of(now)
    facts = tuple(
        fact
        for promise in promises
        if (fact := _fact(promise, *happened.get(promise.tool_id, (None, None)), this_month))
    )
    planned = tuple(
        replace(
            tool,
            months=promised[tool.tool_id].months,
            earliest=max(promised[tool.tool_id].start, this_month),
        )
        for tool in tools
        if tool.tool_id in promised
    )
    request = Request(
        tools=planned,
        start=min((promise.start for promise in promises), default=this_month),
        capacity=max(capacity or 1, at_once(promises)),
        facts=facts,
    )
    made = plan(request)
    done = {fact.tool_id for fact in facts if fact.is_done}
    moves = tuple(
        Move(
            step.tool_id,
            own.end,
            step.end,
            is_cause=step.is_fact or own.start < this_month,
        )
        for step in made.steps
        if (own := promised[step.tool_id]).end != step.end
        or (own.start != step.start and step.tool_id not in done)
    )
    return Forecast(made, moves, max(promise.end for promise in promises))


def at_once(promises: Sequence[Promise]) -> int:
    """Return how many tools a plan works on at once, at most.

    Args:
        promises: The months of each tool.

    Returns:
        Tools in the month with most of them; 1 without promises.
    """
    return max(
        (sum(o.start <= promise.start <= o.end for o in promises) for promise in promises),
        default=1,
    )


def _fact(
    promise: Promise, started: date | None, done: date | None, this_month: int
) -> Fact | None:
    if done is not None:
        end = months.ending(done)
        begun = months.starting(started) if started else min(promise.start, end)
        return Fact(promise.tool_id, min(begun, end), end, is_done=True)
    if started is None:
        return None
    begun = min(months.starting(started), this_month)
    return Fact(promise.tool_id, begun, max(begun + promise.months - 1, this_month))
