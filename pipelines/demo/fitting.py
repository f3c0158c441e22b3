"""Scores of a group with an exact mean: shift a bounded curve, then settle the last hundredths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.errors import FaroError

_STEPS = 80
_FAR = 500


@dataclass(frozen=True)
class Curve:
    """How a standing in the country becomes a score: bounds in points, and spread."""

    low: float
    high: float
    spread: float


def solve(total_at: Callable[[float], float], target: float, *, reach: float = 60.0) -> float:
    """Return the shift at which a growing function equals ``target``, by halving.

    Args:
        total_at: The function, which grows with the shift.
        target: What it shall give.
        reach: The shift is looked for between minus this and this.
    """
    low, high = -reach, reach
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if total_at(middle) < target else (low, middle)
    return (low + high) / 2


def fit(standing: np.ndarray, *, total: int, curve: Curve) -> np.ndarray:
    """Return scores in whole hundredths that add up to ``total`` exactly.

    Args:
        standing: Standing of each municipality, about −3 to 3 (n,).
        total: Sum wanted, in hundredths of a point.
        curve: Bounds and spread.

    Raises:
        FaroError: No scores within the bounds add up to it.
    """
    low, high = round(curve.low * 100), round(curve.high * 100)
    if not low * len(standing) <= total <= high * len(standing):
        raise FaroError(
            f"{total} hundredths cannot be shared among {len(standing)} municipalities",
            where="demo",
            fix="Check the published means against the published scores",
            code="demo_infeasible",
        )
    steep = curve.spread * standing

    def values(shift: float) -> np.ndarray:
        return low + (high - low) / (1 + np.exp(-(steep + shift)))

    shift = solve(lambda s: float(values(s).sum()), float(total))
    return _settle(np.floor(values(shift) + 0.5).astype(np.int64), total, (low, high))


def _settle(scores: np.ndarray, total: int, bounds: tuple[int, int]) -> np.ndarray:
    """Move single hundredths, one municipality at a time, until the sum is exact."""
    low, high = bounds
    order = np.argsort(-np.minimum(scores - low, high - scores), kind="stable")
    while (gap := total - int(scores.sum())) != 0:
        step = 1 if gap > 0 else -1
        movable = [i for i in order if low <= scores[i] + step <= high]
        scores[movable[: abs(gap)]] += step
    return scores


def seat(scores: np.ndarray, *, who: int, place: int, free: np.ndarray) -> None:
    """Bring ``who`` to its ``place`` by moving the nearest free ones past it; the sum stays.

    Args:
        scores: Scores in hundredths (n,), changed in place.
        who: Index whose own score is fixed.
        place: Its place, 1 the best.
        free: Indices that may move.
    """
    own = int(scores[who])
    for turn in range(len(free)):
        gap = place - 1 - int((scores > own).sum())
        if gap == 0:
            return
        beyond = free[scores[free] <= own] if gap > 0 else free[scores[free] > own]
        mover = beyond[np.argmin(np.abs(scores[beyond] - own))]
        moved = own + 3 + 7 * turn if gap > 0 else own - 3 - 7 * turn
        change = moved - int(scores[mover])
        scores[mover] = moved
        far = free[np.abs(scores[free] - own) > _FAR]
        payers = far[(scores[far] > _FAR) & (scores[far] < 10_000 - _FAR)]
        scores[payers] -= np.sign(change) * (abs(change) // len(payers))
        scores[payers[: abs(change) % len(payers)]] -= np.sign(change)
