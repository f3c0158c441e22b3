"""The libraries of group-time effects side by side, on simulated panels with known effects.

Only those that are installed are run; the product itself needs two of them (``docs/adr/0013``). In
an environment of its own: ``pip install csdid differences pyfixest``, then
``python -m benchmarks.libraries``.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.methods.study import effect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "study"))
PANELS = 30
Cells = dict[tuple[int, int], float]


def house(panel, rows: pd.DataFrame, adjusts: bool) -> Cells:
    """Faro: the cells of ``drdid``, added up by ``pipelines.methods.study.effect``."""
    cells = effect.cells(panel.outcome, panel.cohorts, panel.known if adjusts else None)
    return {(c.cohort + 1, c.period + 1): c.estimate for c in cells if c.is_identified}


def diff_diff(panel, rows: pd.DataFrame, adjusts: bool) -> Cells:
    """Callaway–Sant'Anna of ``diff-diff``."""
    from diff_diff import CallawaySantAnna

    fitted = CallawaySantAnna(
        control_group="not_yet_treated",
        base_period="universal",
        estimation_method="dr" if adjusts else "reg",
    ).fit(rows, "score", "unit", "period", "first", covariates=["known"] if adjusts else None)
    return {place: cell["effect"] for place, cell in fitted.group_time_effects.items()}


def csdid(panel, rows: pd.DataFrame, adjusts: bool) -> Cells:
    """Callaway–Sant'Anna of ``csdid``."""
    from csdid.att_gt import ATTgt

    fitted = ATTgt(
        yname="score",
        tname="period",
        idname="unit",
        gname="first",
        data=rows,
        control_group=["notyettreated"],
        xformla="score~known" if adjusts else None,
    ).fit(est_method="dr", base_period="universal", bstrap=False)
    places = zip(fitted.results["group"], fitted.results["year"], strict=True)
    return dict(zip(((int(g), int(t)) for g, t in places), fitted.results["att"], strict=True))


def differences(panel, rows: pd.DataFrame, adjusts: bool) -> Cells:
    """Callaway–Sant'Anna of ``differences``."""
    from differences import ATTgt

    dated = rows.assign(first=rows["first"].where(rows["first"] > 0)).set_index(["unit", "period"])
    model = ATTgt(data=dated, cohort_column="first", base_period="universal")
    model.fit(
        "score ~ known" if adjusts else "score",
        est_method="dr" if adjusts else "reg",
        control_group="not_yet_treated",
        progress_bar=False,
    )
    table = model.results()
    values = table[next(column for column in table if column[-1] == "ATT")]
    return {(int(g), int(t)): float(value) for (g, _, t), value in values.items()}


class NotOffered(Exception):
    """A library has no such estimator: the table says so instead of a figure."""


def pyfixest(panel, rows: pd.DataFrame, adjusts: bool) -> Cells:
    """Sun–Abraham of ``pyfixest``: it has no comparison with those not yet treated.

    Its imputation (``did2s``) fails where a cohort has one period before: it drops those units and
    then misses them.
    """
    from pyfixest import event_study

    if adjusts:
        raise NotOffered("no adjustment that differs by cohort")
    fitted = event_study(
        rows, "score", "unit", "period", "first", estimator="saturated", att=True, cluster="unit"
    )
    place = re.compile(r"rel_time::(-?[0-9]+)\.0:first_treated_period::([0-9]+)$")
    matched = [
        (place.search(str(name)), coefficient) for name, coefficient in fitted.coef().items()
    ]
    placed = [
        ((int(hit[2]), int(hit[2]) + int(hit[1])), coefficient)
        for hit, coefficient in matched
        if hit
    ]
    return {cell: float(coefficient) for cell, coefficient in placed}


LIBRARIES: dict[str, tuple[str, Callable[..., Cells]]] = {
    "drdid": ("drdid", house),
    "diff-diff": ("diff_diff", diff_diff),
    "csdid": ("csdid", csdid),
    "differences": ("differences", differences),
    "pyfixest": ("pyfixest", pyfixest),
}


def measure(panels: int = PANELS) -> pd.DataFrame:
    """Return one row a library and estimator: bias, distance to the first library, seconds."""
    lines = []
    for adjusts in (False, True):
        for name, (module, fit) in LIBRARIES.items():
            if importlib.util.find_spec(module) is None:
                print(f"{name}: not installed")
                continue
            try:
                lines.append(_line(name, fit, adjusts, panels))
            except NotOffered as error:
                print(f"{name}: {error}")
    return pd.DataFrame(lines)


def _line(name: str, fit: Callable[..., Cells], adjusts: bool, panels: int) -> dict[str, object]:
    from study_panels import simulate

    errors, cells, seconds = [], [], []
    for seed in range(panels):
        panel = simulate(seed)
        rows = _long(panel)
        start = time.perf_counter()
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            estimates = fit(panel, rows, adjusts)
        seconds.append(time.perf_counter() - start)
        ours = house(panel, rows, adjusts)
        after = [place for place in ours if place[1] >= place[0]]
        sizes = [(panel.cohorts == g - 1).sum() for g, _ in after]
        truth = np.average([_planted(*place) for place in after], weights=sizes)
        whole = float(np.average([estimates[place] for place in after], weights=sizes))
        cells.append(max(abs(estimates[place] - ours[place]) for place in after))
        errors.append(whole - truth)
    return {
        "library": f"{name} {version(name)}",
        "adjusted": adjusts,
        "bias": np.mean(errors),
        "rmse": np.sqrt(np.mean(np.square(errors))),
        "cells_apart": max(cells),
        "first_s": seconds[0],
        "median_s": float(np.median(seconds[1:])),
    }


def _long(panel) -> pd.DataFrame:
    from study_panels import PERIODS

    units = len(panel.cohorts)
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), PERIODS),
            "period": np.tile(np.arange(1, PERIODS + 1), units),
            "score": panel.outcome.ravel(),
            "first": np.repeat(np.where(panel.cohorts < PERIODS, panel.cohorts + 1, 0), PERIODS),
            "known": np.repeat(panel.known[:, 0], PERIODS),
        }
    )


def _planted(first: int, period: int) -> float:
    from study_panels import planted

    return planted(first - 1, period - 1)


if __name__ == "__main__":
    with pd.option_context("display.width", 140, "display.max_columns", None):
        print(measure().to_string(index=False, float_format=lambda number: f"{number:.3g}"))
