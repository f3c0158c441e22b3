"""Scores by materia and criterion whose weighted mean is the total already simulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo.base import Base
from pipelines.demo.weights import WEIGHTS, Weights

NOT_APPLICABLE, MISSING = -1, -2
_STEPS, _REACH = 50, 1500.0
_STEEP = 1.7  # the steeper, the more items are all or nothing
_MISSING_SHARE = 0.002
_MAY_NOT_APPLY = {"subsidios": 0.07, "vinculos": 0.10, "participacion": 0.04}
_CRITERION = {"overall": 0.0, "availability": 34.0, "currency": -4.0, "completeness": 4.0}
_EASE = {
    "diario_oficial": 26.0,
    "marco_normativo": 14.0,
    "transferencias": 20.0,
    "estructura": 14.0,
    "tramites": 8.0,
}
# Below 61 in 2024 (F063–F065). Two fail everywhere; purchases fail hard in part of the country.
_SYSTEMIC = {"presupuesto": -44.0, "actos_terceros": -42.0}
_PARTIAL, _PARTIAL_SHARE, _PARTIAL_DROP = "compras", 0.45, -96.0
# Failures of one place: (region, materia).
LOCAL = (
    ("Coquimbo", "auditorias"),
    ("Los Lagos", "transferencias"),
    ("Tarapacá", "personal_remuneraciones"),
    ("Ñuble", "participacion"),
)
_LOCAL_DROP = -80.0
_STRENGTH = {"r2024": 1.0, "r2025": 0.55}


@dataclass(frozen=True)
class Items:
    """Items of one round.

    Attributes:
        materias: Materia ids, in the order of the catalogue.
        weights: The weights under which they add up to the total.
        scores: Hundredths of a point, or ``NOT_APPLICABLE`` or ``MISSING`` (n, 14, criteria).
    """

    materias: tuple[str, ...]
    weights: Weights
    scores: np.ndarray

    def by_materia(self) -> np.ndarray:
        """Return the weighted score of each materia in points (n, 14); NaN without a value."""
        valued = self.scores >= 0
        weight = np.where(valued, self.weights.values, 0.0)
        with np.errstate(invalid="ignore"):
            return (self.scores * weight).sum(axis=2) / weight.sum(axis=2) / 100

    def totals(self) -> np.ndarray:
        """Return the weighted total of each municipality in points (n,)."""
        weight = np.where(self.scores >= 0, self.weights.values, 0.0)
        return (self.scores * weight).sum(axis=(1, 2)) / weight.sum(axis=(1, 2)) / 100


def simulate(base: Base, totals: dict[str, np.ndarray]) -> dict[str, Items]:
    """Return the items of each round whose method has weights.

    Args:
        base: What is published, and the random streams.
        totals: Round → score of each municipality in hundredths (n,), in the order of ``base``.
    """
    materias = tuple(row["materia_id"] for row in base.catalogue("materias"))
    lasting = base.stream("materias").normal(0, 22, (len(base.comunas), len(materias)))
    absent = _absent(base, materias)
    by_round = {}
    for round_id in base.rounds:
        weights = WEIGHTS.get(base.methods[round_id])
        if weights is not None:
            leaning = _leaning(base, round_id, materias, weights) + lasting[:, :, None]
            gone = _gone(base, round_id, absent, leaning.shape)
            scores = _solve(leaning, gone, totals[round_id], weights)
            by_round[round_id] = Items(materias, weights, scores)
    return by_round


def _absent(base: Base, materias: tuple[str, ...]) -> np.ndarray:
    """Materias that never apply to a municipality (n, 14)."""
    odds = np.array([_MAY_NOT_APPLY.get(name, 0.0) for name in materias])
    return base.stream("not applicable").random((len(base.comunas), len(materias))) < odds


def _leaning(base: Base, round_id: str, materias: tuple[str, ...], weights: Weights) -> np.ndarray:
    """How much better each item does than the municipality as a whole, in points."""
    rng = base.stream(f"items {round_id}")
    count, strength = len(base.comunas), _STRENGTH.get(round_id, 0.4)
    ease = np.array([_EASE.get(name, 0.0) + strength * _SYSTEMIC.get(name, 0) for name in materias])
    leaning = ease + rng.normal(0, 16, (count, len(materias)))
    failing = rng.random(count) < _PARTIAL_SHARE
    leaning[failing, materias.index(_PARTIAL)] += strength * _PARTIAL_DROP
    for region, materia in LOCAL:
        leaning[base.regions == region, materias.index(materia)] += strength * _LOCAL_DROP
    criteria = np.array([_CRITERION[name] for name in weights.criteria])
    noise = rng.normal(0, 14, (*leaning.shape, len(criteria)))
    return leaning[:, :, None] + criteria + noise


def _gone(base: Base, round_id: str, absent: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    lost = base.stream(f"missing {round_id}").random(shape) < _MISSING_SHARE
    gone = np.where(lost, MISSING, 0)
    gone[absent] = NOT_APPLICABLE
    return gone


def _solve(
    leaning: np.ndarray, gone: np.ndarray, totals: np.ndarray, weights: Weights
) -> np.ndarray:
    """Shift each municipality until its weighted mean is its total (bounded, by halving)."""
    weight = np.where(gone == 0, weights.values, 0.0)
    weight /= weight.sum(axis=(1, 2), keepdims=True)

    def at(shift: np.ndarray) -> np.ndarray:
        points = np.clip(_STEEP * leaning + shift[:, None, None], 0.0, 100.0)
        # What is not available is neither current nor complete.
        return np.minimum(points, points[:, :, :1])

    low, high = np.full(len(totals), -_REACH), np.full(len(totals), _REACH)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = (at(middle) * weight).sum(axis=(1, 2)) < totals / 100
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    scores = np.floor(at(high) * 100 + 0.5).astype(np.int64)
    return np.where(gone == 0, scores, gone)
