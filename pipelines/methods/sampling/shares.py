"""Intervals of shares: Clopper–Pearson with the effective number of answers.

A share near 0 or 100 % has next to no estimated variance, and twenty answers of twenty do not make
it certain. So the interval is the exact one of a binomial with as many answers as a simple sample
would need to tell as much (Korn and Graubard 1998), never more than the design can give when all
strata share one proportion. Its ends are counts of units there can be: none below those seen with
a one, none above those not seen with a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

LEVEL = 0.95
_EXACT = 1e-9  # a count that is whole but for floating point


def effective_n(
    share: float,
    std_error: float,
    freedom: float | None,
    strata: Sequence[tuple[int, int]],
) -> float | None:
    """Return the answers of a simple sample that would tell as much; None when nothing is hidden.

    Args:
        share: The estimate, 0 to 1.
        std_error: Its standard error from the design, on the same scale; 0 where no answer differs.
        freedom: Degrees of freedom of the standard error; None where it has none.
        strata: (units, answers) of each stratum; one answer at least in each.

    Returns:
        Answers, not always a whole number. Korn and Graubard (1998).
    """
    from scipy import stats

    universe, answers = (sum(column) for column in zip(*strata, strict=True))
    hidden = sum(
        (units / universe) ** 2 * (units - n) / ((units - 1) * n)
        for units, n in strata
        if n < units
    )
    if not hidden:
        return None
    if not std_error or freedom is None:
        return 1 / hidden
    at = (1 + LEVEL) / 2
    doubt = (stats.t.ppf(at, answers - 1) / stats.t.ppf(at, freedom)) ** 2
    return min(1 / hidden, float(doubt) * share * (1 - share) / std_error**2)


def interval(
    share: float, effective: float | None, *, ones: int, zeros: int, universe: int
) -> tuple[float, float]:
    """Return both ends of the 95 % interval of a share, between 0 and 1.

    Args:
        share: The estimate, 0 to 1.
        effective: The effective number of answers; None when every unit answered.
        ones: Units seen with the value 1.
        zeros: Units seen with the value 0.
        universe: Units there are.

    Returns:
        Low and high end, 0 to 1, each a count of units over ``universe``.
    """
    if effective is None:
        return share, share
    from scipy import stats

    tail, hits = (1 - LEVEL) / 2, share * effective
    misses = effective - hits
    low = float(stats.beta.ppf(tail, hits, misses + 1)) if ones else 0.0
    high = float(stats.beta.ppf(1 - tail, hits + 1, misses)) if zeros else 1.0
    least = max(ones, floor(low * universe + _EXACT))
    most = min(universe - zeros, ceil(high * universe - _EXACT))
    return least / universe, most / universe
