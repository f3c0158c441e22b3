"""Where each municipality stands in each round: lasting differences plus a fading memory."""

from __future__ import annotations

import numpy as np

from pipelines.demo.base import Base

LASTING = 0.55
"""Share of the variance that never changes: size, rurality, region, and the municipality."""
MEMORY = 0.62
"""Correlation of the rest from one calendar year to the next."""
_CLASSES = {"Urbana": 0.5, "Mixta": 0.0, "Rural": -0.35}
# F049, F050: best and worst of Valparaíso in 2018.
EXTREMES = {("r2018", "Villa Alemana"): 4.0, ("r2018", "Juan Fernández"): -4.0}


def standings(base: Base) -> dict[str, np.ndarray]:
    """Return round → standing of each municipality (n,), mean about 0 and deviation about 1.

    No effect of the convenios is built in: the pilots' published means are imposed later.

    Args:
        base: What is published, and the random streams.
    """
    rng = base.stream("standing")
    lasting = _lasting(base, rng)
    count = len(base.comunas)
    memory = rng.normal(size=count)
    by_round: dict[str, np.ndarray] = {}
    previous: int | None = None
    for round_id in base.rounds:
        year = int(round_id[1:])
        keep = 1.0 if previous is None else MEMORY ** (year - previous)
        memory = keep * memory + np.sqrt(1 - keep**2) * rng.normal(size=count)
        by_round[round_id] = np.sqrt(LASTING) * lasting + np.sqrt(1 - LASTING) * memory
        previous = year
        for (extreme, comuna), value in EXTREMES.items():
            if extreme == round_id:
                by_round[round_id][[row["comuna"] == comuna for row in base.comunas]] = value
    return by_round


def _lasting(base: Base, rng: np.random.Generator) -> np.ndarray:
    size = np.log([int(row["population_census_2024"] or 1000) for row in base.comunas])
    size = (size - size.mean()) / size.std()
    rural = np.array([_CLASSES.get(row["pndr_class_2024"], 0.0) for row in base.comunas])
    names = sorted(set(base.regions))
    effects = dict(zip(names, rng.normal(size=len(names)), strict=True))
    region = np.array([effects[name] for name in base.regions])
    whole = 0.35 * size + rural + 0.3 * region + 0.85 * rng.normal(size=len(size))
    return (whole - whole.mean()) / whole.std()
