"""Bias and coverage of the effect estimator on simulated panels with known effects.

Staggered adoption, effects that differ by cohort and grow, a covariate that drives both adoption
and trend; once with even paths before, once with a planted earlier path, which biases every
difference in differences and must show in the earlier rounds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from pipelines.methods.study import effect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "study"))
REPLICATIONS = 200
TILT = 1.0


def measure(replications: int = REPLICATIONS) -> list[dict[str, float | str]]:
    """Return one row a design and estimator: bias, coverage, and how often earlier rounds show.

    Args:
        replications: Seeded panels a design.
    """
    rows: list[dict[str, float | str]] = []
    for design, tilt in (("even paths", 0.0), ("earlier path planted", TILT)):
        for name, adjusts in (("doubly robust", True), ("unadjusted", False)):
            rows.append(_design(design, tilt, name, adjusts, replications))
    return rows


def _design(
    design: str, tilt: float, name: str, adjusts: bool, replications: int
) -> dict[str, float | str]:
    from study_panels import PERIODS, simulate

    errors, covered, shown = [], [], []
    for seed in range(replications):
        panel = simulate(seed, earlier_path=tilt)
        cells = effect.cells(panel.outcome, panel.cohorts, panel.known if adjusts else None)
        after = [cell for cell in cells if cell.since >= 0 and cell.is_identified]
        overall = effect.added_up(after, panel.cohorts)
        truth = panel.true_of(after)
        errors.append(overall.value - truth)
        covered.append(abs(overall.value - truth) <= effect.Z * overall.error)
        times = effect.by_time(cells, panel.cohorts, range(PERIODS))
        _, width = effect.redrawn([own for since, own in times.items() if since < 0])
        shown.append(
            any(abs(own.value) > width * own.error for since, own in times.items() if since < 0)
        )
    return {
        "design": design,
        "estimator": name,
        "replications": replications,
        "bias": float(np.mean(errors)),
        "rmse": float(np.sqrt(np.mean(np.square(errors)))),
        "coverage_pct": 100 * float(np.mean(covered)),
        "earlier_shown_pct": 100 * float(np.mean(shown)),
    }


def report(rows: list[dict[str, float | str]]) -> str:
    """Return the table in words."""
    head = f"{'design':<22}{'estimator':<16}{'n':>5}{'bias':>8}{'rmse':>7}{'95 %':>8}{'earlier':>9}"
    lines = [
        f"{row['design']:<22}{row['estimator']:<16}{row['replications']:>5}{row['bias']:>8.2f}"
        f"{row['rmse']:>7.2f}{row['coverage_pct']:>7.1f}%{row['earlier_shown_pct']:>8.1f}%"
        for row in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    print(report(measure()))
