"""Other estimators on the same panel, from ``diff_diff``: to check with, and to learn from.

Imputation (Borusyak, Jaravel & Spiess, 2024), two-way fixed effects with the weights of
Goodman-Bacon (2021), and the breakdown value of Rambachan & Roth (2023).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from pipelines.methods.study import effect

COLUMNS = ("score", "unit", "period", "first")


def long(outcome: np.ndarray, cohorts: np.ndarray) -> pd.DataFrame:
    """Return the panel one row a unit and period, up to the last period with support.

    Args:
        outcome: (n, t) floats, units × periods, without gaps.
        cohorts: (n,) first period treated, counted from 0; past the last one for those never
            treated.

    Returns:
        One row a unit and period: ``unit`` (from 0), ``period`` (from 1), ``score`` (in the unit of
        ``outcome``), ``first`` (first period treated, from 1; 0 for those not treated by then).
    """
    last = outcome.shape[1]
    panel = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(len(outcome)), last),
            "period": np.tile(np.arange(1, last + 1), len(outcome)),
            "score": outcome.ravel(),
            "first": np.repeat(np.where(cohorts < last, cohorts + 1, 0), last),
        }
    )
    # Where fewer than ten are left untreated nothing can be imputed.
    supported = [at for at in range(last) if (cohorts > at).sum() >= effect.MIN_CONTROL]
    panel = panel[panel["period"] <= max(supported, default=0) + 1]
    panel["first"] = panel["first"].where(panel["first"] <= panel["period"].max(), 0)
    return panel


def imputation(panel: pd.DataFrame) -> tuple[float, float]:
    """Return the effect over all by imputation, and its standard error.

    Args:
        panel: What :func:`long` returns.

    Returns:
        Effect and error in the unit of the scores. Borusyak, Jaravel & Spiess (2024).
    """
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = diff_diff.ImputationDiD().fit(panel, *COLUMNS)
    return float(fitted.overall_att), float(fitted.overall_se)


def bacon(panel: pd.DataFrame) -> tuple[float, list[tuple[str, float, float]]]:
    """Return two-way fixed effects, and kind, weight and mean of the comparisons in it.

    Args:
        panel: What :func:`long` returns.

    Returns:
        The estimate in the unit of the scores, and one entry a kind of comparison: its name, its
        weight (all add up to 1) and its weighted mean. Goodman-Bacon (2021).
    """
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = diff_diff.BaconDecomposition().fit(panel, *COLUMNS)
    parts = []
    for kind, own in fitted.to_dataframe().groupby("comparison_type", sort=True):
        share = float(own["weight"].sum())
        parts.append((str(kind), share, float((own["weight"] * own["estimate"]).sum() / share)))
    return float(fitted.twfe_estimate), parts


def breakdown(
    interval: tuple[float, float], reach: float, earlier: Mapping[int, float]
) -> float | None:
    """Return how many times the largest earlier deviation undoes a conclusion.

    Rambachan & Roth (2023), relative magnitudes, in years since rounds are not evenly spaced: in
    each year the two groups may part by ``M`` times the most they did in a year before treatment,
    so that after ``s`` years they are at most ``s`` such steps apart. The largest ``M`` whose
    bounds leave the interval off zero is in closed form. Earlier deviations are taken as
    estimated; their own error is not counted.

    Args:
        interval: 95 % interval of what is concluded, in any unit.
        reach: Years from the last round before treatment to what is concluded.
        earlier: Estimates in that unit by years from that round, below 0; see :func:`drift`.

    Returns:
        The value, 0 where the interval holds zero; None with no round before the last one, or no
        deviation in them.
    """
    path = sorted({**earlier, 0: 0.0}.items())
    most = max(
        (abs(late - early) / (end - start) for (start, early), (end, late) in pairwise(path)),
        default=0.0,
    )
    low, high = interval
    return float(max(low, -high, 0.0) / (most * reach)) if most > 0 else None


def drift(
    cells: Iterable[effect.Cell], cohorts: np.ndarray, years: Sequence[int]
) -> dict[int, float]:
    """Return the estimates of earlier rounds, by years from the last round before treatment.

    Args:
        cells: The cells with an estimate.
        cohorts: (n,) first period treated of each unit.
        years: (t,) year of each period.

    Returns:
        Years, below 0 → estimate in the unit of the cells.

    Raises:
        ValueError: No cell of some year has an estimate.
    """
    groups: dict[int, list[effect.Cell]] = {}
    for cell in cells:
        if cell.since < -1:
            groups.setdefault(_apart(cell, years), []).append(cell)
    return {apart: effect.added_up(own, cohorts).value for apart, own in groups.items()}


def reach(cells: Iterable[effect.Cell], cohorts: np.ndarray, years: Sequence[int]) -> float:
    """Return how many years after the last round before treatment a sum of cells is, on average.

    Args:
        cells: The cells added up, one at least.
        cohorts: (n,) first period treated of each unit.
        years: (t,) year of each period.
    """
    sizes = [(_apart(cell, years), int((cohorts == cell.cohort).sum())) for cell in cells]
    return sum(apart * n for apart, n in sizes) / sum(n for _, n in sizes)


def _apart(cell: effect.Cell, years: Sequence[int]) -> int:
    return years[cell.period] - years[cell.cohort - 1]
