"""Total scores of the 345 in each round with a published mean: simulated, within what is known."""

from __future__ import annotations

import numpy as np

from pipelines.demo.base import Base
from pipelines.demo.fitting import Curve, fit, seat
from pipelines.demo.standing import standings

Scores = dict[str, np.ndarray]

# Bounds and spread of the simulated scores; the published ones of 2024 bound the rest of that
# round: nobody stands below the two lowest, and few above Punta Arenas.
CURVES = {
    "r2012": Curve(0.5, 96.0, 1.15),
    "r2013": Curve(0.5, 98.0, 1.25),
    "r2016": Curve(12.0, 100.0, 1.0),
    "r2017": Curve(12.0, 100.0, 1.0),
    "r2018": Curve(10.0, 99.5, 0.95),
    "r2024": Curve(48.0, 98.2, 1.1),
    "r2025": Curve(38.0, 99.8, 1.1),
}
DEFAULT_CURVE = Curve(10.0, 99.5, 1.0)
ZEROS = {"r2012": 14, "r2013": 4, "r2016": 1}
HUNDREDS = {"r2016": 3, "r2017": 3, "r2025": 8}
# "Preceded by" in the note of F045: the six regions above Valparaíso in 2018.
AHEAD = {"r2018": ("Metropolitana", "Los Ríos", "Magallanes", "Aysén", "Los Lagos", "O'Higgins")}


def simulate(base: Base, pilots: set[str]) -> Scores:
    """Return round → score of each municipality in whole hundredths, in the order of ``base``.

    Args:
        base: What is published, and the random streams.
        pilots: CUT of the pilots.
    """
    by_round = {}
    for round_id, standing in standings(base).items():
        fixed = _fixed(base, round_id, standing, pilots)
        scores = np.zeros(len(base.comunas), dtype=np.int64)
        curve = CURVES.get(round_id, DEFAULT_CURVE)
        for members, total in _groups(base, round_id, pilots):
            known = [i for i in members if i in fixed]
            free = [i for i in members if i not in fixed]
            scores[known] = [fixed[i] for i in known]
            rest = total - sum(fixed[i] for i in known)
            scores[free] = fit(standing[free], total=rest, curve=curve)
            for who, place in _places(base, round_id):
                if who in known:
                    seat(scores, who=who, place=place, free=np.array(free))
        by_round[round_id] = scores
    return by_round


def _places(base: Base, round_id: str) -> list[tuple[int, int]]:
    return [(base.cuts.index(cut), p) for (rid, cut), p in base.ranks.items() if rid == round_id]


def _fixed(base: Base, round_id: str, standing: np.ndarray, pilots: set[str]) -> dict[int, int]:
    """Published scores, then true zeros among the last and full marks among the first."""
    cuts = base.cuts
    fixed = {cuts.index(cut): score for (rid, cut), score in base.scores.items() if rid == round_id}
    order = [i for i in np.argsort(standing) if i not in fixed and cuts[i] not in pilots]
    fixed.update(dict.fromkeys(order[: ZEROS.get(round_id, 0)], 0))
    full = HUNDREDS.get(round_id, 0)
    fixed.update(dict.fromkeys(order[len(order) - full :], 10_000))
    return {int(i): score for i, score in fixed.items()}


def _groups(base: Base, round_id: str, pilots: set[str]) -> list[tuple[list[int], int]]:
    """Split the country into groups with known sums, in hundredths; the sums add up exactly."""
    count = len(base.comunas)
    whole = base.national[round_id] * count
    if round_id in base.pilots:
        inside = [i for i, cut in enumerate(base.cuts) if cut in pilots]
        outside = [i for i in range(count) if i not in set(inside)]
        share = base.pilots[round_id] * len(inside)
        return [(inside, share), (outside, whole - share)]
    if any(rid == round_id for rid, _ in base.regional):
        return _by_region(base, round_id, whole)
    return [(list(range(count)), whole)]


def _by_region(base: Base, round_id: str, whole: int) -> list[tuple[list[int], int]]:
    regions = base.regions
    names = sorted(set(regions))
    members = {name: [int(i) for i in np.flatnonzero(regions == name)] for name in names}
    known = {n: base.regional[round_id, n] for n in names if (round_id, n) in base.regional}
    others = [name for name in names if name not in known]
    sizes = np.array([len(members[name]) for name in others])
    tilt = _tilts(base, round_id, others)
    rest = whole - sum(known[name] * len(members[name]) for name in known)
    common = (rest - float((tilt * sizes).sum())) / float(sizes.sum())
    sums = np.floor((common + tilt) * sizes).astype(np.int64)
    sums[int(np.argmax(sizes))] += rest - int(sums.sum())
    groups = [(members[name], known[name] * len(members[name])) for name in known]
    return groups + [(members[n], int(s)) for n, s in zip(others, sums, strict=True)]


def _tilts(base: Base, round_id: str, names: list[str]) -> np.ndarray:
    """Distance of each region from the common level, in hundredths; those ahead stay ahead."""
    ahead = AHEAD.get(round_id, ())
    rng = base.stream(f"tilt {round_id}")
    tilt = np.clip(rng.normal(0, 180, len(names)), -300, 300)
    if not ahead:
        return tilt
    for index, name in enumerate(names):
        leads = name in ahead
        place = 330 + 40 * (len(ahead) - ahead.index(name)) if leads else -450 + tilt[index] / 3
        tilt[index] = place
    return tilt
