"""Simulated panels with known effects: staggered adoption that differs by cohort and grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PERIODS = 6
SHARES = {1: 0.12, 2: 0.3, 3: 0.14, 4: 0.14, PERIODS: 0.3}


@dataclass(frozen=True)
class Panel:
    outcome: np.ndarray
    cohorts: np.ndarray
    known: np.ndarray

    def true_of(self, cells) -> float:
        """Mean of the planted effects over cells, weighted by the size of their cohorts."""
        sizes = [float((self.cohorts == cell.cohort).sum()) for cell in cells]
        return float(np.average([planted(c.cohort, c.period) for c in cells], weights=sizes))


def planted(cohort: int, period: int) -> float:
    return 0.0 if period < cohort else (6.0 - cohort) + 1.5 * (period - cohort)


def simulate(seed: int, *, units: int = 345, earlier_path: float = 0.0) -> Panel:
    """Return a panel; ``earlier_path`` tilts those who sign, from the first period on."""
    rng = np.random.default_rng(seed)
    cohorts = rng.choice(list(SHARES), size=units, p=list(SHARES.values()))
    known = rng.normal(size=(units, 1)) + 0.4 * (cohorts[:, None] < PERIODS)
    level = rng.normal(30, 8, size=(units, 1))
    periods = np.arange(PERIODS)
    own = np.array([[planted(int(g), int(t)) for t in periods] for g in cohorts])
    own[cohorts == PERIODS] = 0
    tilt = earlier_path * (cohorts < PERIODS)[:, None] * periods
    noise = rng.normal(0, 4, size=(units, PERIODS))
    outcome = level + 4 * periods + 0.8 * known * periods + own + tilt + noise
    return Panel(outcome, cohorts, known)
