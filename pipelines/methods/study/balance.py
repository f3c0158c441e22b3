"""Whether two groups are alike before, and alike enough to be compared once weighted.

Standardised mean differences before and after weighting the others by the odds of their propensity
(logit on the characteristics), the share of the treated whose propensity some other one has too,
and how many others the weights are worth (Austin, 2009; Stuart, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEPS, RIDGE = 50, 1e-6
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Balance:
    """How alike treated and others are.

    Attributes:
        treated: Means of the treated, one a characteristic.
        others: Means of the others.
        raw: Differences in pooled standard deviations; NaN where nothing varies.
        adjusted: The same with the others weighted by odds.
        overlap: Share of the treated, 0 to 1, inside the range of propensities of the others.
        effective: Others that the weights are worth.
    """

    treated: Floats
    others: Floats
    raw: Floats
    adjusted: Floats
    overlap: float
    effective: float


def balance(known: Floats, treated: npt.NDArray[np.bool_]) -> Balance:
    """Return the balance of the treated against all others given.

    Args:
        known: (n, k) floats, units × characteristics, each in a unit of its own.
        treated: (n,) whether each unit is treated; two of both kinds at least.

    Returns:
        Means in the units of ``known``, differences in standard deviations, ``overlap`` 0 to 1.
    """
    own, other = known[treated], known[~treated]
    spread = np.sqrt((own.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / 2)
    spread = np.where(spread > 0, spread, np.nan)
    share = propensity(known, treated)
    weights = share[~treated] / (1 - share[~treated])
    inside = (share[treated] >= share[~treated].min()) & (share[treated] <= share[~treated].max())
    weighted = weights @ other / weights.sum()
    return Balance(
        treated=own.mean(axis=0),
        others=other.mean(axis=0),
        raw=(own.mean(axis=0) - other.mean(axis=0)) / spread,
        adjusted=(own.mean(axis=0) - weighted) / spread,
        overlap=float(inside.mean()),
        effective=float(weights.sum() ** 2 / (weights**2).sum()),
    )


def propensity(known: Floats, treated: npt.NDArray[np.bool_]) -> Floats:
    """Return the share expected to be treated by a logit, by Newton's steps.

    Args:
        known: (n, k) floats, units × characteristics; one that does not vary counts for nothing.
        treated: (n,) whether each unit is treated.

    Returns:
        (n,) floats between 0 and 1, neither end reached.
    """
    spread = known.std(axis=0)
    varied = (known[:, spread > 0] - known[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    design = np.hstack([np.ones((len(known), 1)), varied])
    slopes = np.zeros(design.shape[1])
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
        bend = (design * (share * (1 - share))[:, None]).T @ design
        step = np.linalg.solve(bend + RIDGE * np.eye(len(slopes)), design.T @ (treated - share))
        slopes = slopes + step
        if np.abs(step).max() < 1e-10:
            break
    share = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
    return np.clip(share, 1e-9, 1 - 1e-9)
