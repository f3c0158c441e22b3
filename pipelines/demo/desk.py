"""Simulated measurements of the OGP commitments, counted on the simulated municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.demo import local_government
from pipelines.demo.adoption import Event
from pipelines.demo.base import Base
from pipelines.demo.sheets import Cell, Grid
from pipelines.demo.signers import Convenio

STARTED = (date(2017, 12, 31), date(2018, 6, 30))
# When each step of CL0054 is measured: what had been delivered by then is counted.
STEPS = (
    ("cl0054_adhesions", date(2019, 10, 30)),
    ("cl0054_diagnoses", date(2020, 3, 31)),
    ("cl0054_plans", date(2020, 3, 31)),
    ("cl0054_midterm", date(2020, 7, 31)),
    ("cl0054_final", date(2020, 8, 31)),
)
_NOTE = "Simulado: recuento sobre municipios simulados"


def entries(base: Base, events: Sequence[Event], signed: Sequence[Convenio]) -> Grid:
    """Return measurements of CL0048 and CL0054; no milestone and no decision is made up.

    What CL0048 promises is MGTM 2.0, whichever of its tools: starts of the older ones are none of
    it, as in the funnel of adoption.

    Args:
        base: What is published, and the random streams.
        events: What happened with tools, letters and sessions.
        signed: The signings of the model, for its events.
    """
    rows: list[list[Cell]] = []
    own = {*base.tools("mgtm2"), *base.priority_tools()}
    begun = [e for e in events if e.stage == "started" and e.tool in own]
    for day in STARTED:
        count = len({e.cut for e in begun if e.day <= day})
        rows.append(["CL0048", day, "medición", "cl0048_started", count, _NOTE])
    taken = local_government.steps(base, signed)
    for indicator, day in STEPS:
        count = sum(1 for first in taken[indicator].values() if first <= day)
        rows.append(["CL0054", day, "medición", indicator, count, _NOTE])
    headers = ["Compromiso", "Fecha", "Tipo de avance", "Indicador", "Valor medido", "Nota"]
    return Grid(headers, rows)
