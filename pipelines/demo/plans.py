"""Simulated plans of the regional model, and what the municipalities made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.demo.adoption import LAST_DAY, Event
from pipelines.demo.base import Base
from pipelines.demo.sheets import NAMES, Cell, Grid
from pipelines.demo.signers import Signers, weekday
from pipelines.methods import models
from pipelines.methods.planning import months

MODEL, ALWAYS = "regional", "13101"
PLANNERS = 30
DEPENDS = 6  # months planned for the tool whose time depends on its projects
_FIRST, _STARTS = months.read("2024-02"), 16
_KEPT = 0.93  # share of the tools started that end up in use


@dataclass(frozen=True)
class Step:
    """What a plan says of a tool, in whole months."""

    cut: str
    tool: str
    start: int
    end: int
    capacity: int
    place: int


def plans(base: Base, signers: Signers) -> list[Step]:
    """Return plans of some municipalities: each tool in the order of the model, as places free.

    Args:
        base: What is published, and the random streams.
        signers: Who signs when.
    """
    rng = base.stream("plans")
    able = [cut for cut in base.cuts if cut not in signers.never and cut != ALWAYS]
    chosen = sorted([ALWAYS, *rng.choice(able, size=PLANNERS - 1, replace=False).tolist()])
    steps = []
    for cut in chosen:
        capacity, start = int(rng.integers(2, 4)), _FIRST + int(rng.integers(0, _STARTS))
        if cut == ALWAYS:  # the one shown first is well under way
            capacity, start = 3, _FIRST
        free = [start] * capacity
        for tool, length in _lengths().items():
            place = min(range(capacity), key=lambda n: (free[n], n))
            steps.append(Step(cut, tool, free[place], free[place] + length - 1, capacity, place))
            free[place] += length
    return steps


def done(base: Base, planned: list[Step]) -> list[Event]:
    """Return what happened with the plans, up to the last day of the panel.

    A tool waits for the one before it in its place, so that being late is handed on.

    Args:
        base: What is published, and the random streams.
        planned: The steps of the plans.
    """
    rng = base.stream("plans kept")
    free: dict[tuple[str, int], date] = {}
    events: list[Event] = []
    for step in planned:
        begun = months.first_day(step.start) + timedelta(days=int(rng.integers(-10, 40)))
        begun = weekday(max(begun, free.get((step.cut, step.place), begun)))
        size = (months.last_day(step.end) - months.first_day(step.start)).days
        ended = weekday(begun + timedelta(days=int(size * rng.uniform(0.8, 1.2))))
        free[step.cut, step.place] = ended
        is_kept = rng.random() < _KEPT
        if begun <= LAST_DAY:
            events.append(Event(step.cut, step.tool, "started", begun))
        if is_kept and ended <= LAST_DAY:
            events.append(Event(step.cut, step.tool, "implemented", ended))
    return events


def grid(base: Base, planned: list[Step]) -> Grid:
    """Return the plans as a unit would send them.

    Args:
        base: What is published, and the random streams.
        planned: The steps of the plans.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    version = next(m for m in models.library().models if m.id == MODEL).versions[0]
    rows: list[list[Cell]] = [
        [
            NAMES["formal"](named[step.cut]["comuna"]),
            step.cut,
            version.name.es,
            step.tool,
            months.first_day(step.start),
            months.last_day(step.end),
            step.capacity,
        ]
        for step in planned
    ]
    headers = ["Municipio", "CUT", "Modelo", "Herramienta", "Inicio planificado"]
    return Grid([*headers, "Término planificado", "Capacidad"], rows)


def _lengths() -> dict[str, int]:
    version = next(m for m in models.library().models if m.id == MODEL).versions[0]
    tools = sorted((tool for _, tool in version.tools()), key=lambda tool: tool.number or 0)
    return {tool.id: _months(tool.time.months) for tool in tools}


def _months(printed: int | None) -> int:
    return printed or DEPENDS
