"""Requests that cannot be met, each said in one sentence with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.errors import FaroError
from pipelines.methods.planning.model import Request, Tool

MOST_MONTHS, MOST_TOOLS, MOST_AT_ONCE = 120, 80, 50


def check(request: Request) -> None:
    """Make sure that a request can be planned, deadline apart.

    Args:
        request: What was asked.

    Raises:
        FaroError: Nothing to plan (``nothing_to_plan``), more than 80 tools (``too_many_tools``), a
            capacity out of 1 to 50 (``no_capacity``), a tool without months (``no_months``) or with
            months out of 1 to 120 (``bad_months``), or an order in a circle (``order_circle``).
    """
    if not request.tools:
        raise FaroError(
            "there is nothing to plan: no tool is left to implement",
            fix="Choose another model or municipality",
            es="no hay nada que planificar: no queda herramienta por implementar. "
            "Elija otro modelo u otro municipio",
            code="nothing_to_plan",
        )
    if len(request.tools) > MOST_TOOLS:
        raise FaroError(
            f"a plan takes up to {MOST_TOOLS} tools",
            fix="Plan them in parts",
            es=f"un plan lleva hasta {MOST_TOOLS} herramientas. Planifique por partes",
            code="too_many_tools",
        )
    if not 1 <= request.capacity <= MOST_AT_ONCE:
        raise FaroError(
            f"with {request.capacity} tools at once nothing can be done",
            fix=f"Give a capacity from 1 to {MOST_AT_ONCE}",
            es=f"con {request.capacity} herramientas a la vez no se puede avanzar. "
            f"Indique una capacidad de 1 a {MOST_AT_ONCE}",
            code="no_capacity",
        )
    _check_months(request)
    if circular := circle(request.tools):
        raise _in_a_circle([_by_id(request.tools)[tool_id] for tool_id in circular])


def unknown(request: Request) -> list[Tool]:
    """Return the tools that have no months yet and are not done.

    Args:
        request: What was asked.
    """
    known = {fact.tool_id for fact in request.facts}
    return [tool for tool in request.tools if tool.months is None and tool.tool_id not in known]


def circle(tools: Sequence[Tool]) -> list[str]:
    """Return ids that wait for each other in a circle, the first again at the end; else nothing.

    Args:
        tools: The tools; a wait for one that is not among them is taken as met.

    Example:
        >>> circle([Tool("a", 1, "a", "a", ("b",)), Tool("b", 1, "b", "b", ("a",))])
        ['a', 'b', 'a']
    """
    waits = {
        tool.tool_id: [earlier for earlier in tool.after if earlier in _by_id(tools)]
        for tool in tools
    }
    free: set[str] = set()

    def walk(at: str, path: list[str]) -> list[str]:
        if at in path:
            return [*path[path.index(at) :], at]
        for other in () if at in free else waits[at]:
            if loop := walk(other, [*path, at]):
                return loop
        free.add(at)
        return []

    for tool in tools:
        if circular := walk(tool.tool_id, []):
            return circular
    return []


def _by_id(tools: Iterable[Tool]) -> dict[str, Tool]:
    return {tool.tool_id: tool for tool in tools}


def _check_months(request: Request) -> None:
    if lacking := unknown(request):
        raise FaroError(
            f"no duration is known for {_listed(lacking, 'en')}",
            fix="Say how many months each takes",
            es=f"no se conoce la duración de {_listed(lacking, 'es')}. "
            "Indique cuántos meses toma cada una",
            code="no_months",
        )
    wrong = [t for t in request.tools if t.months and not 1 <= t.months <= MOST_MONTHS]
    wrong += [t for t in request.tools if t.months == 0]
    if wrong:
        raise FaroError(
            f"the months of {_listed(wrong, 'en')} make no sense",
            fix=f"Give whole months from 1 to {MOST_MONTHS}",
            es=f"los meses de {_listed(wrong, 'es')} no tienen sentido. "
            f"Indique meses enteros de 1 a {MOST_MONTHS}",
            code="bad_months",
        )


def _in_a_circle(tools: Sequence[Tool]) -> FaroError:
    listed = {lang: " → ".join(getattr(tool, lang) for tool in tools) for lang in ("es", "en")}
    return FaroError(
        f"the order goes in a circle, each waits for the next: {listed['en']}",
        fix="Take one of these waits out of the order",
        es=f"el orden es circular, cada una espera a la siguiente: {listed['es']}. "
        "Quite una de estas esperas",
        code="order_circle",
    )


def _listed(tools: Sequence[Tool], lang: str) -> str:
    names = [getattr(tool, lang) for tool in tools]
    both = {"es": "y", "en": "and"}[lang]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {both} {names[-1]}"
