"""Simulated facts → grids, scores and weights: headers, order and spelling as senders choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base, Row
from pipelines.demo.items import MISSING, NOT_APPLICABLE, Items
from pipelines.demo.sheets import NAMES, TITLE, Cell, Grid, Pct, average
from pipelines.demo.signers import weekday
from pipelines.demo.weights import STATUS, VERSION, WEIGHTS

STATES = {
    "publishes": "Publica información",
    "outdated": "Información desactualizada",
    "incomplete": "Información incompleta",
    "not_published": "No publica",
}
_CRITERIA = {
    "availability": "Disponibilidad",
    "currency": "Actualización",
    "completeness": "Completitud",
    "overall": "General",
}
Field = Callable[[Row], Cell]


def who(style: str) -> dict[str, Field]:
    """Return the columns that may say which municipality a row is about.

    Args:
        style: A key of ``NAMES``: how the names of municipalities are written.
    """
    name = NAMES[style]
    return {
        "name": lambda row: name(row["comuna"]),
        "cut": lambda row: row["cut_code"],
        "mu": lambda row: row["cplt_code"],
        "region": lambda row: row["region"],
    }


def review_days(base: Base, round_id: str) -> list[date | None]:
    """Return a day of review for each municipality where the dates of the round are known.

    Args:
        base: What is published, and the random streams.
        round_id: The round.
    """
    row = next(r for r in base.catalogue("rounds") if r["round_id"] == round_id)
    if not row["date_from"]:
        return [None] * len(base.comunas)
    start = date.fromisoformat(row["date_from"])
    length = (date.fromisoformat(row["date_to"]) - start).days
    days = base.stream(f"review {round_id}").integers(3, length, len(base.comunas))
    return [weekday(start + timedelta(days=int(n))) for n in days]


def totals(
    base: Base, round_id: str, scores: np.ndarray, *, style: str, columns: dict[str, str]
) -> Grid:
    """Return one row a municipality; ``columns`` maps what to write to its header, in order.

    The totals row stands under the column ``round``, which has to be the first one.

    Args:
        base: What is published, and the random streams.
        round_id: The round.
        scores: Of each municipality in hundredths (n,), in the order of ``base``.
        style: A key of ``NAMES``: how the names of municipalities are written.
        columns: What to write → its header, in order.
    """
    own = who(style)
    days = review_days(base, round_id)
    rows: list[list[Cell]] = []
    for i, comuna in enumerate(base.comunas):
        cells: dict[str, Cell] = {key: field(comuna) for key, field in own.items()}
        cells |= {"round": int(round_id[1:]), "score": Pct(int(scores[i])), "day": days[i]}
        rows.append([cells[key] for key in columns])
    keys = [*columns]
    total: list[Cell] = []
    if keys[0] == "round":
        total = ["Promedio nacional"] + [None] * (len(keys) - 1)
        total[keys.index("score")] = average(rows, keys.index("score"))
    title = (TITLE, f"Fiscalización de transparencia activa {round_id[1:]}")
    return Grid([*columns.values()], rows, title=title, total=total)


def revised(base: Base, round_id: str, scores: dict[str, int]) -> Grid:
    """Return the totals that changed after observations.

    Args:
        base: What is published, and the random streams.
        round_id: The round.
        scores: Municipality → revised score in hundredths.
    """
    named = {row["cut_code"]: row for row in base.comunas}
    day = date(int(round_id[1:]) + 1, 1, 20)
    rows: list[list[Cell]] = [
        [NAMES["formal"](named[cut]["comuna"]), cut, round_id[1:], "revisado", Pct(score), day]
        for cut, score in sorted(scores.items())
    ]
    headers = ["Municipalidad", "CUT", "Ronda", "Versión", "Puntaje total", "Fecha de revisión"]
    return Grid(headers, rows)


def items_wide(base: Base, round_id: str, items: Items, scores: np.ndarray) -> Grid:
    """Return one column a materia under a merged band, with the total at the right.

    Args:
        base: What is published, and the random streams.
        round_id: The round.
        items: The items of the round, n municipalities.
        scores: Their totals in hundredths (n,).
    """
    names = {row["materia_id"]: row["name_es"] for row in base.catalogue("materias")}
    days = review_days(base, round_id)
    rows: list[list[Cell]] = []
    for i, comuna in enumerate(base.comunas):
        cells = [score_cell(int(value)) for value in items.scores[i, :, 0]]
        place: list[Cell] = [int(round_id[1:]), NAMES["short"](comuna["comuna"])]
        rows.append([*place, comuna["cplt_code"], *cells, Pct(int(scores[i])), days[i]])
    place_headers, end = ["Año", "Organismo", "Código organismo"], ["Total", "Fecha de revisión"]
    headers = [*place_headers, *(names[m] for m in items.materias), *end]
    total: list[Cell] = ["Promedio", None, None]
    total += [average(rows, column) for column in range(3, len(headers) - 1)]
    bands = [(text, 1) for text in place_headers]
    bands += [("Materias", len(items.materias)), *((text, 1) for text in end)]
    return Grid(headers, rows, bands=bands, total=total)


def items_long(base: Base, round_id: str, items: Items, *, style: str) -> Grid:
    """Return one row a municipality, materia and criterion, with state and score.

    Args:
        base: What is published, and the random streams.
        round_id: The round.
        items: The items of the round, n municipalities.
        style: A key of ``NAMES``: how the names of municipalities are written.
    """
    names = {row["materia_id"]: row["name_es"] for row in base.catalogue("materias")}
    own = who(style)
    rows: list[list[Cell]] = []
    for i, comuna in enumerate(base.comunas):
        place = [own["mu"](comuna), own["name"](comuna), int(round_id[1:])]
        for m, materia in enumerate(items.materias):
            for k, criterion in enumerate(items.weights.criteria):
                value = int(items.scores[i, m, k])
                what = [names[materia], _CRITERIA[criterion], _state(value, criterion)]
                rows.append([*place, *what, score_cell(value)])
    headers = ["Código", "Organismo", "Año", "Materia", "Criterio", "Estado", "Puntaje obtenido"]
    return Grid(headers, rows)


def score_cell(value: int) -> Cell:
    """Return a score, or the words for a missing or not applicable one.

    Args:
        value: A score in hundredths, or the mark of one that is missing or not applicable.
    """
    return {NOT_APPLICABLE: "No aplica", MISSING: "s/i"}.get(value) or Pct(value)


def _state(value: int, criterion: str) -> str:
    if value < 0:
        return str(score_cell(value))
    if value in (0, 10_000):
        return STATES["publishes" if value else "not_published"]
    return STATES["outdated" if criterion == "currency" else "incomplete"]


def weights(base: Base) -> Grid:
    """Return every illustrative weight.

    Args:
        base: What is published, and the random streams.
    """
    materias = base.catalogue("materias")
    rows: list[list[Cell]] = [
        [
            method,
            VERSION,
            materia["name_es"],
            _CRITERIA[criterion],
            float(table.values[m, k]),
            STATUS,
        ]
        for method, table in WEIGHTS.items()
        for m, materia in enumerate(materias)
        for k, criterion in enumerate(table.criteria)
    ]
    return Grid(["Método", "Versión pesos", "Materia", "Criterio", "Peso", "Carácter"], rows)
