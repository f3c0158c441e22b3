"""Requests for the tests of plans, and a search through every vector of starts."""

from __future__ import annotations

import numpy as np

from pipelines.methods.planning import Request, Tool, months

START = months.read("2027-01")
# The 17 tools of the regional model with the months its document prints; 12 where it says
# "anual", None where it says that it depends.
REGIONAL = {
    "convenio": 1,
    "politica": 3,
    "integridad": 6,
    "proyectos": None,
    "perfiles": 3,
    "capacitacion": 12,
    "infraestructura": 3,
    "procesos": 6,
    "automatizacion": 3,
    "difusion": 3,
    "canales": 3,
    "proactiva": 4,
    "datos_abiertos": 5,
    "satisfaccion": 12,
    "indicadores": 3,
    "rendicion": 12,
    "mejora": 3,
}


def tools(lengths: dict[str, int | None], after: dict[str, tuple[str, ...]] | None = None):
    return tuple(
        Tool(name, length, name, name, (after or {}).get(name, ()))
        for name, length in lengths.items()
    )


def request(lengths, capacity, after=None, **more) -> Request:
    return Request(tools(lengths, after), START, capacity, **more)


def regional(capacity: int, **more) -> Request:
    return request({**REGIONAL, "proyectos": 6}, capacity, **more)


def breaks_nothing(request: Request, starts: np.ndarray) -> np.ndarray:
    """Say of each vector of starts (one a row, from the start of the plan) if it is a plan."""
    lengths = np.array([tool.months for tool in request.tools])
    at = {tool.tool_id: n for n, tool in enumerate(request.tools)}
    ends = starts + lengths
    fine = np.ones(len(starts), dtype=bool)
    for n, tool in enumerate(request.tools):
        for first in tool.after:
            fine &= ends[:, at[first]] <= starts[:, n]
    for month in range(int(ends.max(initial=0))):
        busy = ((starts <= month) & (month < ends)).sum(axis=1)
        fine &= busy <= request.capacity
    return fine


def least_months(request: Request) -> int:
    """Return the fewest months in which a plan fits, having looked at every vector of starts."""
    lengths = [tool.months for tool in request.tools]
    for total in range(max(lengths), sum(lengths) + 1):
        grids = np.meshgrid(*(np.arange(total - length + 1) for length in lengths))
        if breaks_nothing(request, np.stack([g.ravel() for g in grids], axis=1)).any():
            return total
    raise AssertionError("one after the other always fits")
