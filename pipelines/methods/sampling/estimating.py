"""Estimates from a delivered sample: stratified mean, total and proportion, with their intervals.

The formulas are those of stratified random sampling without replacement (Cochran 1977, chapter 5):
the mean of the strata weighted by their share of the universe, and its variance with the finite
population correction. What is not known is only what was not taken: a stratum taken whole adds
neither variance nor degrees of freedom. Answers of a stratum that are all the same say nothing of
how much it varies: for a mean, that of the other sampled strata stands in. The degrees are
Satterthwaite's, from how much each stratum adds to the variance. Shares have an interval of their
own (`pipelines.methods.sampling.shares`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, variance

from pipelines.methods.sampling import shares
from pipelines.specs import thresholds

LEVEL = 0.95


@dataclass(frozen=True)
class Stratum:
    """The answers of one stratum, and how many units it has in the universe."""

    stratum_id: str
    universe: int
    values: tuple[float, ...]

    @property
    def is_whole(self) -> bool:
        """Every unit answered: nothing is left to doubt."""
        return len(self.values) == self.universe


@dataclass(frozen=True)
class Estimate:
    """One estimate of the universe, or the reason why there is none.

    Attributes:
        state: ``estimated``; ``no_interval`` (some stratum has one answer only, or no answer
            differs from another where a mean is asked: how much it varies is not known);
            ``too_few`` answers; ``stratum_empty`` (a stratum without any).
        value: The estimate.
        std_error: Its standard error.
        low: Lower end of the 95 % interval.
        high: Upper end.
        answers: Number of answers.
        universe: Number of units it speaks of.
        freedom: Satterthwaite's degrees of freedom; none where nothing is left to doubt.
        effective: Of a share, the answers of a simple sample that would tell as much.
        strata: Ids of the strata that make the state what it is.
    """

    state: str
    value: float | None = None
    std_error: float | None = None
    low: float | None = None
    high: float | None = None
    answers: int = 0
    universe: int = 0
    freedom: float | None = None
    effective: float | None = None
    strata: tuple[str, ...] = ()


def mean(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the mean of the universe.

    Args:
        strata: The answers of every stratum, in the unit of what is measured.

    Returns:
        Value, error and interval in that unit. Cochran (1977), chapter 5.
    """
    estimate = _point(strata, pooled=_pooled(strata))
    if estimate.state != "estimated" or estimate.value is None:
        return estimate
    sampled = tuple(stratum.stratum_id for stratum in strata if not stratum.is_whole)
    if sampled and not estimate.std_error:
        return replace(estimate, state="no_interval", std_error=None, strata=sampled)
    reach = (
        student(estimate.freedom) * estimate.std_error
        if estimate.freedom and estimate.std_error
        else 0.0
    )
    return replace(estimate, low=estimate.value - reach, high=estimate.value + reach)


def total(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the sum over the universe.

    Args:
        strata: The answers of every stratum, in the unit of what is measured.

    Returns:
        Value, error and interval in that unit.
    """
    return _scaled(mean(strata), sum(stratum.universe for stratum in strata))


def proportion(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the share, in percent, of units whose value is 1.

    Args:
        strata: The answers of every stratum, each 0 or 1.

    Returns:
        Value, error and interval in per cent, 0 to 100. The interval is Korn and Graubard's (1998).
    """
    return _scaled(_share(strata), 100)


def count(strata: Sequence[Stratum]) -> Estimate:
    """Estimate how many units of the universe have the value 1.

    Args:
        strata: The answers of every stratum, each 0 or 1.

    Returns:
        Value, error and interval in units of the universe.
    """
    return _scaled(_share(strata), sum(stratum.universe for stratum in strata))


def student(freedom: float) -> float:
    """Return the half width of a 95 % interval in standard errors.

    Args:
        freedom: Degrees of freedom, above 0; they need not be whole.
    """
    from scipy import stats

    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))


def _point(strata: Sequence[Stratum], *, pooled: float = 0.0) -> Estimate:
    """Return the weighted mean with its standard error and degrees of freedom, or why not.

    ``pooled`` is the variance of the answers of a stratum whose own are all the same.
    """
    answers = sum(len(stratum.values) for stratum in strata)
    universe = sum(stratum.universe for stratum in strata)
    base = Estimate("estimated", answers=answers, universe=universe)
    empty = tuple(stratum.stratum_id for stratum in strata if not stratum.values)
    if answers < thresholds().minimum_group:
        return replace(base, state="too_few")
    if empty:
        return replace(base, state="stratum_empty", strata=empty)
    value = sum(stratum.universe / universe * fmean(stratum.values) for stratum in strata)
    single = tuple(
        stratum.stratum_id for stratum in strata if len(stratum.values) == 1 < stratum.universe
    )
    if single:
        return replace(base, state="no_interval", value=value, strata=single)
    sampled = [stratum for stratum in strata if not stratum.is_whole]
    parts = [(stratum.universe / universe) ** 2 * _variance(stratum, pooled) for stratum in sampled]
    doubt = sum(
        part**2 / (len(stratum.values) - 1) for part, stratum in zip(parts, sampled, strict=True)
    )
    freedom = sum(parts) ** 2 / doubt if doubt else None
    return replace(base, value=value, std_error=sqrt(sum(parts)), freedom=freedom)


def _share(strata: Sequence[Stratum]) -> Estimate:
    """Return the share of ones between 0 and 1 with its exact-binomial interval."""
    estimate = _point(strata)
    if estimate.state != "estimated" or estimate.value is None:
        return estimate
    ones = sum(int(value) for stratum in strata for value in stratum.values)
    effective = shares.effective_n(
        estimate.value,
        estimate.std_error or 0.0,
        estimate.freedom,
        [(stratum.universe, len(stratum.values)) for stratum in strata],
    )
    low, high = shares.interval(
        estimate.value,
        effective,
        ones=ones,
        zeros=estimate.answers - ones,
        universe=estimate.universe,
    )
    error = estimate.std_error if estimate.std_error or effective is None else None
    return replace(estimate, std_error=error, effective=effective, low=low, high=high)


def _variance(stratum: Stratum, pooled: float) -> float:
    """Return the variance of the mean of a stratum that was not taken whole."""
    n = len(stratum.values)
    return (1 - n / stratum.universe) * (variance(stratum.values) or pooled) / n


def _pooled(strata: Sequence[Stratum]) -> float:
    """Return the variance within the sampled strata whose answers vary, together."""
    sampled = [stratum.values for stratum in strata if not stratum.is_whole]
    varied = [v for v in sampled if len(v) > 1 and variance(v)]
    doubt = sum((len(v) - 1) * variance(v) for v in varied)
    return doubt / sum(len(v) - 1 for v in varied) if varied else 0.0


def _scaled(estimate: Estimate, by: float) -> Estimate:
    value, error, low, high = (
        None if number is None else by * number
        for number in (estimate.value, estimate.std_error, estimate.low, estimate.high)
    )
    return replace(estimate, value=value, std_error=error, low=low, high=high)
