"""Simulated diagnoses, before and after, with gaps, and some that do not compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base, rows_of
from pipelines.demo.sheets import Cell, Grid
from pipelines.demo.signers import weekday
from pipelines.methods.questionnaires import Instrument, instrument
from pipelines.methods.questionnaires.shape import LadderQuestion

FIRST, SECOND, ABROAD = "mgtm_2012_v1", "mgtm2_2016_v1", "regional_2022_v1"
MEXICO = "mexico_edomex_municipios.csv"
_PER_REGION, _REGIONS, _ELSEWHERE = 7, 5, 9
_SAMPLE = 24  # municipalities of Estado de México
_BEFORE, _AFTER = date(2022, 8, 1), date(2024, 4, 1)
_BLANK, _NOT_APPLICABLE = 0.05, 0.02
_HARDER = 0.35  # each rung of the ladder is that much harder than the one below


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis of a place (country, code, name).

    A question has a level, nothing, or the words that it does not apply.
    """

    place: tuple[str, str, str]
    instrument: str
    moment: str
    day: date
    levels: dict[str, Cell]


def simulate(base: Base) -> list[Diagnosis]:
    """Return diagnoses of a few dozen municipalities of Chile and some of Estado de México.

    Most have both moments on one instrument; some only the first, some the second on another
    version, some with too little answered to enter a mean.

    Args:
        base: What is published, and the random streams.
    """
    rng = base.stream("diagnoses")
    diagnoses: list[Diagnosis] = []
    for number, place in enumerate(_chosen(base, rng)):
        later = SECOND if number % 13 == 6 else FIRST
        diagnoses += _both(rng, number, place, _BEFORE, _AFTER, FIRST, later)
    rng = base.stream("diagnoses abroad")
    for number, place in enumerate(_abroad(base, rng)):
        diagnoses += _both(rng, number, place, date(2022, 1, 10), date(2024, 2, 1), ABROAD, ABROAD)
    return diagnoses


def _both(
    rng: np.random.Generator,
    number: int,
    place: tuple[str, str, str],
    first: date,
    second: date,
    earlier: str,
    later: str,
) -> Iterator[Diagnosis]:
    """Yield the diagnoses of one municipality: able at first, mostly abler later."""
    able = float(rng.normal(-0.4, 0.6))
    start = weekday(first + timedelta(days=int(rng.integers(240))))
    yield _diagnosis(rng, instrument(earlier), place, "antes", start, able, _BLANK)
    if number % 9 == 4:
        return
    end = weekday(second + timedelta(days=int(rng.integers(400))))
    after = able + float(rng.normal(0.6, 0.6))
    blank = 0.7 if number % 17 == 9 else _BLANK
    yield _diagnosis(rng, instrument(later), place, "después", end, after, blank)


def grid(diagnoses: Sequence[Diagnosis]) -> Grid:
    """Return the diagnoses as one table, a row a question.

    Args:
        diagnoses: Every diagnosis.
    """
    rows: list[list[Cell]] = [
        [d.place[0], d.place[2], d.place[1], d.instrument, d.day, d.moment, question, level]
        for d in diagnoses
        for question, level in d.levels.items()
    ]
    headers = ["País", "Municipio", "Código", "Instrumento", "Fecha", "Momento"]
    return Grid([*headers, "Id de la pregunta", "Nivel"], rows)


def _chosen(base: Base, rng: np.random.Generator) -> list[tuple[str, str, str]]:
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
    chosen = {*picked, *rng.choice(rest, size=_ELSEWHERE, replace=False).tolist()}
    return [("CL", r["cut_code"], r["comuna"]) for r in base.comunas if r["cut_code"] in chosen]


def _abroad(base: Base, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Return a sample of the municipalities of Estado de México."""
    rows = rows_of(base.catalogues.parent / "territory" / MEXICO)
    chosen = sorted(rng.choice(len(rows), size=_SAMPLE, replace=False).tolist())
    return [(rows[at]["country"], rows[at]["code"], rows[at]["municipality"]) for at in chosen]


def _diagnosis(
    rng: np.random.Generator,
    questionnaire: Instrument,
    place: tuple[str, str, str],
    moment: str,
    day: date,
    able: float,
    blank: float,
) -> Diagnosis:
    return Diagnosis(
        place, questionnaire.version, moment, day, dict(_levels(rng, questionnaire, able, blank))
    )


def _levels(
    rng: np.random.Generator, questionnaire: Instrument, able: float, blank: float
) -> Iterator[tuple[str, Cell]]:
    rungs = [rung.id for rung in questionnaire.ladder.rungs]
    for _, question in questionnaire.questions():
        highest = len(questionnaire.scales[question.scale]) - 1
        on = question if isinstance(question, LadderQuestion) else question.maturity
        harder = _HARDER * rungs.index(on.rung) if on else 0.0
        share = 1 / (1 + np.exp(-1.3 * (able - harder + float(rng.normal(0.2, 0.6)))))
        level = int(np.clip(np.floor(share * (highest + 1)), 0, highest))
        chance = rng.random()
        if chance < blank:
            yield question.id, None
        elif not on and chance < blank + _NOT_APPLICABLE:
            yield question.id, "No aplica"
        else:
            yield question.id, level
