"""Convenios: real signings where known, simulated ones up to the published counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.demo.base import Base

PILOTS, NEW_IN_2013, BY_2019 = "F069", "F072", "F076"
PILOT_RULE = (
    "the pilots named in convenios.csv, then others drawn without replacement with weight "
    "sqrt(population), leaving out those with another known signing, those with a published "
    "score in a round in which the pilots have a mean, and those that never sign"
)
_RENEWAL_FROM, _RENEWAL_DAYS = date(2026, 12, 1), 360


@dataclass(frozen=True)
class Convenio:
    """One signing; ``known`` tells whether the municipality's signing is published."""

    cut: str
    kind: str
    signed: date
    end: date | None = None
    renewed: date | None = None
    known: bool = False


@dataclass(frozen=True)
class Signers:
    """Who signs when: the pilots in 2012, the next in 2013, the rest by 2019, and some never."""

    known_pilots: tuple[str, ...]
    pilots: tuple[str, ...]
    in_2013: tuple[str, ...]
    later: tuple[str, ...]
    never: tuple[str, ...]


def choose(base: Base) -> Signers:
    """Share the municipalities out, keeping every known signing.

    Args:
        base: What is published, and the random streams.
    """
    rng = base.stream("signers")
    known_pilots = tuple(sorted({s.cut for s in base.signings if s.event == "pilot"}))
    named = {s.cut for s in base.signings}
    scored = {cut for (round_id, cut) in base.scores if round_id in base.pilots}
    weight = {r["cut_code"]: float(r["population_census_2024"] or 1000) for r in base.comunas}
    open_to = [cut for cut in base.cuts if cut not in named]
    never_count = len(base.cuts) - base.counts[BY_2019]
    never = _draw(rng, [c for c in open_to if weight[c] < 20_000], never_count, None)
    able = [c for c in open_to if c not in never and c not in scored]
    chances = np.sqrt([weight[c] for c in able])
    pilots = _draw(rng, able, base.counts[PILOTS] - len(known_pilots), chances)
    rest = [c for c in open_to if c not in never and c not in pilots]
    in_2013 = _draw(rng, rest, base.counts[NEW_IN_2013], None)
    taken = {*known_pilots, *pilots, *in_2013, *never}
    later = tuple(cut for cut in base.cuts if cut not in taken)
    return Signers(known_pilots, tuple(sorted({*known_pilots, *pilots})), in_2013, later, never)


def _draw(
    rng: np.random.Generator, cuts: list[str], count: int, chances: np.ndarray | None
) -> tuple[str, ...]:
    odds = None if chances is None else chances / chances.sum()
    return tuple(sorted(rng.choice(cuts, size=count, replace=False, p=odds).tolist()))


def sign(base: Base, signers: Signers) -> list[Convenio]:
    """Return the signings of the model, oldest first; ends fall before, in and after 2026–27.

    Args:
        base: What is published, and the random streams.
        signers: Who signs when.
    """
    rng = base.stream("convenios")
    days = {s.cut: s.signed for s in base.signings if s.signed}
    named = {s.cut for s in base.signings}
    convenios = []
    for cut, kind, start, length in _terms(signers):
        day = days.get(cut) or start + timedelta(days=int(rng.integers(length)))
        end, renewed = _ending(rng, day)
        convenios.append(Convenio(cut, kind, weekday(day), end, renewed, cut in named))
    return sorted(convenios, key=lambda c: (c.signed, c.cut))


def _terms(signers: Signers) -> Iterator[tuple[str, str, date, int]]:
    """Yield municipality, kind, first possible day and number of possible days."""
    yield from ((cut, "pilot", date(2012, 6, 4), 150) for cut in signers.pilots)
    yield from ((cut, "mgtm", date(2013, 3, 4), 280) for cut in signers.in_2013)
    for index, cut in enumerate(signers.later):
        year = 2014 + index % 6
        yield cut, "mgtm", date(year, 3, 3), 280


def _ending(rng: np.random.Generator, signed: date) -> tuple[date | None, date | None]:
    """Return end and renewal: two thirds are open-ended, one in seven ends within the year."""
    chance = rng.random()
    lengths = [int(n) for n in rng.integers(1, (365, _RENEWAL_DAYS, 700))]
    if chance < 0.66:
        return None, None
    if chance < 0.72:
        return date(2025, 1, 1) + timedelta(days=lengths[0]), None
    start, days = (_RENEWAL_FROM, lengths[1]) if chance < 0.86 else (date(2028, 1, 1), lengths[2])
    end = start + timedelta(days=days)
    renewed = end.replace(year=end.year - 4, day=min(end.day, 28))
    return end, renewed if renewed > signed else None


def adhere(base: Base, convenios: list[Convenio]) -> list[Convenio]:
    """Return the simulated adhesions to the Modelo de Gobierno Abierto, within its term.

    Args:
        base: What is published, and the random streams.
        convenios: The signings of the model.
    """
    rng = base.stream("open government")
    early = [c.cut for c in convenios if c.signed < date(2018, 1, 1)]
    adhesions = []
    for cut in _draw(rng, early, 24, None):
        day = weekday(date(2018, 12, 5) + timedelta(days=int(rng.integers(630))))
        adhesions.append(Convenio(cut, "open_government", day))
    return sorted(adhesions, key=lambda c: (c.signed, c.cut))


def weekday(day: date) -> date:
    """Return the day, or the Friday before it when it falls on a weekend.

    Args:
        day: Any day.
    """
    return day - timedelta(days=max(0, day.weekday() - 4))
