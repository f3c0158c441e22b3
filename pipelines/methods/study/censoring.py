"""Shares and medians of days that are known only to lie between two others.

Turnbull's estimator (lifelines): the distribution that makes what was seen most likely, whether a
day is exact, lies in an interval, came before the watch began or had not come when it ended. Where
its mass stands in an interval around the limit the share is not one number: both ends are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# A day before any that is seen: of what was there when the watch began nothing else is known.
FLOOR = -60.0
_HALF = 0.5 - 1e-9


@dataclass(frozen=True)
class Distribution:
    """Mass by interval: ``left`` and ``right`` end (days, inclusive); ``mass`` adds up to 1."""

    left: np.ndarray
    right: np.ndarray
    mass: np.ndarray

    def share_by(self, day: float) -> tuple[float, float]:
        """Return the least and the greatest share that had come by a day, as fractions.

        Args:
            day: In the days or working days of the bounds.

        Returns:
            Two fractions, 0 to 1.
        """
        return float(self.mass[self.right <= day].sum()), float(self.mass[self.left <= day].sum())

    def median(self) -> tuple[float, float]:
        """Return the first and the last day that the median may be; infinite where none came."""
        return self._half(self.left), self._half(self.right)

    def _half(self, ends: np.ndarray) -> float:
        order = np.argsort(ends, kind="stable")
        reached = np.cumsum(self.mass[order]) >= _HALF
        return float(ends[order][reached][0])


def estimate(lower: pd.Series, upper: pd.Series) -> Distribution:
    """Return the distribution of days of which only bounds are known.

    Args:
        lower: (n,) first possible day of each, as a number of days or working days; empty where it
            came before the watch began, which is taken as :data:`FLOOR`.
        upper: (n,) last possible day, inclusive, counted alike; empty where it had not come.

    Raises:
        ValueError: There is nothing to estimate from.
    """
    from lifelines.fitters.npmle import npmle  # two seconds to import, and only builds need it

    if lower.empty:
        raise ValueError("no days to estimate from")
    known = [lower.astype(float).fillna(FLOOR), upper.astype(float).fillna(np.inf)]
    ends = pd.DataFrame(dict(zip(("left", "right"), known, strict=True)))
    counted = ends.value_counts(sort=False).sort_index().reset_index(name="times")
    mass, intervals = npmle(
        counted["left"].to_numpy(),
        counted["right"].to_numpy(),
        weights=counted["times"].to_numpy(dtype=float),
    )
    return Distribution(
        np.array([interval.left for interval in intervals], dtype=float),
        np.array([interval.right for interval in intervals], dtype=float),
        np.asarray(mass, dtype=float) / float(np.sum(mass)),
    )
