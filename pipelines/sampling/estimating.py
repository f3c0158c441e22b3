"""Estimates from a delivered sample: stratified mean, total and proportion, with their intervals.

The formulas are those of stratified random sampling without replacement (Cochran 1977, chapter 5):
the mean of the strata weighted by their share of the universe, its variance with the finite
population correction, and Student's t with as many degrees of freedom as answers less strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, variance

MIN_ANSWERS = 5
LEVEL = 0.95


@dataclass(frozen=True)
class Stratum:
    """The answers of one stratum, and how many units it has in the universe."""

    stratum_id: str
    universe: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Estimate:
    """One estimate of the universe, or the reason why there is none.

    Attributes:
        state: ``estimated``; ``no_interval`` (some stratum has one answer only, so how much it
            varies is not known); ``too_few`` answers; ``stratum_empty`` (a stratum without any).
        value: The estimate.
        std_error: Its standard error.
        low: Lower end of the 95 % interval.
        high: Upper end.
        answers: Number of answers.
        universe: Number of units it speaks of.
        freedom: Degrees of freedom of the interval.
        strata: Ids of the strata that make the state what it is.
    """

    state: str
    value: float | None = None
    std_error: float | None = None
    low: float | None = None
    high: float | None = None
    answers: int = 0
    universe: int = 0
    freedom: int | None = None
    strata: tuple[str, ...] = ()


def mean(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the mean of the universe."""
    answers = sum(len(one.values) for one in strata)
    total = sum(one.universe for one in strata)
    base = Estimate("estimated", answers=answers, universe=total)
    empty = tuple(one.stratum_id for one in strata if not one.values)
    if answers < MIN_ANSWERS:
        return replace(base, state="too_few")
    if empty:
        return replace(base, state="stratum_empty", strata=empty)
    value = sum(one.universe / total * fmean(one.values) for one in strata)
    single = tuple(one.stratum_id for one in strata if len(one.values) == 1 < one.universe)
    freedom = answers - len(strata)
    if single or freedom < 1:
        return replace(base, state="no_interval", value=value, strata=single)
    spread = sqrt(sum((one.universe / total) ** 2 * _variance(one) for one in strata))
    reach = student(freedom) * spread
    low, high = value - reach, value + reach
    return replace(base, value=value, std_error=spread, low=low, high=high, freedom=freedom)


def total(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the sum over the universe."""
    return _scaled(mean(strata), sum(one.universe for one in strata))


def proportion(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the share, in percent, of units whose value is 1; the interval stays in 0-100."""
    found = _scaled(mean(strata), 100)
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(0.0, found.low), high=min(100.0, found.high))


def student(freedom: int) -> float:
    """Return the half width of a 95 % interval in standard errors."""
    from scipy import stats

    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))


def _variance(one: Stratum) -> float:
    """Return the variance of the mean of one stratum; none where it was taken whole."""
    n = len(one.values)
    if n == one.universe:
        return 0.0
    return (1 - n / one.universe) * variance(one.values) / n


def _scaled(found: Estimate, by: float) -> Estimate:
    value, error, low, high = (
        None if one is None else by * one
        for one in (found.value, found.std_error, found.low, found.high)
    )
    return replace(found, value=value, std_error=error, low=low, high=high)
