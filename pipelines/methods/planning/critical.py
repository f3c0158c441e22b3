"""Who may be late and who may not: places, slack, and the path that fixes the end."""

from __future__ import annotations

from pipelines.methods.planning.model import Link, Request, Step

Spans = dict[str, tuple[int, int]]


def steps(request: Request, spans: Spans) -> tuple[Step, ...]:
    """Return every tool with its place and its slack.

    A place is one of the tools at once. Slack is what a tool can be late, pushing those that wait
    for it or for its place, before the last month moves.

    Args:
        request: What was asked.
        spans: Tool → first and last month, both counted in.

    Returns:
        One step a tool by its start, then in the order of the model; slack in months.
    """
    order = _by_start(request, spans)
    places = _places(request, spans, order)
    latest = {tool: max(end for _, end in spans.values()) for tool in spans}
    following = dict.fromkeys(places.values(), "")
    waiting: dict[str, list[str]] = {tool: [] for tool in spans}
    facts = {fact.tool_id for fact in request.facts}
    for tool in request.tools:
        for first in tool.after:
            if first in spans and tool.tool_id not in facts:
                waiting[first].append(tool.tool_id)
    for own in reversed(order):
        after = [*waiting[own], following[places[own]]]
        begins = [latest[later] - (spans[later][1] - spans[later][0]) for later in after if later]
        latest[own] = min([latest[own], *(start - 1 for start in begins)])
        following[places[own]] = own
    return tuple(
        Step(
            tool,
            *spans[tool],
            slack=max(latest[tool] - spans[tool][1], 0),
            place=places[tool],
            is_fact=tool in facts,
        )
        for tool in order
    )


def chain(request: Request, spans: Spans, placed: tuple[Step, ...]) -> tuple[Link, ...]:
    """Return the path that fixes the end, first to last, with why each starts when it does.

    Where several do, the one with fewest waits for a place: more capacity would not help it.

    Args:
        request: What was asked.
        spans: Tool → first and last month, both counted in.
        placed: What :func:`steps` returned for them.
    """
    at = {step.tool_id: step for step in placed}
    last = max(end for _, end in spans.values())
    paths = [_path(request, at, step.tool_id) for step in placed if step.end == last]
    return min(reversed(paths), key=lambda path: sum(link.reason == "capacity" for link in path))


def bound(links: tuple[Link, ...]) -> str:
    """Return what fixes the end: ``tool``, ``order``, ``capacity`` or ``mixed``.

    Args:
        links: The critical path, as :func:`chain` returns it.
    """
    waits = {link.reason for link in links if link.because}
    if not waits:
        return "tool"
    return waits.pop() if len(waits) == 1 else "mixed"


def _path(request: Request, at: dict[str, Step], tool_id: str) -> tuple[Link, ...]:
    links = [_link(request, tool_id, at)]
    while links[-1].because:
        links.append(_link(request, links[-1].because, at))
    return tuple(reversed(links))


def _link(request: Request, tool_id: str, at: dict[str, Step]) -> Link:
    tool = next(candidate for candidate in request.tools if candidate.tool_id == tool_id)
    own = at[tool_id]
    if own.is_fact:
        return Link(tool_id, "fact")
    before = [other for other in at.values() if other.end == own.start - 1]
    for step in before:
        if step.tool_id in tool.after:
            return Link(tool_id, "order", step.tool_id)
    if own.start == request.start:
        return Link(tool_id, "start")
    if own.start == tool.earliest:
        return Link(tool_id, "earliest")
    same = [other for other in before if other.place == own.place] or before
    return Link(tool_id, "capacity", same[0].tool_id) if same else Link(tool_id, "start")


def _by_start(request: Request, spans: Spans) -> list[str]:
    listed = {tool.tool_id: n for n, tool in enumerate(request.tools)}
    return sorted(spans, key=lambda tool_id: (spans[tool_id][0], listed[tool_id]))


def _places(request: Request, spans: Spans, order: list[str]) -> dict[str, int]:
    """Return the place of each tool: its predecessor's, else the one that leaves most slack."""
    after = {tool.tool_id: tool.after for tool in request.tools}
    last: list[str] = []
    places: dict[str, int] = {}
    for tool in order:
        start = spans[tool][0]
        free = [n for n, occupant in enumerate(last) if spans[occupant][1] < start]
        if not free:
            last.append(tool)
            places[tool] = len(last)
            continue
        running = sum(first < start <= last_of + 1 for first, last_of in spans.values())
        waited = running >= request.capacity
        sign = -1 if waited else 1  # a tool that waited for a place takes the one just left
        chosen = min(free, key=lambda n: (last[n] not in after[tool], sign * spans[last[n]][1], n))
        if not waited and last[chosen] not in after[tool] and len(last) < request.capacity:
            last.append(tool)
            places[tool] = len(last)
            continue
        last[chosen] = tool
        places[tool] = chosen + 1
    return places
