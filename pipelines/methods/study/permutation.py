"""How special the pilots are among all that could have been chosen, and the worst that may be.

The gain of a group less that of the rest, for groups of the same size drawn at random: out of all
municipalities, or with as many out of each fifth of the start as the real one has. Beside it the
extremes of any choice, and the bounds that suppose nothing of what would have happened (Manski,
1990). Gains are whole hundredths of a point, so sums are exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DRAWS, SEED, FIFTHS = 9999, 2012, 5
Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def ahead(gains: Whole, chosen: Mask) -> float:
    """Return the mean gain of the chosen less that of the rest, in points.

    Args:
        gains: (n,) whole hundredths of a point, one a municipality.
        chosen: (n,) whether each is of the group; some are and some are not.
    """
    return float(gains[chosen].mean() - gains[~chosen].mean()) / 100


def drawn(gains: Whole, chosen: Mask, strata: Whole | None = None) -> npt.NDArray[np.float64]:
    """Return that difference for :data:`DRAWS` groups of the same size, drawn at random.

    Args:
        gains: (n,) whole hundredths of a point, one a municipality.
        chosen: (n,) the real group.
        strata: (n,) a number a municipality: as many of each are drawn as the real group has.

    Returns:
        (:data:`DRAWS`,) points; the same each time (seed :data:`SEED`).
    """
    rng = np.random.default_rng(SEED)
    own = np.zeros(len(gains), np.int64) if strata is None else strata
    sums = np.zeros(DRAWS, np.int64)
    for stratum in np.unique(own):
        places = np.flatnonzero(own == stratum)
        n = int(chosen[places].sum())
        if n:
            order = rng.random((DRAWS, len(places))).argpartition(n - 1, axis=1)[:, :n]
            sums += gains[places][order].sum(axis=1)
    n, rest = int(chosen.sum()), int((~chosen).sum())
    return (sums / n - (gains.sum() - sums) / rest) / 100


def p_value(observed: float, others: npt.NDArray[np.float64]) -> float:
    """Return the share of draws at least as far from zero, the real group counted among them.

    Args:
        observed: The difference of the real group, in points.
        others: Those of the draws, in points.

    Returns:
        Above 0, to 1; two-sided.
    """
    return float((1 + (np.abs(others) >= abs(observed) - 1e-9).sum()) / (1 + len(others)))


def fifths(start: npt.NDArray[np.float64]) -> Whole:
    """Return the fifth of the start that each municipality is in, from 0.

    Args:
        start: (n,) the start of each municipality, in any unit; of equals the first ones come
            first.

    Returns:
        (n,) whole numbers, 0 to 4.
    """
    order = np.argsort(np.argsort(start, kind="stable"), kind="stable")
    return order * FIFTHS // len(start)


def extremes(gains: Whole, n: int) -> tuple[float, float]:
    """Return the least and the most that any group of ``n`` would be ahead of the rest.

    Args:
        gains: (n,) whole hundredths of a point, one a municipality.
        n: Size of the group, 1 to n - 1 of all.

    Returns:
        Both in points.
    """
    order = np.argsort(gains, kind="stable")
    least, most = np.zeros(len(gains), bool), np.zeros(len(gains), bool)
    least[order[:n]] = True
    most[order[-n:]] = True
    return ahead(gains, least), ahead(gains, most)


def worst_case(before: float, after: float, *, may_fall: bool) -> tuple[float, float]:
    """Return the bounds of an effect when nothing is known of what would have happened.

    Without the pilot its mean would have ended between 0 and 100; between its start and 100 where
    it may not fall.

    Args:
        before: Mean of the group at the start, per cent, 0 to 100.
        after: Its mean at the end, per cent, 0 to 100.
        may_fall: Whether it might have fallen without the pilot.

    Returns:
        Low and high bound in points. Manski (1990).
    """
    return after - 100, after - (0 if may_fall else before)
