"""Other estimators on the same panel, from ``diff_diff``: to check with, and to learn from.

Imputation (Borusyak, Jaravel & Spiess, 2024), two-way fixed effects with the weights of
Goodman-Bacon (2021), and the breakdown value of Rambachan & Roth (2023).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from pipelines.methods.study import effect

COLUMNS = ("score", "unit", "period", "first")


def long(outcome: np.ndarray, cohorts: np.ndarray) -> pd.DataFrame:
    """Return the panel one row a unit and period, up to the last period with support.

    Args:
        outcome: Units × periods.
        cohorts: First period treated, counted from 0; past the last one for those never treated.
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
    """Return the effect over all by imputation, and its standard error."""
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = diff_diff.ImputationDiD().fit(panel, *COLUMNS)
    return float(found.overall_att), float(found.overall_se)


def bacon(panel: pd.DataFrame) -> tuple[float, list[tuple[str, float, float]]]:
    """Return two-way fixed effects, and kind, weight and mean of the comparisons in it."""
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = diff_diff.BaconDecomposition().fit(panel, *COLUMNS)
    parts = []
    for kind, own in found.to_dataframe().groupby("comparison_type", sort=True):
        share = float(own["weight"].sum())
        parts.append((str(kind), share, float((own["weight"] * own["estimate"]).sum() / share)))
    return float(found.twfe_estimate), parts


def breakdown(
    interval: tuple[float, float], reach: float, times: Mapping[int, float]
) -> float | None:
    """Return how many times the largest earlier deviation undoes a conclusion.

    Rambachan & Roth (2023), relative magnitudes: from each round to the next the two groups may
    part by ``M`` times the most they did before treatment, so that after ``s`` rounds they are at
    most ``s + 1`` such steps apart. The largest ``M`` whose bounds leave the interval off zero is
    in closed form. Earlier deviations are taken as estimated; their own error is not counted.

    Args:
        interval: 95 % interval of what is concluded.
        reach: Steps that what is concluded is away from the round before treatment.
        times: Estimates by periods since treatment; those from -2 back without a gap are used.

    Returns:
        The value, 0 where the interval holds zero; None with no round before the last one, or no
        deviation in them.
    """
    before = [0.0]
    while -1 - len(before) in times:
        before.append(times[-1 - len(before)])
    most = max(np.abs(np.diff(before)), default=0.0)
    low, high = interval
    return float(max(low, -high, 0.0) / (most * reach)) if most > 0 else None


def reach(cells: Iterable[effect.Cell], cohorts: np.ndarray) -> float:
    """Return how many steps after the last round before treatment a sum of cells is, on average."""
    sizes = [(cell.since + 1, int((cohorts == cell.cohort).sum())) for cell in cells]
    return sum(steps * n for steps, n in sizes) / sum(n for _, n in sizes)
