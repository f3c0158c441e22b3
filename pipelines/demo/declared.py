"""What municipalities say: self-assessments a little too kind, and observations on results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base
from pipelines.demo.items import Items
from pipelines.demo.signers import weekday

STATES = ("not_published", "incomplete", "outdated", "publishes")
_OVER, _UNDER = 0.3, 0.02
_SHARE = {"r2024": 0.62, "r2025": 0.55}
_CASES = {"r2024": 44, "r2025": 12}
_RESOLUTIONS = ("accepted", "partly_accepted", "rejected", "pending")
_ODDS = {"r2024": (0.45, 0.2, 0.27, 0.08), "r2025": (0.0, 0.0, 0.3, 0.7)}
_ASKED = (
    "Revisar de nuevo la publicación de {materia}: se actualizó dentro del plazo",
    "Considerar el enlace corregido de {materia}",
    "Se pide contar los registros de {materia} que están en el sitio propio",
)


@dataclass(frozen=True)
class Declaration:
    """What a municipality declares of one materia."""

    cut: str
    round_id: str
    materia: str
    state: str
    day: date


@dataclass(frozen=True)
class Case:
    """An observation on one materia; scores of the materia in hundredths of a point."""

    cut: str
    round_id: str
    materia: str
    day: date
    request: str
    resolution: str
    before: int
    after: int | None


def audited_states(items: Items) -> np.ndarray:
    """Return the state of each materia as an index of ``STATES`` (n, 14); −1 without one.

    Args:
        items: The items of one round, n municipalities.
    """
    available, current, complete = (items.scores[:, :, k] for k in range(3))
    state = np.full(available.shape, 3)
    state[(complete < 10_000)] = 1
    state[(current < 10_000) & (current <= complete)] = 2
    state[(available < 10_000) & (available > 0)] = 1
    state[available == 0] = 0
    state[(items.scores < 0).any(axis=2)] = -1
    return state


def declarations(base: Base, items: dict[str, Items]) -> list[Declaration]:
    """Return the self-assessments of part of the municipalities in each round with criteria.

    Args:
        base: What is published, and the random streams.
        items: Round → the items of its municipalities.
    """
    declared = []
    for round_id, own in items.items():
        if own.scores.shape[2] == 1:
            continue
        rng = base.stream(f"declared {round_id}")
        states = audited_states(own)
        takes_part = rng.random(len(base.comunas)) < _SHARE.get(round_id, 0.5)
        for i in np.flatnonzero(takes_part):
            day = weekday(date(int(round_id[1:]), 4, 1) + timedelta(days=int(rng.integers(55))))
            for m in np.flatnonzero(states[i] >= 0):
                state = STATES[_kinder(rng, int(states[i, m]))]
                declared.append(Declaration(base.cuts[i], round_id, own.materias[m], state, day))
    return declared


def _kinder(rng: np.random.Generator, state: int) -> int:
    chance = rng.random()
    if chance < _OVER:
        return min(3, state + int(rng.integers(1, 4)))
    return max(0, state - 1) if chance > 1 - _UNDER else state


def cases(base: Base, items: dict[str, Items]) -> list[Case]:
    """Return the observations; municipalities with a published score file none.

    Args:
        base: What is published, and the random streams.
        items: Round → the items of its municipalities.
    """
    filed: list[Case] = []
    for round_id, count in _CASES.items():
        if round_id in items:
            filed += _cases_of(base, round_id, items[round_id], count)
    return filed


def _cases_of(base: Base, round_id: str, items: Items, count: int) -> Iterator[Case]:
    rng = base.stream(f"cases {round_id}")
    points = items.by_materia()
    kept = {cut for (rid, cut) in base.scores if rid == round_id}
    able = [
        i
        for i, cut in enumerate(base.cuts)
        if cut not in kept and (np.nan_to_num(points[i], nan=100.0) < 80).any()
    ]
    names = {row["materia_id"]: row["name_es"] for row in base.catalogue("materias")}
    for i in sorted(rng.choice(able, size=count, replace=False)):
        m = int(rng.choice(np.flatnonzero(points[i] < 80)))
        before = int(np.floor(points[i, m] * 100 + 0.5))
        resolution = str(rng.choice(_RESOLUTIONS, p=_ODDS[round_id]))
        gain = int(rng.integers(800, 4000)) // (1 if resolution == "accepted" else 2)
        granted = gain if resolution in ("accepted", "partly_accepted") else 0
        yield Case(
            cut=base.cuts[i],
            round_id=round_id,
            materia=items.materias[m],
            day=weekday(date(int(round_id[1:]), 10, 14) + timedelta(days=int(rng.integers(45)))),
            request=_ASKED[int(rng.integers(len(_ASKED)))].format(materia=names[items.materias[m]]),
            resolution=resolution,
            before=before,
            after=None if resolution == "pending" else min(10_000, before + granted),
        )


def revised(
    base: Base, totals: dict[str, np.ndarray], items: dict[str, Items], filed: list[Case]
) -> dict[str, dict[str, int]]:
    """Return round → municipality → revised total in hundredths, where a case was accepted.

    Args:
        base: What is published, and the random streams.
        totals: Round → score of each municipality in hundredths (n,), in the order of ``base``.
        items: Round → the items of its municipalities.
        filed: The observations, accepted or not.
    """
    revisions: dict[str, dict[str, int]] = {}
    for case in filed:
        gain = (case.after or case.before) - case.before
        if gain <= 0:
            continue
        own, i = items[case.round_id], base.cuts.index(case.cut)
        weight = np.where(own.scores[i] >= 0, own.weights.values, 0.0)
        share = weight[own.materias.index(case.materia)].sum() / weight.sum()
        total = int(totals[case.round_id][i]) + round(gain * float(share))
        revisions.setdefault(case.round_id, {})[case.cut] = min(10_000, total)
    return revisions
