"""Group-time effects of Callaway and Sant'Anna with controls not yet treated.

Each cell compares the change of a cohort since the round before it signed with the change of
those that have not signed by then, by the doubly robust estimator of ``drdid``. Cells are added
up by time since signing, by cohort and over all, with the weights of the cohorts estimated too.
Errors come from the influence functions, redrawn by municipality (Callaway & Sant'Anna, 2021,
*Journal of Econometrics* 225; Sant'Anna & Zhao, 2020, *Journal of Econometrics* 219).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MIN_TREATED, MIN_CONTROL = 10, 10
DRAWS, SEED = 999, 2021
Z = 1.959963984540054
Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """One cohort in one period.

    Attributes:
        cohort: Period in which the cohort is first treated.
        period: Period looked at.
        n_treated: Units of the cohort.
        n_control: Units not yet treated.
        estimate: Effect; NaN without support.
        influence: One value a unit of the panel; zeros without support.
    """

    cohort: int
    period: int
    n_treated: int
    n_control: int
    estimate: float
    influence: Floats

    @property
    def is_identified(self) -> bool:
        """Whether there is support and an estimate."""
        return bool(np.isfinite(self.estimate))

    @property
    def since(self) -> int:
        """Periods since the first one treated."""
        return self.period - self.cohort

    def years_since(self, years: Sequence[int]) -> int:
        """Return the years since the first period treated, given the year of each period.

        Args:
            years: (t,) year of each period.
        """
        return years[self.period] - years[self.cohort]


@dataclass(frozen=True)
class Estimate:
    """An estimate with its influence function over the units of the panel."""

    value: float
    influence: Floats

    @property
    def error(self) -> float:
        """Standard error from the influence function."""
        return float(np.sqrt(np.mean(self.influence**2) / len(self.influence)))


def cells(
    outcome: Floats,
    cohorts: Whole,
    covariates: Floats | None = None,
    barred: npt.NDArray[np.bool_] | None = None,
) -> list[Cell]:
    """Return every cell of a balanced panel.

    Args:
        outcome: (n, t) floats, units × periods, without gaps; estimates have its unit.
        cohorts: (n,) first period treated of each unit, counted from 0; a number past the last
            period for those never treated. Units treated in period 0 are left out.
        covariates: (n, k) characteristics known before; none for the plain comparison.
        barred: (n, t) whether a unit is no clean control in a period, though not treated yet.

    Returns:
        One cell for each cohort and period, the period before its treatment apart; those with fewer
        than ten treated or ten controls have no estimate.
    """
    every_cell = []
    for cohort in sorted({int(first) for first in cohorts if 0 < first < outcome.shape[1]}):
        for period in range(outcome.shape[1]):
            if period != cohort - 1:
                every_cell.append(_cell(outcome, cohorts, covariates, cohort, period, barred))
    return every_cell


def _cell(
    outcome: Floats,
    cohorts: Whole,
    covariates: Floats | None,
    cohort: int,
    period: int,
    barred: npt.NDArray[np.bool_] | None,
) -> Cell:
    base = cohort - 1
    treated, control = compared(cohorts, cohort, period, barred)
    n_treated, n_control = int(treated.sum()), int(control.sum())
    nothing = np.zeros(len(cohorts))
    if n_treated < MIN_TREATED or n_control < MIN_CONTROL:
        return Cell(cohort, period, n_treated, n_control, float("nan"), nothing)
    inside = treated | control
    ones = np.ones((int(inside.sum()), 1))
    known = ones if covariates is None else np.hstack([ones, covariates[inside]])
    estimate, own = _doubly_robust(
        outcome[inside, period], outcome[inside, base], treated[inside], known
    )
    influence = nothing.copy()
    if np.isfinite(estimate):
        influence[inside] = own * len(cohorts) / len(own)
    return Cell(cohort, period, n_treated, n_control, estimate, influence)


def compared(
    cohorts: Whole, cohort: int, period: int, barred: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return who is treated in a cell, and who it is compared with.

    Args:
        cohorts: (n,) first period treated of each unit, counted from 0.
        cohort: The first period treated of the cell.
        period: The period looked at.
        barred: (n, t) whether a unit is no clean control in a period; none is when None.

    Returns:
        Two (n,) masks: the cohort, and those not treated by the later of ``period`` and the period
        before the cohort is treated.
    """
    last = max(period, cohort - 1)
    control = (cohorts > last) & (cohorts != cohort)
    return cohorts == cohort, control if barred is None else control & ~barred[:, last]


def adjusted_for_many(every_cell: Sequence[Cell]) -> list[float | None]:
    """Return the p-value of every cell, adjusted so that of those below 5 % at most 5 % are false.

    Benjamini and Hochberg (1995) over all cells with an estimate; None without one.

    Args:
        every_cell: The cells.

    Returns:
        One value a cell, 0 to 1, in their order.
    """
    from scipy.stats import false_discovery_control, norm

    identified = [cell for cell in every_cell if cell.is_identified]
    if not identified:
        return [None] * len(every_cell)
    errors = [max(Estimate(cell.estimate, cell.influence).error, 1e-12) for cell in identified]
    scores = [abs(cell.estimate) / error for cell, error in zip(identified, errors, strict=True)]
    adjusted = iter(false_discovery_control(2 * norm.sf(scores)))
    return [float(next(adjusted)) if cell.is_identified else None for cell in every_cell]


def _doubly_robust(
    after: Floats, before: Floats, treated: npt.NDArray[np.bool_], known: Floats
) -> tuple[float, Floats]:
    """Return estimate and influence function; NaN where the groups do not overlap."""
    from drdid.drdid import drdid_panel

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value, influence = drdid_panel(
                after, before, treated.astype(int), known, np.ones(len(after))
            )
    except (ValueError, ArithmeticError, np.linalg.LinAlgError):
        return float("nan"), np.zeros(len(after))
    own = np.asarray(influence, dtype=float).ravel()
    if not (np.isfinite(value) and np.isfinite(own).all() and np.abs(own).max() < 1e6):
        return float("nan"), np.zeros(len(after))
    return float(value), own


def added_up(chosen: Sequence[Cell], cohorts: Whole) -> Estimate:
    """Return the mean of cells weighted by the size of their cohorts.

    Args:
        chosen: The cells; those without support are left out.
        cohorts: (n,) first period treated of each unit.

    Returns:
        The mean in the unit of the cells; its influence has one value a unit.

    Raises:
        ValueError: No cell is identified.
    """
    known = [cell for cell in chosen if cell.is_identified]
    if not known:
        raise ValueError("no cell has support")
    members = np.stack([cohorts == cell.cohort for cell in known]).astype(float)
    sizes = members.mean(axis=1)
    total = sizes.sum()
    values = np.array([cell.estimate for cell in known])
    weights = sizes / total
    moved = (members - sizes[:, None]) / total
    drawn = moved - moved.sum(axis=0) * weights[:, None]
    influence = weights @ np.stack([cell.influence for cell in known]) + values @ drawn
    return Estimate(float(weights @ values), influence)


def by_time(
    every_cell: Iterable[Cell], cohorts: Whole, years: Sequence[int]
) -> dict[int, Estimate]:
    """Return the effect by years since the first period treated, earlier times included.

    Args:
        every_cell: The cells; those without support are left out.
        cohorts: (n,) first period treated of each unit.
        years: (t,) year of each period: time is in years, since rounds are not evenly spaced.

    Returns:
        Years, below 0 before treatment → estimate in the unit of the cells.
    """
    groups: dict[int, list[Cell]] = {}
    for cell in every_cell:
        if cell.is_identified:
            groups.setdefault(cell.years_since(years), []).append(cell)
    return {since: added_up(own, cohorts) for since, own in sorted(groups.items())}


def by_cohort(every_cell: Iterable[Cell], cohorts: Whole) -> dict[int, Estimate]:
    """Return the mean effect of each cohort over the periods since its treatment.

    Args:
        every_cell: The cells; those without support or before treatment are left out.
        cohorts: (n,) first period treated of each unit.

    Returns:
        First period treated → estimate in the unit of the cells.
    """
    groups: dict[int, list[Cell]] = {}
    for cell in every_cell:
        if cell.is_identified and cell.since >= 0:
            groups.setdefault(cell.cohort, []).append(cell)
    return {cohort: added_up(own, cohorts) for cohort, own in sorted(groups.items())}


def redrawn(estimates: Sequence[Estimate]) -> tuple[Floats, float]:
    """Return the errors of a bootstrap by unit, and how wide a band over all must be.

    Every unit's influence is multiplied by ±1, the same over all estimates, :data:`DRAWS` times.

    Args:
        estimates: One at least, over the units of one panel.

    Returns:
        (k,) standard errors in the unit of the estimates, and how many of them a 95 % band over all
        reaches to either side, never fewer than over one alone. Seed :data:`SEED`.
    """
    influence = np.stack([estimate.influence for estimate in estimates])
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(influence.shape[1], DRAWS))
    drawn = influence @ signs / influence.shape[1]
    errors = drawn.std(axis=1, ddof=1)
    safe = np.where(errors > 0, errors, 1.0)
    width = float(np.quantile(np.abs(drawn / safe[:, None]).max(axis=0), 0.95))
    return errors, max(width, Z)
