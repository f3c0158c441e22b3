"""A column of raw cells → typed values. Ambiguity is decided once a column, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np

from pipelines.ingest.cells import parsers
from pipelines.ingest.cells.dates import Order
from pipelines.ingest.cells.states import ParsedColumn, Refused, State, token_state
from pipelines.ingest.reading.columns import Codes, Column, Index
from pipelines.ingest.reading.distinct import first_seen
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reading.values import EPOCH, Percent, seen

CellType = Literal[
    "text", "integer", "decimal", "percent", "date", "period", "month", "mark", "year", "boolean",
    "timestamp",
]  # fmt: skip
Key = tuple[type, object, int]
_WAYS = len(Percent)


@dataclass
class Context:
    """What a parser knows of its column besides the cells."""

    type: CellType
    choices: Mapping[str, str] | None = None
    fillers: Sequence[str] = ()
    by_words: bool = False
    kin: Mapping[str, str] = field(default_factory=dict)
    minimum: object = None
    maximum: object = None
    epoch: datetime = EPOCH
    beside: Order | None = None
    rules: list[str] = field(default_factory=list)


def parse_column(
    values: Sequence[object] | Column,
    *,
    type: CellType,
    percent_flags: Sequence[int] | np.ndarray[Any, Any] | None = None,
    choices: Mapping[str, str] | None = None,
    fillers: Sequence[str] = (),
    by_words: bool = False,
    kin: Mapping[str, str] | None = None,
    minimum: object = None,
    maximum: object = None,
    empty_means: bool | None = None,
    epoch: datetime = EPOCH,
    beside: Order | None = None,
) -> ParsedColumn:
    """Type a whole column.

    - Percentages come out in points, 0–100 unless bounds are given. Where some cells carry a %
      sign or format, bare ones in (0, 1] are refused; where none does, they are points if five
      times as many exceed 1 and some of those have as many decimals (0 is 0 on either scale).
    - A percentage in a column of plain numbers is refused.
    - ``1.234`` or ``1,234`` is decided by the other values, by the bounds or by the whole-number
      type; else refused.
    - Dates are day first unless a value makes that impossible, here or in the other columns of
      the sheet; a column with both is refused.

    Args:
        values: Cells as read: text, numbers, booleans, dates or ``None``.
        type: What the column holds. ``mark`` and ``boolean`` give booleans, ``percent`` and
            ``decimal`` floats, ``date`` dates, ``timestamp`` datetimes, ``period`` ISO texts as
            exact as they were written.
        percent_flags: How the file shows each number, as ``reading.values.Percent``.
        choices: Accepted text (see :mod:`pipelines.ingest.cells.choices`) → value, for ``text``.
        fillers: Words that may stand before an accepted text («ronda 2024»).
        by_words: Whether accepted texts are names that people write in their own way.
        kin: Value → what it has in common with others, for :func:`choices.of_one_kin`.
        minimum: Lowest accepted value; for dates a date or a year.
        maximum: Highest accepted value; for dates a date or a year.
        empty_means: What an empty cell of a mark column means; by default it is missing.
        epoch: Day 0 of the serial dates of the file.
        beside: In which order the other dates of the sheet are written, where they show it.
    """
    column = values if isinstance(values, Column) else Column.of(values)
    keys, codes = _distinct(column, percent_flags)
    known: dict[Key, tuple[object, State, str]] = {}
    content: list[Key] = []
    accepted = {folded(text) for text in choices or ()}  # NA is a country before it is nothing
    means = empty_means if type in ("mark", "boolean") else None
    for key in dict.fromkeys(keys):
        chosen = isinstance(key[1], str) and folded(key[1]) == "na" and "na" in accepted
        state = None if chosen else _no_value(key[1], means)
        if state:
            known[key] = state
        else:
            content.append(key)
    context = Context(type, choices, fillers, by_words, kin or {}, minimum, maximum, epoch, beside)
    for key, result in zip(content, _parsed(content, context), strict=True):
        if isinstance(result, Refused):
            known[key] = (None, State.INVALID, result.code)
        else:
            known[key] = (result, State.VALUE, "")
    context.rules += _words_for_nothing(known)
    outcomes = [known[key] for key in keys]
    results, states, refusals = map(list, zip(*outcomes, strict=True)) if outcomes else ([], [], [])
    cells = [cell for _, cell, _ in keys]
    rule = "; ".join(context.rules) or None
    return ParsedColumn(codes, cells, results, states, refusals, rule)


def _distinct(column: Column, flags: Sequence[int] | Any | None) -> tuple[list[Key], Codes]:
    """Return each distinct cell with how it is shown, in order, and which each row has."""
    codes: Codes | Index = column.codes
    ways = 1
    if flags is not None and np.any(flags):
        shown = np.where(column.where(lambda cell: cell is not None), flags, 0)
        codes, ways = codes.astype(np.int64) * _WAYS + shown, _WAYS
    order, codes = first_seen(codes, len(column.cells) * ways)
    pairs = [(seen(column.cells[code // ways]), code % ways) for code in order.tolist()]
    return [(cell.__class__, cell, flag) for cell, flag in pairs], codes


def _words_for_nothing(known: Mapping[Key, tuple[object, State, str]]) -> list[str]:
    """Return one rule for each way in which words of the column stand for no value."""
    rules = []
    for state in (State.MISSING, State.NOT_APPLICABLE):
        words = dict.fromkeys(
            " ".join(str(value).split())
            for (_, value, _), (_, verdict, _) in known.items()
            if verdict is state and isinstance(value, str) and value.strip()
        )
        if words:
            rules.append(f"{state}_text evidence={' · '.join(words)}")
    return rules


def _no_value(value: object, empty_means: bool | None) -> tuple[object, State, str] | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        if empty_means is not None:
            return empty_means, State.VALUE, ""
        return None, State.MISSING, ""
    if isinstance(value, str) and (token := token_state(value)):
        return None, token[0], token[1]
    return None


def _parsed(content: list[Key], context: Context) -> Iterable[object]:
    parse: Callable[[list[Key], Context], list[object]] = parsers.BY_TYPE[context.type]
    return parse(content, context)
