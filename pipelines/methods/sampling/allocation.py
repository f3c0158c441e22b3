"""How many units each stratum gets: three rules, whole numbers, floors and ceilings.

Each rule adds one unit at a time where it is worth most. For sums of convex functions that is the
best whole-number answer there is, not an approximation; tests hold it against brute force.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, sqrt


def floors(universe: Sequence[int], size: int) -> list[int]:
    """Return the least each stratum gets: two where all can have them, else one.

    Two units are the fewest that tell how much a stratum varies.

    Args:
        universe: (k,) units in each stratum.
        size: Units to draw in all.

    Returns:
        (k,) units.
    """
    two = [min(2, count) for count in universe]
    return two if sum(two) <= size else [1] * len(universe)


def proportional(universe: Sequence[int], size: int) -> list[int]:
    """Allocate in proportion to the strata, by largest remainder above the floors.

    It is the allocation nearest to the exact quotas in squared distance.

    Args:
        universe: (k,) units in each stratum.
        size: Units to draw in all, from k to all there are.

    Returns:
        (k,) units to draw; they add up to ``size``.
    """
    total = sum(universe)
    quotas = [Fraction(size * count, total) for count in universe]
    return _greedily(universe, size, lambda at, given: quotas[at] - given)


def balanced(universe: Sequence[int], size: int) -> list[int]:
    """Allocate as equally as the strata allow; a small stratum is taken whole.

    Args:
        universe: (k,) units in each stratum.
        size: Units to draw in all, from k to all there are.

    Returns:
        (k,) units to draw; they add up to ``size``.
    """
    return _greedily(universe, size, lambda at, given: -given)


def neyman(universe: Sequence[int], size: int, spread: Sequence[float]) -> list[int]:
    """Allocate so that the variance of the estimated mean is the least possible (Wright 2012).

    Args:
        universe: (k,) units in each stratum.
        size: Units to draw in all, from k to all there are.
        spread: (k,) standard deviation of each stratum, in the unit of what is measured; only their
            proportions count.

    Returns:
        (k,) units to draw; they add up to ``size``.
    """
    weight = [count * deviation for count, deviation in zip(universe, spread, strict=True)]

    def gain(at: int, given: int) -> float:
        return weight[at] / sqrt(given * (given + 1)) if given else inf

    return _greedily(universe, size, gain)


def _greedily(
    universe: Sequence[int], size: int, gain: Callable[[int, int], Fraction | float]
) -> list[int]:
    """Add units one by one where ``gain(stratum, given)`` is largest; ties go to larger strata."""
    given = floors(universe, size)
    for _ in range(size - sum(given)):
        open_ = [at for at, count in enumerate(universe) if given[at] < count]
        best = max(open_, key=lambda at: (gain(at, given[at]), universe[at], -at))
        given[best] += 1
    return given
