"""A what-if: other weights, or items taken as solved, and what becomes of the scores of a round.

Nothing here is stored and nothing is a figure of anybody: a scenario is asked for, worked out by
``sql/what_if/*.sql`` with every choice as a bound parameter, and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from pipelines import paths
from pipelines.errors import FaroError
from pipelines.origins import COMPUTED, LEVELS, Origin, worst

MAX_FACTOR = 5.0
COUNTRY = "country"
STORED, INSTRUMENT_2025 = "stored", "instrument_2025"
CROSSWALK = "out_instrumento__crosswalk"
WEIGHTINGS = (STORED, INSTRUMENT_2025)  # what the weights of a scenario start from
Query = Callable[[str, Sequence[Any]], pd.DataFrame]


@dataclass(frozen=True)
class Scenario:
    """What is asked.

    Attributes:
        round_id: The round the scenario stands on.
        factors: Materia or criterion → factor of its stored weights, 0 to :data:`MAX_FACTOR`.
        solved: Items taken as worth 100: ``materia`` or ``materia.criterion``.
        scope: Who solves them: ``country``, a region (``R13``) or a municipality (``13101``).
        weighting: One of :data:`WEIGHTINGS`: the weights stored, or those of the instrument of
            2025 for the materias that have a counterpart in it; the others weigh nothing then.
    """

    round_id: str
    factors: Mapping[str, float] = field(default_factory=dict)
    solved: Sequence[str] = ()
    scope: str = COUNTRY
    weighting: str = STORED


@dataclass(frozen=True)
class Outcome:
    """What a scenario gives, as frames; ``lent_origin`` is that of weights not its own.

    Attributes:
        municipalities: ``cut, comuna, region…, delivered_pct, before_pct, after_pct, change_pts,
            items_count, origin``; the ones that move most first.
        groups: Country and regions, means before and after; no mean below the minimum group.
        bands: Municipalities in each band of score, before and after, by country and region.
    """

    municipalities: pd.DataFrame
    groups: pd.DataFrame
    bands: pd.DataFrame


def other_weights(query: Query) -> dict[str, float]:
    """Return the weights of the instrument of 2025 by materia of 2018.

    Args:
        query: Runs SQL with bound parameters on a build.

    Returns:
        Materia of 2018 → weight; what has no counterpart that scores is left out.
    """
    rows = query(_sql("other_weights"), [])
    return dict(zip(rows["materia_id"], rows["weight"].astype(float), strict=True))


def _lent_origin(query: Query) -> Origin:
    """Return where the weights of the instrument of 2025 come from: whose it is, it is told."""
    return worst(query(f"select distinct origin from {CROSSWALK}", [])["origin"])  # noqa: S608


def run(query: Query, scenario: Scenario, *, minimum_group: int) -> Outcome:
    """Work a scenario out.

    Args:
        query: Runs SQL with bound parameters on a build.
        scenario: What is asked; ids that the round does not have simply move nothing.
        minimum_group: Groups with fewer municipalities show no mean.

    Returns:
        Frames of the municipalities, groups and bands; scores in per cent, 0 to 100, changes in
        points.

    Raises:
        FaroError: A factor is out of bounds (``bad_factor``).
    """
    for name, factor in scenario.factors.items():
        if not 0 <= factor <= MAX_FACTOR:
            raise FaroError(
                f"the weight of {name} cannot be multiplied by {factor:g}",
                fix=f"Use a factor from 0 to {MAX_FACTOR:g}",
                code="bad_factor",
            )
    other = _other(query, scenario)
    lent = _lent_origin(query) if other else None
    bound = [
        scenario.round_id,
        list(scenario.factors),
        list(scenario.factors.values()),
        list(scenario.solved),
        scenario.scope,
        minimum_group,
        list(other),
        list(other.values()),
        worst([lent] if lent else [], least=COMPUTED),
        list(LEVELS),
    ]
    frames = (
        query(_sql("moved") + _sql(name), bound) for name in ("municipality", "group", "band")
    )
    return Outcome(*(frame.assign(lent_origin=lent) for frame in frames))


def _other(query: Query, scenario: Scenario) -> dict[str, float]:
    if scenario.weighting == STORED:
        return {}
    weights = other_weights(query) if scenario.weighting in WEIGHTINGS else {}
    if not weights:
        raise FaroError(
            f"there are no weights {scenario.weighting[:20]} to start from",
            fix=f"There are: {', '.join(WEIGHTINGS)}; Quarantine says what was set apart",
            code="no_weights",
            es=f"no hay pesos {scenario.weighting[:20]} de los que partir. Hay: "
            f"{', '.join(WEIGHTINGS)}; Cuarentena dice qué quedó aparte",
        )
    return weights


@cache
def _sql(name: str) -> str:
    return (paths.SQL_WHAT_IF / f"{name}.sql").read_text(encoding="utf-8")
