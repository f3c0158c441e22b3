"""Simulated access requests: monthly counts, logs, appeals and ratings; none names anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base, Row
from pipelines.demo.process import after, workday
from pipelines.demo.sheets import NAMES, Cell, Grid

YEARS, LOG_YEAR = (2023, 2024), 2024
MUNICIPALITIES, LOGGERS = 60, 12
_CHANNELS = ("Portal de Transparencia del Estado", "Oficina de Partes", "oirs")
_OUTCOMES = ("entregada", "entregada en parte", "denegada", "derivada", "desistida", "no existe")
_ODDS = (0.74, 0.05, 0.05, 0.08, 0.04, 0.04)
_GROUNDS = ("denegación", "sin respuesta", "respuesta incompleta")
_RESULTS = ("acogido", "acogido en parte", "rechazado", "inadmisible", "SARC")
_WHO = ["Comuna", "CUT"]


def members(base: Base) -> list[Row]:
    """Return the municipalities with requests, in order of CUT; the first few keep a log.

    Args:
        base: What is published, and the random streams.
    """
    size = min(MUNICIPALITIES, len(base.cuts))
    chosen = base.stream("request members").choice(base.cuts, size=size, replace=False)
    return [row for row in base.comunas if row["cut_code"] in set(chosen.tolist())]


def months(base: Base) -> Grid:
    """Return one row a municipality and month, without those that keep a log in its year.

    Args:
        base: What is published, and the random streams.
    """
    rows: list[list[Cell]] = []
    for place, member in enumerate(members(base)):
        rng = base.stream(f"requests {member['cut_code']}")
        usual, good = float(rng.uniform(4, 60)), float(rng.uniform(0.72, 0.99))
        for year in YEARS:
            if place < LOGGERS and year == LOG_YEAR:
                continue
            for month in range(1, 13):
                rows.append([*_who(member), year, month, *_month(rng, usual, good)])
    headers = [*_WHO, "Año", "Mes", "Recibidas", "Respondidas", "Respondidas en plazo"]
    return Grid([*headers, "Prorrogadas", "Denegadas", "Derivadas", "Desistidas"], rows)


def _month(rng: np.random.Generator, usual: float, good: float) -> list[Cell]:
    received = int(rng.poisson(usual))
    closed = int(rng.binomial(received, 0.93)) if received else 0
    parts = [int(rng.binomial(closed, share)) for share in (good, 0.08, 0.07, 0.09, 0.03)]
    return [received, closed, *parts]


def log(base: Base) -> Grid:
    """Return one row a request of the municipalities that keep a log; some are still open.

    Args:
        base: What is published, and the random streams.
    """
    rows: list[list[Cell]] = []
    for member in members(base)[:LOGGERS]:
        rng = base.stream(f"request log {member['cut_code']}")
        pace = float(rng.uniform(0.55, 1.1))
        for number in range(1, int(rng.integers(60, 140))):
            rows.append(
                [*_who(member), f"SIM-{member['cut_code']}-{number:04d}", *_request(rng, pace)]
            )
    headers = [*_WHO, "Folio", "Canal", "Fecha ingreso", "Fecha admisibilidad", "Fecha derivación"]
    headers += ["Fecha búsqueda", "Fecha aviso a terceros", "Fecha respuesta", "Fecha entrega"]
    headers += ["Fecha encuesta", "Prórroga", "Resultado", "Costo de reproducción"]
    return Grid(headers, rows)


def _request(rng: np.random.Generator, pace: float) -> list[Cell]:
    came = workday(date(LOG_YEAR, 1, 2) + timedelta(days=int(rng.integers(0, 363))))
    channel = str(rng.choice(_CHANNELS, p=(0.8, 0.12, 0.08)))
    outcome = str(rng.choice(_OUTCOMES, p=_ODDS))
    admitted = after(came, int(rng.integers(0, 4)))
    if rng.random() < 0.03:
        return [channel, came, admitted, *[None] * 6, "no", None, None]
    if outcome == "derivada":
        sent = after(admitted, int(rng.integers(1, 6)))
        return [channel, came, admitted, sent, *[None] * 5, "no", outcome, 0]
    took = max(1, int(rng.gamma(6.0, 2.4 * pace)))
    extended = took > 18 and rng.random() < 0.5
    answered = after(admitted, took)
    notified = after(admitted, 2) if rng.random() < 0.06 and took > 4 else None
    given = after(answered, int(rng.integers(0, 3))) if outcome.startswith("entregada") else None
    cost = int(rng.integers(5, 90)) * 100 if given and rng.random() < 0.04 else 0
    extension = "sí" if extended else "no"
    gathered = after(admitted, took // 2)
    rated = after(given or answered, 3) if took % 9 == 0 else None
    steps = [came, admitted, None, gathered, notified, answered, given, rated]
    return [channel, *steps, extension, outcome, cost]


def appeals(base: Base) -> Grid:
    """Return the appeals against those municipalities; some are pending.

    Args:
        base: What is published, and the random streams.
    """
    rows: list[list[Cell]] = []
    for member in members(base):
        rng = base.stream(f"appeals {member['cut_code']}")
        for number in range(1, int(rng.poisson(7)) + 1):
            filed = workday(date(2023, 2, 1) + timedelta(days=int(rng.integers(0, 690))))
            decided = workday(filed + timedelta(days=int(rng.integers(40, 220))))
            done = decided <= date(2024, 12, 31)
            result = str(rng.choice(_RESULTS, p=(0.34, 0.18, 0.2, 0.14, 0.14))) if done else None
            case = f"SIM-{member['cut_code']}-A{number}"
            ground = str(rng.choice(_GROUNDS, p=(0.4, 0.35, 0.25)))
            rows.append([*_who(member), case, filed, ground, result, decided if done else None])
    return Grid(
        [*_WHO, "Rol", "Fecha amparo", "Causal", "Resultado amparo", "Fecha decisión"], rows
    )


def ratings(base: Base) -> Grid:
    """Return how many people rated the service each month and how many were satisfied.

    Args:
        base: What is published, and the random streams.
    """
    return Grid([*_WHO, "Año", "Mes", "Encuestas", "Satisfechas"], list(_ratings(base)))


def _ratings(base: Base) -> Iterator[list[Cell]]:
    for member in members(base)[:30]:
        rng = base.stream(f"ratings {member['cut_code']}")
        liked = float(rng.uniform(0.55, 0.92))
        for month in range(1, 13):
            surveys = int(rng.poisson(6))
            yield [*_who(member), LOG_YEAR, month, surveys, int(rng.binomial(surveys, liked))]


def _who(member: Row) -> list[Cell]:
    return [NAMES["plain"](member["comuna"]), member["cut_code"]]
