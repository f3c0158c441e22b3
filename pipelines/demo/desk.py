"""Simulated measurements of the OGP commitments, counted on the simulated municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.demo.adoption import Event
from pipelines.demo.sheets import Cell, Grid
from pipelines.demo.signers import Convenio

STARTED = (date(2017, 12, 31), date(2018, 6, 30))
# Of those that joined, how many hundredths went on to each step, and by when.
STEPS = (
    ("cl0054_adhesions", date(2019, 10, 30), 100),
    ("cl0054_diagnoses", date(2020, 3, 31), 70),
    ("cl0054_plans", date(2020, 3, 31), 45),
    ("cl0054_midterm", date(2020, 7, 31), 30),
    ("cl0054_final", date(2020, 8, 31), 20),
)
_NOTE = "Simulado: recuento sobre municipios simulados"


def entries(events: Sequence[Event], signed: Sequence[Convenio]) -> Grid:
    """Return measurements of CL0048 and CL0054; no milestone and no decision is made up."""
    rows: list[list[Cell]] = []
    for day in STARTED:
        count = len({e.cut for e in events if e.stage == "started" and e.day <= day})
        rows.append(["CL0048", day, "medición", "cl0048_started", count, _NOTE])
    joined = {c.cut for c in signed if c.kind == "open_government"}
    for indicator, day, share in STEPS:
        rows.append(["CL0054", day, "medición", indicator, len(joined) * share // 100, _NOTE])
    headers = ["Compromiso", "Fecha", "Tipo de avance", "Indicador", "Valor medido", "Nota"]
    return Grid(headers, rows)
