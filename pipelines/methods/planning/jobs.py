"""A request as numbers: what is free to place, from when, and how much room the facts leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.methods.planning.model import Request


@dataclass(frozen=True)
class Jobs:
    """The tools still free to place, by their position in the model.

    Attributes:
        ids: Their ids.
        months: What each takes.
        before: Of each, the positions of the free ones that must end first.
        heads: Earliest month each can start, for order and facts alone.
        tails: Months that must still follow each one's end, for order alone.
        busy: Month → places the facts take, up to the capacity.
        capacity: How many at once.
        floor: Month after the last fact.
    """

    ids: tuple[str, ...]
    months: tuple[int, ...]
    before: tuple[tuple[int, ...], ...]
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    busy: dict[int, int]
    capacity: int
    floor: int

    def free(self, month: int) -> int:
        """Return how many places are left in a month.

        Args:
            month: Counted from year zero, as all months of a plan.
        """
        return self.capacity - self.busy.get(month, 0)


def jobs(request: Request) -> Jobs:
    """Return a request, already checked, as numbers.

    Args:
        request: One that :func:`pipelines.methods.planning.checking.check` let pass.
    """
    facts = {fact.tool_id: fact for fact in request.facts}
    tools = [tool for tool in request.tools if tool.tool_id not in facts]
    at = {tool.tool_id: n for n, tool in enumerate(tools)}
    months = tuple(int(tool.months or 0) for tool in tools)
    before = tuple(tuple(sorted(at[a] for a in tool.after if a in at)) for tool in tools)
    busy: dict[int, int] = {}
    for fact in facts.values():
        for month in range(fact.start, fact.end + 1):
            busy[month] = min(busy.get(month, 0) + 1, request.capacity)
    heads = [
        max(
            [request.start, tool.earliest or request.start]
            + [facts[first].end + 1 for first in tool.after if first in facts]
        )
        for tool in tools
    ]
    tails = [0] * len(tools)
    for _ in tools:  # long enough for the longest chain
        for n, waits in enumerate(before):
            for first in waits:
                heads[n] = max(heads[n], heads[first] + months[first])
                tails[first] = max(tails[first], months[n] + tails[n])
    floor = max((fact.end + 1 for fact in facts.values()), default=request.start)
    ids = tuple(tool.tool_id for tool in tools)
    return Jobs(ids, months, before, tuple(heads), tuple(tails), busy, request.capacity, floor)


def earliest_end(work: Jobs) -> int:
    """Return a month before which no plan can be over: a bound, not always reached.

    The longest chain of each tool, and for every group that starts late and is followed by much,
    the months in which its work fits.

    Args:
        work: What is free to place.

    Returns:
        Months since year zero: the month after the last one of the work.
    """
    spans = zip(work.heads, work.months, work.tails, strict=True)
    best = max([work.floor, *(head + months + tail for head, months, tail in spans)])
    for head in set(work.heads):
        for tail in set(work.tails):
            group = [
                months
                for months, h, q in zip(work.months, work.heads, work.tails, strict=True)
                if h >= head and q >= tail
            ]
            left, month = sum(group), head
            while left > 0:
                left -= work.free(month)
                month += 1
            best = max(best, month + tail if group else 0)
    return best


def list_schedule(work: Jobs, priority: Callable[[int], tuple[int, ...]]) -> list[int]:
    """Return starts found month by month, the first by ``priority`` among those that may start.

    Args:
        work: What is free to place.
        priority: Position of a tool → what it is sorted by, the least first.

    Returns:
        Start of each tool, as a month, in the order of ``work.ids``.
    """
    starts: dict[int, int] = {}
    waiting = sorted(range(len(work.ids)), key=priority)
    month = min(work.heads, default=0)
    while waiting:
        for n in list(waiting):
            ready = work.heads[n] <= month and all(
                first in starts and starts[first] + work.months[first] <= month
                for first in work.before[n]
            )
            if ready and _fits(work, starts, month, work.months[n]):
                starts[n] = month
                waiting.remove(n)
        month += 1
    return [starts[n] for n in range(len(work.ids))]


def _fits(work: Jobs, starts: dict[int, int], month: int, length: int) -> bool:
    """Return whether one more fits in each month of a stretch."""
    return all(
        sum(s <= at < s + work.months[n] for n, s in starts.items()) < work.free(at)
        for at in range(month, month + length)
    )


def moved_left(work: Jobs, starts: list[int]) -> list[int]:
    """Return the same plan with nothing that could start earlier left where it is.

    Args:
        work: What is free to place.
        starts: Start of each tool, as a month, in the order of ``work.ids``.

    Returns:
        Starts in the same order, none later than it was.
    """
    placed: dict[int, int] = {}
    for n in sorted(range(len(starts)), key=lambda index: (starts[index], index)):
        after = (placed[first] + work.months[first] for first in work.before[n])
        month = max([work.heads[n], *after])
        while not _fits(work, placed, month, work.months[n]):
            month += 1
        placed[n] = month
    return [placed[n] for n in range(len(starts))]
