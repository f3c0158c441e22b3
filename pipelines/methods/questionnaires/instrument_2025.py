"""The rule of the TA instrument of 2025: item, materia, total, and what mending is worth.

As a third party transcribed it in June 2025; weights and items are data (``core_instrumento__*``),
and CPLT has confirmed neither. Scores are fractions of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import pandas as pd

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
class Instrument:
    """A version of the instrument: its items in their order, and the weights of what scores.

    Attributes:
        items: The items; one whose specific indicators nobody counted has none, and is scored by
            the general ones.
        weights: Materia → weight, for those that score.
    """

    items: tuple[Item, ...]
    weights: Mapping[str, float]

    def item(self, item_id: str) -> Item:
        """Return an item.

        Args:
            item_id: Its id.

        Raises:
            StopIteration: The instrument has no such item.
        """
        return next(item for item in self.items if item.item_id == item_id)

    @property
    def mark(self) -> str:
        """Return what tells this version from one with other items, counts or order."""
        text = ",".join(
            f"{item.item_id}:{item.materia_id}:{item.indicators}" for item in self.items
        )
        return blake2b(text.encode(), digest_size=2).hexdigest()


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


def instrument(rows: pd.DataFrame) -> Instrument:
    """Return the instrument that ``out_instrumento__item`` holds.

    Args:
        rows: One row an item, with its materia, the order and weight of that, and how many specific
            indicators it has (empty where nobody counted them).
    """
    ordered = rows.sort_values(["materia_order", "item_id"], key=_in_order)
    scored = ordered[ordered["is_scored"] & ordered["weight"].notna()]
    items = tuple(
        Item(row["item_id"], row["materia_id"], int(row["specific_indicators"]))
        for row in ordered.fillna({"specific_indicators": 0}).to_dict("records")
    )
    return Instrument(
        items,
        {
            name: float(weight)
            for name, weight in zip(scored["materia_id"], scored["weight"], strict=True)
        },
    )


def _in_order(column: pd.Series) -> pd.Series:
    """Return a column as it is sorted: ``presupuesto_10`` after ``presupuesto_9``."""
    if column.name != "item_id":
        return column
    return column.str.replace(r"\d+", lambda match: match[0].zfill(6), regex=True)


def answers_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Answer]:
    """Return the answers of rows of ``core_autoevaluacion__answer``, by item.

    Args:
        rows: One an item; an item without a scenario was not answered.
    """
    return {str(row["item_id"]): _answer(row) for row in rows if isinstance(row["scenario"], str)}


def _answer(row: Mapping[str, Any]) -> Answer:
    if row["scenario"] != "there":
        return Answer(row["scenario"])
    applicable = row["applicable"]
    return Answer(
        "there",
        bool(row["is_available"]),
        bool(row["is_current"]),
        row["complete"],
        int(row["met"]),
        None if pd.isna(applicable) else int(applicable),
    )


def faults(item: Item, answer: Answer) -> dict[str, int]:
    """Return what keeps an item from its full score: fault → how many (of specific indicators).

    ``absent`` and ``broken`` are the whole section; else ``available``, ``current``, ``complete``
    and ``specific``.

    Args:
        item: The item.
        answer: What a reviewer says of it.
    """
    if answer.scenario in LEAVES:
        return {}
    if answer.scenario != "there":
        return {answer.scenario: 1}
    applicable = item.indicators if answer.applicable is None else answer.applicable
    counts = {
        "available": int(not answer.is_available),
        "current": int(not answer.is_current),
        "complete": int(answer.complete == "no"),
        "specific": applicable - answer.met,
    }
    return {fault: n for fault, n in counts.items() if n}


def item_score(item: Item, answer: Answer) -> float | None:
    """Return the score of an item, a fraction of one, or None where it leaves the calculation.

    Args:
        item: The item.
        answer: What a reviewer says of it.

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


def score(asks: Instrument, answers: Mapping[str, Answer]) -> Result:
    """Return the scores of everything answered.

    Args:
        asks: The instrument.
        answers: By item; one that is not answered leaves the calculation.
    """
    items, weights = asks.items, asks.weights
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


def path(asks: Instrument, answers: Mapping[str, Answer], target: float) -> list[Step]:
    """Return the fewest items to mend until the total reaches a target, the worthiest first.

    Mending an item keeps every other one as it is, so what each adds does not depend on the
    order: the worthiest first reaches any target with the fewest. All of them, where even that
    does not reach it.

    Args:
        asks: The instrument.
        answers: By item.
        target: Fraction of one.
    """
    items, weights = asks.items, asks.weights
    now = score(asks, answers)
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
