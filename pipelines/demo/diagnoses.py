"""Simulated diagnoses on the MGTM: before and after, with gaps, and some that do not compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base
from pipelines.demo.sheets import Cell, Grid
from pipelines.demo.signers import weekday
from pipelines.instruments import Instrument, instrument

FIRST, SECOND = "mgtm_2012_v1", "mgtm2_2016_v1"
_PER_REGION, _REGIONS, _ELSEWHERE = 7, 5, 9
_BEFORE, _AFTER = date(2022, 8, 1), date(2024, 4, 1)
_BLANK, _NOT_APPLICABLE = 0.05, 0.02
_HARDER = 0.35  # each rung of the ladder is that much harder than the one below


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis; a question has a level, nothing, or the words that it does not apply."""

    cut: str
    instrument: str
    moment: str
    day: date
    levels: dict[str, Cell]


def simulate(base: Base) -> list[Diagnosis]:
    """Return diagnoses of a few dozen municipalities.

    Most have both moments on one instrument; some only the first, some the second on another
    version, some with too little answered to enter a mean.
    """
    rng = base.stream("diagnoses")
    asked, later = instrument(FIRST), instrument(SECOND)
    found: list[Diagnosis] = []
    for number, cut in enumerate(_chosen(base, rng)):
        able = float(rng.normal(-0.1, 0.7))
        start = weekday(_BEFORE + timedelta(days=int(rng.integers(240))))
        found.append(_one(rng, asked, cut, "antes", start, able))
        if number % 9 == 4:
            continue
        end = weekday(_AFTER + timedelta(days=int(rng.integers(400))))
        after = able + float(rng.normal(0.8, 0.5))
        used = later if number % 13 == 6 else asked
        blank = 0.7 if number % 17 == 9 else _BLANK
        found.append(_one(rng, used, cut, "después", end, after, blank=blank))
    return found


def grid(base: Base, found: Sequence[Diagnosis]) -> Grid:
    """Return the diagnoses as one table, a row a question."""
    named = {row["cut_code"]: row for row in base.comunas}
    rows: list[list[Cell]] = [
        [named[d.cut]["comuna"], d.cut, d.instrument, d.day, d.moment, question, level]
        for d in found
        for question, level in d.levels.items()
    ]
    headers = ["Municipio", "CUT", "Instrumento", "Fecha", "Momento", "Id de la pregunta"]
    return Grid([*headers, "Nivel"], rows)


def _chosen(base: Base, rng: np.random.Generator) -> list[str]:
    """Return the municipalities, enough of some regions for a regional mean."""
    regions = base.regions
    names, counts = np.unique(regions, return_counts=True)
    largest = [str(names[at]) for at in np.argsort(-counts, kind="stable")[:_REGIONS]]
    cuts = np.array(base.cuts)
    picked = [
        cut
        for region in largest
        for cut in rng.choice(cuts[regions == region], size=_PER_REGION, replace=False).tolist()
    ]
    rest = cuts[~np.isin(regions, largest)]
    return sorted([*picked, *rng.choice(rest, size=_ELSEWHERE, replace=False).tolist()])


def _one(
    rng: np.random.Generator,
    asked: Instrument,
    cut: str,
    moment: str,
    day: date,
    able: float,
    *,
    blank: float = _BLANK,
) -> Diagnosis:
    return Diagnosis(cut, asked.version, moment, day, dict(_levels(rng, asked, able, blank)))


def _levels(
    rng: np.random.Generator, asked: Instrument, able: float, blank: float
) -> Iterator[tuple[str, Cell]]:
    rungs = [rung.id for rung in asked.ladder.rungs]
    for part, question in asked.questions():
        highest = len(asked.scales[question.scale]) - 1
        harder = 0.0 if part else _HARDER * rungs.index(question.rung)  # type: ignore[union-attr]
        share = 1 / (1 + np.exp(-1.3 * (able - harder + float(rng.normal(0.2, 0.6)))))
        level = int(np.clip(np.floor(share * (highest + 1)), 0, highest))
        chance = rng.random()
        if chance < blank:
            yield question.id, None
        elif part and chance < blank + _NOT_APPLICABLE:
            yield question.id, "No aplica"
        else:
            yield question.id, level
