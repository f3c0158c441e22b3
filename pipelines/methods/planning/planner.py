"""From what is asked to a plan, or to one sentence on why there is none."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from pipelines.errors import FaroError
from pipelines.methods.planning import critical, months
from pipelines.methods.planning.checking import MOST_AT_ONCE, check
from pipelines.methods.planning.jobs import earliest_end, jobs
from pipelines.methods.planning.model import Plan, Request
from pipelines.methods.planning.solving import over, place, shortest

KEPT = 256  # requests; municipalities of which nothing is known ask for the same plan


@lru_cache(maxsize=KEPT)
def plan(request: Request) -> Plan:
    """Return the plan with the earliest end, early starts within it, and why it ends then.

    The same request always gives the same plan.

    Args:
        request: What to plan, months counted as in `pipelines.methods.planning.months`.

    Raises:
        FaroError: It cannot be met: what :func:`check` refuses, or a deadline before the earliest
            end (``deadline_too_early``), with what would meet it.
    """
    check(request)
    work = jobs(request)
    starts, is_proven = place(work)
    spans = {fact.tool_id: (fact.start, fact.end) for fact in request.facts}
    for tool_id, start, length in zip(work.ids, starts, work.months, strict=True):
        spans[tool_id] = (start, start + length - 1)
    placed = critical.steps(request, spans)
    links = critical.chain(request, spans, placed)
    end = max(last for _, last in spans.values())
    made = Plan(
        request, placed, links, end, is_proven, critical.bound(links), _broken(request, spans)
    )
    if request.deadline is not None and end > request.deadline:
        raise _too_late(made)
    return made


@lru_cache(maxsize=KEPT)
def earliest(request: Request) -> int:
    """Return the last month of the plan with the earliest end, deadline apart.

    Args:
        request: What to plan; its deadline is not looked at.

    Returns:
        Months since year zero.

    Raises:
        FaroError: It cannot be planned, as :func:`check` says.
    """
    check(request)
    work = jobs(request)
    return over(work, shortest(work)[0]) - 1


def capacity_for(request: Request) -> int | None:
    """Return the fewest tools at once that meet the deadline; None if not even all at once do.

    Args:
        request: What to plan.

    Returns:
        Tools at once; that of the request where it has no deadline.

    Raises:
        FaroError: It cannot be planned, as :func:`check` says.
    """
    if request.deadline is None:
        return request.capacity
    for capacity in range(1, min(len(request.tools), MOST_AT_ONCE) + 1):
        trial = replace(request, capacity=capacity)
        could = earliest_end(jobs(trial)) - 1 <= request.deadline
        if could and earliest(trial) <= request.deadline:
            return capacity
    return None


def _broken(request: Request, spans: dict[str, tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (first, tool.tool_id)
        for tool in request.tools
        for first in tool.after
        if first in spans and spans[first][1] >= spans[tool.tool_id][0]
    )


def _too_late(made: Plan) -> FaroError:
    """Return the error of a deadline that cannot be met: by how much, and what would meet it."""
    request = made.request
    deadline = request.deadline or 0
    late = made.end - deadline
    enough = capacity_for(request)
    end, due = months.write(made.end), months.write(deadline)
    if enough is None:
        fix = "Not even all tools at once meet it: move the deadline or shorten a tool"
        fix_es = "Ni con todas a la vez se cumple: mueva el plazo o acorte una herramienta"
    else:
        fix = f"Move it to {end}, or work on {enough} tools at once"
        fix_es = f"Muévalo a {end} o trabaje en {enough} herramientas a la vez"
    delay = "1 month" if late == 1 else f"{late} months"
    delay_es = "1 mes" if late == 1 else f"{late} meses"
    no_earlier = "no plan ends before" if made.is_proven else "the best plan found ends in"
    no_earlier_es = "ningún plan termina antes de" if made.is_proven else "el mejor plan llega a"
    return FaroError(
        f"the deadline {due} cannot be met: {no_earlier} {end}, {delay} later",
        fix=fix,
        es=f"el plazo {due} no se puede cumplir: {no_earlier_es} {end}, {delay_es} después. "
        f"{fix_es}",
        code="deadline_too_early",
    )
