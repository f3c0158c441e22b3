"""Other estimators on the same panel, from ``diff_diff``: to check with, and to learn from.

Imputation (Borusyak, Jaravel & Spiess, 2024), two-way fixed effects with the weights of
Goodman-Bacon (2021), and the breakdown value of Rambachan & Roth (2023).
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from pipelines.study import effect

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


def rounds_before(panel: pd.DataFrame) -> int:
    """Return the most periods any treated unit has before its treatment."""
    first = panel["first"]
    return int(first[first > 0].max() - 1) if (first > 0).any() else 0


def breakdown(panel: pd.DataFrame) -> float | None:
    """Return how many times the largest earlier deviation undoes the conclusion, if it can be."""
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = diff_diff.CallawaySantAnna(control_group="not_yet_treated", base_period="universal")
        times = plain.fit(panel, *COLUMNS).aggregate("event_study")
        value = diff_diff.HonestDiD(method="relative_magnitude").breakdown_value(times)
    return None if value is None else float(value)
