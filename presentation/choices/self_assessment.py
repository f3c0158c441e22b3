"""A self-assessment in an address: ``answers=3f9a.yyn10.2..5&cut=13118&target=80``.

``answers`` begins with the mark of the instrument; a code an item follows, in its order: ``2`` to
``5`` for the scenarios that the rule numbers so, and for one that is there (1) its three general
indicators (``y``, ``n``, ``u``), the specific ones met and, where not all apply, how many do:
``yyn10-12``. An item without a code was not answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import pandas as pd

from pipelines.methods.questionnaires import instrument_2025 as rule
from pipelines.methods.questionnaires.instrument_2025 import (
    SCENARIOS,
    Answer,
    Complete,
    Instrument,
    Item,
    Result,
    Step,
)
from pipelines.origins import COMPUTED, Origin, worst

ITEMS = "out_instrumento__item"
NONE = "none"  # no municipality is said
TARGETS = tuple(str(percent) for percent in range(50, 105, 5))
TARGET = "80"
EVERYTHING = 2.0  # a target that no total reaches
_THERE = re.compile(r"([yn])([yn])([ynu])(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)
_COMPLETE: dict[str, Complete] = {"y": "yes", "n": "no", "u": "unknown"}
_LETTER = {answer: letter for letter, answer in _COMPLETE.items()}


@dataclass(frozen=True)
class Assessed:
    """A self-assessment and what follows from it.

    Attributes:
        rows: ``out_instrumento__item``.
        asks: The instrument they make.
        answers: By item.
        cut: The municipality, if one is said.
        target: The total to reach, in percent.
    """

    rows: pd.DataFrame
    asks: Instrument
    answers: Mapping[str, Answer] = field(default_factory=dict)
    cut: str = NONE
    target: str = TARGET

    @cached_property
    def origin(self) -> Origin:
        """Where its figures come from: no better than the instrument."""
        return worst(self.rows["origin"], least=COMPUTED)

    @cached_property
    def named(self) -> dict[str, dict[str, Any]]:
        """The row of each item."""
        return {row["item_id"]: row for row in self.rows.to_dict("records")}

    @property
    def answered(self) -> int:
        """How many items were answered."""
        return len(self.answers)

    @cached_property
    def scored_weight(self) -> float:
        """The weight of the materias that have a score: the others leave theirs to them."""
        return sum(
            weight
            for name, weight in self.asks.weights.items()
            if self.result.materias.get(name) is not None
        )

    @cached_property
    def worth(self) -> dict[str, Step]:
        """What mending an item is worth, by item, for those that can be mended."""
        return {step.item_id: step for step in self.mending}

    @cached_property
    def result(self) -> Result:
        """The scores."""
        return rule.score(self.asks, self.answers)

    @cached_property
    def mending(self) -> list[Step]:
        """Every item that can be mended, the worthiest first."""
        return rule.path(self.asks, self.answers, EVERYTHING)

    @cached_property
    def path(self) -> list[Step]:
        """The fewest items to mend that reach the target; all of them where none do."""
        return rule.path(self.asks, self.answers, float(self.target) / 100)

    @property
    def reaches(self) -> bool:
        """Whether the path comes to the target."""
        last = self.path[-1].total_pct if self.path else 100 * (self.result.total or 0.0)
        return last >= float(self.target) - 1e-9

    def query(self) -> dict[str, str]:
        """Return the address of it; what is usual is left out."""
        parts = {
            "answers": write(self.asks, self.answers),
            "cut": "" if self.cut == NONE else self.cut,
            "target": "" if self.target == TARGET else self.target,
        }
        return {key: value for key, value in parts.items() if value}


def usable(rows: pd.DataFrame) -> bool:
    """Return whether the instrument can be used: some of its items score.

    Args:
        rows: ``out_instrumento__item``; where its weights do not add up there are none.
    """
    return bool(len(rows)) and bool((rows["is_scored"] & rows["weight"].notna()).any())


def read_query(
    query: Mapping[str, str], rows: pd.DataFrame, codes: Collection[str]
) -> tuple[Assessed, list[str]]:
    """Return the self-assessment of an address, and the parts of it that make no sense.

    Args:
        query: The choices of the address.
        rows: ``out_instrumento__item``.
        codes: Codes of the municipalities there are.
    """
    asks = rule.instrument(rows)
    answers, nonsense = read(query.get("answers", ""), asks)
    nonsense = [f"answers={part[:40]}" for part in nonsense]
    cut, target = query.get("cut", NONE), query.get("target", TARGET)
    if cut not in codes and cut != NONE:
        nonsense.append(f"cut={cut[:20]}")
    if target not in TARGETS:
        nonsense.append(f"target={target[:20]}")
    return Assessed(rows, asks, answers, cut, target), nonsense


def write(asks: Instrument, answers: Mapping[str, Answer]) -> str:
    """Return answers as an address says them; nothing for none.

    Args:
        asks: The instrument.
        answers: Item → answer; those not given are left out.
    """
    codes = [_code(answers.get(item.item_id)) for item in asks.items]
    return f"{asks.mark}.{'.'.join(codes)}".rstrip(".") if any(codes) else ""


def read(text: str, asks: Instrument) -> tuple[dict[str, Answer], list[str]]:
    """Return the answers of an address, and the parts of it that make no sense.

    An address of an instrument with other items, or counts of indicators, makes none at all.

    Args:
        text: What the address says.
        asks: The instrument.
    """
    if not text:
        return {}, []
    mark, *codes = text.split(".")
    if mark != asks.mark or len(codes) > len(asks.items):
        return {}, [text]
    answers: dict[str, Answer] = {}
    nonsense = []
    for item, code in zip(asks.items, codes, strict=False):
        answer = _answer(item, code)
        if answer is not None:
            answers[item.item_id] = answer
        elif code:
            nonsense.append(code)
    return answers, nonsense


def _code(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.scenario != "there":
        return str(SCENARIOS.index(answer.scenario) + 1)
    general = "".join("ny"[flag] for flag in (answer.is_available, answer.is_current))
    some = "" if answer.applicable is None else f"-{answer.applicable}"
    return f"{general}{_LETTER[answer.complete]}{answer.met}{some}"


def _answer(item: Item, code: str) -> Answer | None:
    if code in ("2", "3", "4", "5"):
        return Answer(SCENARIOS[int(code) - 1])
    match = _THERE.fullmatch(code)
    if match is None:
        return None
    available, current, complete, met, some = cast("tuple[str, ...]", match.groups())
    applicable = int(some) if some else None
    answer = Answer(
        "there", available == "y", current == "y", _COMPLETE[complete], int(met), applicable
    )
    most = item.indicators if applicable is None else applicable
    return answer if answer.met <= most <= item.indicators else None
