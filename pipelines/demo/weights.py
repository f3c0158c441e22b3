"""Illustrative weights: no official ones are known, and these say so wherever they go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CRITERIA = ("availability", "currency", "completeness")
VERSION, STATUS = "1", "ilustrativa"

# Weight of each materia, and of each criterion within it; one criterion means "overall".
_MATERIAS_2018 = (2, 4, 4, 7, 7, 5, 5, 4, 5, 4, 7, 4, 4, 2)
_MATERIAS_2024 = (2, 4, 4, 8, 8, 6, 6, 4, 4, 4, 8, 4, 4, 2)
_MATERIAS_2025 = (2, 4, 4, 8, 8, 6, 7, 5, 4, 4, 7, 4, 3, 2)


@dataclass(frozen=True)
class Weights:
    """Weights of one method: materias × criteria; ``criteria`` is ("overall",) where not split."""

    method: str
    criteria: tuple[str, ...]
    values: np.ndarray


def _table(method: str, materias: tuple[int, ...], shares: tuple[int, ...]) -> Weights:
    criteria = CRITERIA if len(shares) > 1 else ("overall",)
    return Weights(method, criteria, np.outer(materias, shares))


WEIGHTS = {
    table.method: table
    for table in (
        _table("ig_11_submatters_2018", _MATERIAS_2018, (1,)),
        _table("semi_automatic_2024", _MATERIAS_2024, (4, 3, 3)),
        _table("re_500_2025", _MATERIAS_2025, (3, 4, 3)),
    )
}
