"""The rule of the TA instrument of 2025: item, materia, total, and what mending is worth.

As a third party transcribed it in June 2025; weights and items are data (``core_instrumento__*``),
and CPLT has confirmed neither. Scores are fractions of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Scenario = Literal["there", "nothing_to_publish", "not_due", "absent", "broken"]
Complete = Literal["yes", "no", "unknown"]
SCENARIOS: tuple[Scenario, ...] = ("there", "nothing_to_publish", "not_due", "absent", "broken")
LEAVES: frozenset[Scenario] = frozenset({"nothing_to_publish", "not_due"})
GENERAL, SPECIFIC, INCOMPLETE = 0.75, 0.25, 0.25


@dataclass(frozen=True)
class Item:
    """One item: its materia and how many specific indicators it has."""

    item_id: str
    materia_id: str
    indicators: int


@dataclass(frozen=True)
class Answer:
    """What a reviewer says of an item.

    Attributes:
        scenario: What the section shows.
        is_available: First general indicator; counts in the scenario ``there`` alone.
        is_current: Second general indicator.
        complete: Third one; ``unknown`` where it cannot be determined.
        met: Specific indicators met.
        applicable: Specific indicators that apply; all of the item's when None.
    """

    scenario: Scenario
    is_available: bool = True
    is_current: bool = True
    complete: Complete = "yes"
    met: int = 0
    applicable: int | None = None


@dataclass(frozen=True)
class Step:
    """One item mended whole: the points it adds, and the total once it is done (0–100)."""

    item_id: str
    gain_pts: float
    total_pct: float


@dataclass(frozen=True)
class Result:
    """Scores as fractions of one; None where nothing is scored."""

    items: Mapping[str, float | None]
    materias: Mapping[str, float | None]
    total: float | None


def item_score(item: Item, answer: Answer) -> float | None:
    """Return the score of an item, or None where it leaves the calculation.

    Raises:
        ValueError: More specific indicators are met than apply, or more apply than there are.
    """
    applicable = item.indicators if answer.applicable is None else answer.applicable
    if not 0 <= answer.met <= applicable <= item.indicators:
        raise ValueError(
            f"{item.item_id}: {answer.met} met of {applicable} that apply of {item.indicators}"
        )
    if answer.scenario in LEAVES:
        return None
    if answer.scenario != "there":
        return 0.0
    general = 1.0 if answer.complete != "no" else INCOMPLETE
    if not (answer.is_available and answer.is_current):
        general = 0.0
    # Where no specific indicator applies there is none that is not met.
    share = answer.met / applicable if applicable else 1.0
    return GENERAL * general + SPECIFIC * share


def score(
    items: Sequence[Item], weights: Mapping[str, float], answers: Mapping[str, Answer]
) -> Result:
    """Return the scores of everything answered.

    Args:
        items: The items of the version.
        weights: Weight of each materia that scores.
        answers: By item; one that is not answered leaves the calculation.
    """
    scored = {
        item.item_id: item_score(item, answers[item.item_id]) if item.item_id in answers else None
        for item in items
    }
    materias: dict[str, float | None] = {}
    for materia in dict.fromkeys(item.materia_id for item in items):
        own = [scored[item.item_id] for item in items if item.materia_id == materia]
        known = [value for value in own if value is not None]
        materias[materia] = sum(known) / len(known) if known else None
    kept = {
        name: weights[name]
        for name, value in materias.items()
        if value is not None and weights.get(name)
    }
    whole = sum(kept.values())
    total = (
        sum(weight * (materias[name] or 0.0) for name, weight in kept.items()) / whole
        if whole
        else None
    )
    return Result(scored, materias, total)


def path(
    items: Sequence[Item],
    weights: Mapping[str, float],
    answers: Mapping[str, Answer],
    target: float,
) -> list[Step]:
    """Return the fewest items to mend until the total reaches a target, the worthiest first.

    Mending an item keeps every other one as it is, so what each adds does not depend on the
    order: the worthiest first reaches any target with the fewest. All of them, where even that
    does not reach it.

    Args:
        items: The items of the version.
        weights: Weight of each materia that scores.
        answers: By item.
        target: Fraction of one.
    """
    now = score(items, weights, answers)
    if now.total is None:
        return []
    kept = {i.materia_id for i in items if now.materias[i.materia_id] is not None}
    whole = sum(weights.get(name) or 0.0 for name in kept)
    gains = []
    for item in items:
        value, weight = now.items[item.item_id], weights.get(item.materia_id)
        if value is None or value >= 1 or not weight:
            continue
        peers = sum(
            now.items[i.item_id] is not None for i in items if i.materia_id == item.materia_id
        )
        gains.append((weight / whole * (1 - value) / peers, item.item_id))
    steps, total = [], now.total
    for gain, item_id in sorted(gains, key=lambda pair: (-pair[0], pair[1])):
        if total >= target - 1e-12:
            break
        total += gain
        steps.append(Step(item_id, 100 * gain, 100 * total))
    return steps
