"""Adoption as a funnel: sessions, letters and counterparts by mid 2017, then tools, each dated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base
from pipelines.demo.signers import Convenio, Signers, weekday

ATTENDED, LETTERS, COUNTERPARTS = "F080", "F081", "F082"
NOT_VISITED = ("Atacama", "Arica y Parinacota", "Maule")
LAST_DAY = date(2025, 12, 31)
MID_2017 = date(2017, 6, 30)
_FIRST_VISIT = date(2016, 9, 5)
_STUCK = 0.13  # share that starts nothing
MERGED_THEN = {"Ñuble": "Biobío"}  # one region until 2018


@dataclass(frozen=True)
class Event:
    """A stage reached: ``tool`` is None for sessions and letters."""

    cut: str
    tool: str | None
    stage: str
    day: date


def mgtm2(base: Base, signers: Signers) -> list[Event]:
    """Return sessions, letters and counterparts, as many as published, by the middle of 2017.

    Args:
        base: What is published, and the random streams.
        signers: Who signs when.
    """
    rng = base.stream("mgtm2")
    visits = _visits(base, rng)
    able = [c for c in visits if c not in signers.never]
    attended = _some(rng, able, base.counts[ATTENDED])
    letters = _some(rng, attended, base.counts[LETTERS])
    named = _some(rng, letters, base.counts[COUNTERPARTS])
    events = [Event(cut, None, "attended", visits[cut]) for cut in attended]
    signed = {cut: _after(rng, visits[cut], 0, 18) for cut in letters}
    events += [Event(cut, None, "signed", signed[cut]) for cut in letters]
    tools = base.priority_tools()
    for cut in named:
        day = min(_after(rng, signed[cut], 3, 60), MID_2017)
        chosen = _some(rng, tools, int(rng.integers(1, len(tools) + 1)))
        events += [Event(cut, tool, "counterpart", day) for tool in chosen]
    return events


def letters(events: list[Event]) -> list[Convenio]:
    """Return the letters as signings of kind ``mgtm2_letter``.

    Args:
        events: What happened with tools, letters and sessions.
    """
    signings = [Convenio(e.cut, "mgtm2_letter", e.day) for e in events if e.stage == "signed"]
    return sorted(signings, key=lambda c: (c.signed, c.cut))


def tools_in_use(base: Base, convenios: list[Convenio], events: list[Event]) -> list[Event]:
    """Return starts, implementations and verifications of the tools.

    The original twelve follow a convenio, the new four a named counterpart; a share of the
    municipalities signs and starts nothing.

    Args:
        base: What is published, and the random streams.
        convenios: The signings of the model.
        events: What happened with tools, letters and sessions.
    """
    rng = base.stream("tools")
    signed = {c.cut: c.signed for c in convenios}
    will = {cut: float(rng.normal()) for cut in base.cuts}
    stuck = {cut for cut, drive in will.items() if drive < np.quantile([*will.values()], _STUCK)}
    tools = list(base.tools("mgtm"))
    steps: list[Event] = []
    for cut, day in signed.items():
        for order, tool in enumerate(tools):
            if cut not in stuck and rng.random() < _odds(will[cut] + 1.1 - 0.12 * order):
                steps += _path(rng, cut, tool, day, drive=will[cut])
    for event in events:
        if event.stage == "counterpart" and event.tool and rng.random() < _odds(will[event.cut]):
            steps += _path(rng, event.cut, event.tool, event.day, drive=will[event.cut] - 0.4)
    rest = [tool for tool in base.tools("mgtm2") if tool not in base.priority_tools()]
    named = {e.cut: e.day for e in events if e.stage == "counterpart"}
    for cut, day in named.items():
        for tool in rest:
            if rng.random() < _odds(will[cut] - 1.4):
                steps += _path(rng, cut, tool, day, drive=will[cut] - 0.6)
    return steps


def _path(
    rng: np.random.Generator, cut: str, tool: str, day: date, *, drive: float
) -> Iterator[Event]:
    """Yield the stages one tool passes; each comes after the one before and may be the last."""
    lags = (("started", 45, 500), ("implemented", 120, 800), ("verified", 60, 600))
    for stage, least, most in lags:
        day = _after(rng, day, least, most)
        if day > LAST_DAY:
            return
        yield Event(cut, tool, stage, day)
        if rng.random() > _odds(drive + 0.5):
            return


def _visits(base: Base, rng: np.random.Generator) -> dict[str, date]:
    """Return municipality → day of the session of its region, about one visit in three weeks."""
    then = [MERGED_THEN.get(name, name) for name in base.regions]
    visited = sorted(set(then) - set(NOT_VISITED))
    order = rng.permutation(len(visited))
    days = {visited[k]: weekday(_FIRST_VISIT + timedelta(days=23 * i)) for i, k in enumerate(order)}
    return {c: days[name] for c, name in zip(base.cuts, then, strict=True) if name in days}


def _some(rng: np.random.Generator, items: list[str], count: int) -> list[str]:
    return sorted(rng.choice(items, size=count, replace=False).tolist())


def _after(rng: np.random.Generator, day: date, least: int, most: int) -> date:
    return max(day, weekday(day + timedelta(days=int(rng.integers(least, most)))))


def _odds(drive: float) -> float:
    return float(1 / (1 + np.exp(-drive)))
