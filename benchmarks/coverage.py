"""How often the 95 % intervals of samples hold the truth, design by design.

Universes are made up once; every replication draws another sample of the design and asks whether
the interval holds the figure of the whole universe. *Before* are the intervals Faro gave until
November 2026: Student's t with answers less strata, for shares as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from statistics import fmean, variance

import numpy as np
from scipy import stats

from pipelines.methods.sampling import Estimate, Stratum, mean, proportion

REPLICATIONS = 2000
SEED = 2012
# Name, units of each stratum, answers of each stratum.
DESIGNS: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = (
    ("simple, 20 of 345", (345,), (20,)),
    ("simple, 20 of 25", (25,), (20,)),
    ("proportional, 38 of 125", (10, 18, 43, 54), (2, 7, 13, 16)),
    ("one whole, 14 of 125", (10, 115), (10, 4)),
    ("two whole, 28 of 345", (12, 13, 160, 160), (12, 13, 2, 2)),
    ("most whole, 33 of 330", (10, 10, 10, 300), (10, 10, 10, 3)),
    ("two of each, 32 of 345", (21,) * 15 + (30,), (2,) * 16),
)
# Share of units with the value 1, in the first and in the last stratum.
SHARES = ((0.02, 0.02), (0.1, 0.3), (0.5, 0.5), (0.95, 0.99))
Row = dict[str, float | str]


def measure(replications: int = REPLICATIONS) -> list[Row]:
    """Return one row a design and what is estimated: coverage now and before, mean width.

    Args:
        replications: Samples drawn of each design.
    """
    draw = np.random.default_rng(SEED)
    rows = []
    for name, sizes, answers in DESIGNS:
        scores = [draw.normal(50 + 4 * at, 6 + at, size=n) for at, n in enumerate(sizes)]
        rows.append(_row(name, "mean", scores, answers, mean, replications, draw))
        for low, high in SHARES:
            levels = np.linspace(low, high, len(sizes))
            ones = [
                (np.arange(n) < round(level * n)).astype(float)
                for n, level in zip(sizes, levels, strict=True)
            ]
            label = f"share {low:.0%}–{levels[-1]:.0%}" if low < levels[-1] else f"share {low:.0%}"
            rows.append(_row(name, label, ones, answers, proportion, replications, draw))
    return rows


def before(strata: Sequence[Stratum]) -> tuple[float, float]:
    """Return the interval of a mean as Faro gave it: answers less strata degrees of freedom."""
    universe = sum(stratum.universe for stratum in strata)
    value = sum(stratum.universe / universe * fmean(stratum.values) for stratum in strata)
    spread = sum(
        (stratum.universe / universe) ** 2
        * (1 - len(stratum.values) / stratum.universe)
        * variance(stratum.values)
        / len(stratum.values)
        for stratum in strata
    )
    freedom = sum(len(stratum.values) for stratum in strata) - len(strata)
    reach = float(stats.t.ppf(0.975, freedom)) * sqrt(spread)
    return value - reach, value + reach


def _row(
    design: str,
    what: str,
    units: Sequence[np.ndarray],
    answers: Sequence[int],
    rule: Callable[[Sequence[Stratum]], Estimate],
    replications: int,
    draw: np.random.Generator,
) -> Row:
    truth = float(np.concatenate(list(units)).mean())
    scale = 100 if rule is proportion else 1
    now, old, widths = [], [], []
    for _ in range(replications):
        strata = [
            Stratum(str(at), len(own), tuple(draw.choice(own, n, replace=False).tolist()))
            for at, (own, n) in enumerate(zip(units, answers, strict=True))
        ]
        interval = rule(strata)
        if interval.low is None or interval.high is None:
            continue  # no interval is no claim
        low, high = interval.low / scale, interval.high / scale
        now.append(low - 1e-9 <= truth <= high + 1e-9)
        widths.append(interval.high - interval.low)
        first, last = before(strata)
        old.append(first <= truth <= last)
    return {
        "design": design,
        "what": what,
        "n": len(now),
        "coverage_pct": 100 * float(np.mean(now)),
        "before_pct": 100 * float(np.mean(old)),
        "width": float(np.mean(widths)),
    }


def report(rows: list[Row]) -> str:
    """Return the table in words."""
    head = f"{'design':<26}{'what':<16}{'n':>6}{'95 %':>8}{'before':>9}{'width':>8}"
    lines = [
        f"{row['design']:<26}{row['what']:<16}{row['n']:>6}{row['coverage_pct']:>7.1f}%"
        f"{row['before_pct']:>8.1f}%{row['width']:>8.1f}"
        for row in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    print(report(measure()))
