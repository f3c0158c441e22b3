"""Simulated logs of the active transparency process, and simulated PMG programmes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base, Row
from pipelines.demo.sheets import NAMES, Cell, Grid, Pct

YEAR, MONTHS, MUNICIPALITIES = 2024, (7, 8, 9, 10, 11), 24
STAGES = ("generación", "revisión", "publicación")
ROLES = ("Unidad generadora", "Revisor", "Publicador")
# Items whose generation is slow in the panel: staff, purchases and transfers.
_SLOW = {"1.4": 1.6, "1.5": 2.2, "1.6": 1.4}
_INSTITUTIONAL = (
    ("Publicar la transparencia activa a tiempo", "Ítems publicados dentro del plazo", 168, 95, 60),
    ("Contestar a tiempo las solicitudes", "Solicitudes contestadas dentro del plazo", 120, 98, 40),
)
_COLLECTIVE = (
    ("Enviar las plantillas a tiempo", "Plantillas enviadas dentro del plazo interno", 24, 90, 50),
    ("Enviar plantillas sin observaciones", "Plantillas aceptadas sin observaciones", 24, 80, 30),
    ("Capacitar a la unidad", "Funcionarios capacitados en la ley", 12, 75, 20),
)
_UNITS = ("Adquisiciones", "Administración y Finanzas", "Control", "Recursos Humanos")
_PMG_STAGE = "Evaluación del cumplimiento"


def members(base: Base) -> list[Row]:
    """Return the municipalities that deliver a log, in order of CUT.

    Args:
        base: What is published, and the random streams.
    """
    chosen = base.stream("process members").choice(base.cuts, size=MUNICIPALITIES, replace=False)
    return [row for row in base.comunas if row["cut_code"] in set(chosen.tolist())]


def log(base: Base) -> Grid:
    """Return one row a municipality, item, month and stage; some stages are still open.

    Args:
        base: What is published, and the random streams.
    """
    items = [row["item_id"] for row in base.catalogue("ig11_items")]
    rows: list[list[Cell]] = []
    for municipality in members(base):
        rng = base.stream(f"process {municipality['cut_code']}")
        pace = float(np.exp(0.25 * rng.normal()))
        for month in MONTHS:
            for item in items:
                rows += _stages(rng, municipality, item, month, pace)
    headers = ["Comuna", "CUT", "Ítem IG 11", "Año", "Mes", "Etapa", "Inicio", "Término", "Rol"]
    return Grid(headers, rows)


def _stages(
    rng: np.random.Generator, municipality: Row, item: str, month: int, pace: float
) -> Iterator[list[Cell]]:
    day = workday(date(YEAR, month + 1, 1))
    for place, (stage, mean) in enumerate(zip(STAGES, (3.6, 2.0, 1.2), strict=True)):
        slow = _SLOW.get(item, 1.0) if place == 0 else 1.0
        took = 1 + int(rng.poisson(mean * pace * slow - 0.8 if mean * pace * slow > 0.9 else 0.1))
        end = after(day, took - 1)
        is_open = month == MONTHS[-1] and rng.random() < 0.08
        yield [
            NAMES["plain"](municipality["comuna"]),
            municipality["cut_code"],
            item,
            YEAR,
            month,
            stage,
            day,
            None if is_open else end,
            ROLES[place],
        ]
        if is_open:
            return
        day = after(end, int(rng.integers(0, 2)))


def after(day: date, steps: int) -> date:
    """Return the working day some steps later.

    Args:
        day: A working day.
        steps: How many working days later; 0 is the day itself.
    """
    for _ in range(steps):
        day = workday(day + timedelta(days=1))
    return day


def workday(day: date) -> date:
    """Return the day, or the Monday after it when it falls on a weekend.

    Args:
        day: Any day.
    """
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def pmg(base: Base) -> Grid:
    """Return the PMG programmes of the same municipalities; some indicators are not measured.

    Args:
        base: What is published, and the random streams.
    """
    rows: list[list[Cell]] = []
    for municipality in members(base):
        rng = base.stream(f"pmg {municipality['cut_code']}")
        rows += _programme(rng, municipality, "institucional", None, _INSTITUTIONAL)
        for unit in sorted(rng.choice(_UNITS, size=2, replace=False).tolist()):
            rows += _programme(rng, municipality, "colectivo", unit, _COLLECTIVE)
    headers = ["Municipalidad", "Código", "Año PMG", "Tipo de objetivo", "Unidad", "Etapa del PMG"]
    headers += ["Objetivo", "Indicador", "Numerador", "Denominador", "Meta", "Peso"]
    return Grid([*headers, "Medio de verificación"], rows)


def _programme(
    rng: np.random.Generator,
    municipality: Row,
    kind: str,
    unit: str | None,
    aims: tuple[tuple[str, str, int, int, int], ...],
) -> Iterator[list[Cell]]:
    for objective, indicator, base, target, weight in aims:
        measured = rng.random() > 0.08
        reached = int(rng.binomial(base, min(0.99, target / 100 * float(rng.uniform(0.75, 1.1)))))
        yield [
            NAMES["formal"](municipality["comuna"]),
            municipality["cplt_code"],
            YEAR,
            kind,
            unit,
            _PMG_STAGE,
            objective,
            indicator,
            reached if measured else None,
            base if measured else None,
            Pct(target * 100),
            Pct(weight * 100),
            "Informe simulado" if measured else None,
        ]
