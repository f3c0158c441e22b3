"""Simulated municipal open government: adhesions, local plans, participation, self-assessments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base, Row
from pipelines.demo.sheets import NAMES, Cell, Grid
from pipelines.demo.signers import Convenio, weekday

# Of those that joined, in order of date, how many hundredths went on; as the measurements say.
DIAGNOSED, PLANNED, MIDTERM, FINAL, PLATFORM = 70, 45, 30, 20, 35
_COUNTED = {
    "adhesión": "cl0054_adhesions",
    "diagnóstico": "cl0054_diagnoses",
    "plan": "cl0054_plans",
    "medio término": "cl0054_midterm",
    "final": "cl0054_final",
}
LATER = 4  # municipalities with a second plan, under the standards of 2022
_LAST = {"diagnosis": date(2020, 3, 31), "plan": date(2020, 3, 31)}
_PLAN = (
    ("Presupuesto abierto", ("Publicar el presupuesto en la plataforma", "Explicarlo en talleres")),
    ("Cuenta pública participativa", ("Reunir a las organizaciones", "Rendir cuenta en público")),
    ("Datos que la comuna pide", ("Preguntar qué datos faltan",)),
)
_EVENTS = ("Taller de cocreación", "Consulta en línea", "Mesa con organizaciones")
_STANDARDS = ("space_2022", "information_2022", "cocreation_2022", "response_2022")
_LEVELS = ("Limitado", "Sustancial", "Completo")


def joined(signed: Sequence[Convenio]) -> list[Convenio]:
    """Return the adhesions to the open government model, oldest first.

    Args:
        signed: The signings of every model.
    """
    own = [c for c in signed if c.kind == "open_government"]
    return sorted(own, key=lambda c: (c.signed, c.cut))


def adhesions(base: Base, signed: Sequence[Convenio]) -> Grid:
    """Return adhesions, local diagnoses and entries to the budget platform.

    Args:
        base: What is published, and the random streams.
        signed: The signings of the model, for its events.
    """
    own, rng = joined(signed), base.stream("gam steps")
    rows: list[list[Cell]] = []
    for place, adhesion in enumerate(own):
        rows.append([*_who(base, adhesion.cut), "adhesión", adhesion.signed, "Alcaldía"])
        if place < len(own) * DIAGNOSED // 100:
            day = min(_later(rng, adhesion.signed, 30, 150), _LAST["diagnosis"])
            rows.append([*_who(base, adhesion.cut), "diagnóstico", max(day, adhesion.signed), None])
        if rng.random() < PLATFORM / 100:
            day = _later(rng, adhesion.signed, 20, 300)
            rows.append([*_who(base, adhesion.cut), "plataforma presupuestaria", day, None])
    return Grid(["Comuna", "CUT", "Paso", "Fecha", "Cargo de quien firma"], rows)


def steps(base: Base, signed: Sequence[Convenio]) -> dict[str, dict[Cell, date]]:
    """Return, for each indicator of CL0054, municipality → first day on which the step stands.

    Args:
        base: What is published, and the random streams.
        signed: The signings of the model, for its events.
    """
    first_days: dict[str, dict[Cell, date]] = {name: {} for name in _COUNTED.values()}

    def note(indicator: str | None, cut: Cell, day: Cell) -> None:
        if indicator is not None and isinstance(day, date):
            before = first_days[indicator].get(cut, day)
            first_days[indicator][cut] = min(before, day)

    for _, cut, step, day, *_ in adhesions(base, signed).rows:
        note(_COUNTED.get(str(step)), cut, day)
    for row in plans(base, signed).rows:
        note("cl0054_plans", row[1], row[7])
    for row in assessments(base, signed).rows:
        note(_COUNTED[str(row[4])], row[1], row[7])
    return first_days


def plans(base: Base, signed: Sequence[Convenio]) -> Grid:
    """Return the milestones of the local plans; some are not done.

    Args:
        base: What is published, and the random streams.
        signed: The signings of the model, for its events.
    """
    own, rng = joined(signed), base.stream("gam plans")
    rows: list[list[Cell]] = []
    planners = own[: len(own) * PLANNED // 100]
    for adhesion in planners:
        start = max(min(_later(rng, adhesion.signed, 90, 240), _LAST["plan"]), adhesion.signed)
        rows += _milestones(base, rng, adhesion.cut, start)
    for adhesion in planners[:LATER]:
        rows += _milestones(base, rng, adhesion.cut, date(2023, 3, 1))
    headers = ["Comuna", "CUT", "Año del plan", "Número de compromiso", "Compromiso local"]
    headers += ["Número de hito", "Hito local", "Inicio", "Plazo", "Cumplido"]
    return Grid(headers, rows)


def _milestones(base: Base, rng: np.random.Generator, cut: str, start: date) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for number, (title, steps) in enumerate(_PLAN, start=1):
        for at, step in enumerate(steps, start=1):
            due = _later(rng, start, 60, 330)
            done = _later(rng, start, 40, 400) if rng.random() < 0.65 else None
            head: list[Cell] = [*_who(base, cut), start.year, number, title]
            rows.append([*head, at, step, start, due, done])
    return rows


def participation(base: Base, signed: Sequence[Convenio]) -> Grid:
    """Return the participation events of the local plans; of some nobody counted the people.

    Args:
        base: What is published, and the random streams.
        signed: The signings of the model, for its events.
    """
    own, rng = joined(signed), base.stream("gam participation")
    rows: list[list[Cell]] = []
    planners = own[: len(own) * PLANNED // 100]
    for adhesion in planners:
        for event in _EVENTS[: int(rng.integers(1, 4))]:
            day = max(_later(rng, adhesion.signed, 20, 200), adhesion.signed)
            year = min(day.year, 2020)
            rows.append(_event(base, rng, adhesion.cut, year, min(day, date(2021, 12, 30)), event))
    for adhesion in planners[:LATER]:
        for standard in _STANDARDS[: int(rng.integers(2, 5))]:
            day = _later(rng, date(2023, 3, 1), 5, 240)
            row = _event(base, rng, adhesion.cut, 2023, day, str(rng.choice(_EVENTS)))
            rows.append([*row[:5], standard, *row[6:]])
    headers = ["Comuna", "CUT", "Año del plan", "Fecha", "Instancia", "Estándar de cocreación"]
    return Grid([*headers, "Asistentes", "Organizaciones"], rows)


def _event(
    base: Base, rng: np.random.Generator, cut: str, year: int, day: date, event: str
) -> list[Cell]:
    people, bodies = int(rng.integers(12, 90)), int(rng.integers(2, 20))
    counted = rng.random() > 0.2
    who = _who(base, cut)
    return [*who, year, day, event, "standards_2016", people if counted else None, bodies]


def assessments(base: Base, signed: Sequence[Convenio]) -> Grid:
    """Return the mid-term and final self-assessments in the vocabulary of the time.

    Args:
        base: What is published, and the random streams.
        signed: The signings of the model, for its events.
    """
    own, rng = joined(signed), base.stream("gam assessments")
    rows: list[list[Cell]] = []
    for phase, share, first in (
        ("medio término", MIDTERM, date(2020, 6, 15)),
        ("final", FINAL, date(2020, 8, 10)),
    ):
        for adhesion in own[: len(own) * share // 100]:
            for number in range(1, len(_PLAN) + 1):
                day = weekday(first + timedelta(days=int(rng.integers(14))))
                level = _LEVELS[int(rng.integers(0, 3))]
                head: list[Cell] = [*_who(base, adhesion.cut), adhesion.signed.year, number, phase]
                rows.append([*head, "completion_2014_self", level, day, "Simulado"])
    headers = ["Comuna", "CUT", "Año del plan", "Número de compromiso", "Momento", "Esquema"]
    return Grid([*headers, "Nivel", "Fecha", "Motivo"], rows)


def _who(base: Base, cut: str) -> list[Cell]:
    row: Row = next(row for row in base.comunas if row["cut_code"] == cut)
    return [NAMES["plain"](row["comuna"]), cut]


def _later(rng: np.random.Generator, day: date, least: int, most: int) -> date:
    return weekday(day + timedelta(days=int(rng.integers(least, most))))
