"""A simulated register of visits: the sessions of the funnel, letters that lapse, trainings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.demo.adoption import MERGED_THEN, NOT_VISITED, Event
from pipelines.demo.base import Base
from pipelines.demo.sheets import Cell, Grid
from pipelines.demo.signers import weekday

# The three regions that the report of July 2017 announces, a month late: before its end a made-up
# session would stand against the twelve that it prints.
_LATE = date(2017, 8, 8)
_LASTS = 4  # years: a letter holds for a term of office
_TRAINED = 3  # of the municipalities with a counterpart, one in so many was trained on the spot
_HEADERS = ["Actividad", "Región", "Municipio", "Fecha", "Vence", "Herramienta"]


def register(base: Base, funnel: Sequence[Event]) -> Grid:
    """Return sessions, letters, counterparts and trainings of CL0048, in order of date.

    Args:
        base: What is published, and the random streams.
        funnel: What happened in the funnel of adoption.
    """
    rng = base.stream("visits")
    who = {row["cut_code"]: row for row in base.comunas}
    region = {cut: str(row["region"]) for cut, row in who.items()}
    rows: list[list[Cell]] = []
    held: dict[tuple[str, date], int] = {}
    for event in funnel:
        if event.stage == "attended":
            name = region[event.cut]
            at = (MERGED_THEN.get(name, name), event.day)
            held[at] = held.get(at, 0) + 1
    for (name, day), many in held.items():
        people = int(many * rng.integers(3, 8))
        rows.append(["jornada regional", name, None, day, None, None, many, people])
    for number, name in enumerate(NOT_VISITED):
        day = weekday(_LATE.replace(day=_LATE.day + 8 * number))
        rows.append(["jornada regional", name, None, day, None, None, None, None])
    for event in funnel:
        place: list[Cell] = [region[event.cut], str(who[event.cut]["comuna"]), event.day]
        if event.stage == "signed":
            lapse = event.day.replace(year=event.day.year + _LASTS, day=min(event.day.day, 28))
            rows.append(["carta", *place, lapse, None, None, None])
        elif event.stage == "counterpart":
            rows.append(["contraparte", *place, None, event.tool, None, None])
            if rng.integers(_TRAINED) == 0:
                counted = int(rng.integers(4, 30)) if rng.random() > 0.2 else None
                rows.append(["capacitación", *place, None, event.tool, None, counted])
    rows.sort(key=lambda row: (row[3], row[0], row[1], row[2] or "", row[5] or ""))
    return Grid([*_HEADERS, "Municipios asistentes", "Personas"], rows)
