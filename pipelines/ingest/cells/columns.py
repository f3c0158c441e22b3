"""A column of raw cells → typed values. Ambiguity is decided once a column, or refused."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pipelines.ingest.cells import parsers
from pipelines.ingest.cells.states import ParsedColumn, Refused, State, folded, token_state
from pipelines.ingest.reading.values import EPOCH, as_text

CellType = Literal[
    "text", "integer", "decimal", "percent", "date", "month", "mark", "year", "boolean", "timestamp"
]
Key = tuple[type, object, int]
_NOTHING: Key = (type(None), None, 0)
_CLASS = operator.attrgetter("__class__")
_PLAIN = {str, type(None)}


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
    rules: list[str] = field(default_factory=list)


def parse_column(
    values: Sequence[object],
    *,
    type: CellType,
    percent_flags: Sequence[int] | None = None,
    choices: Mapping[str, str] | None = None,
    fillers: Sequence[str] = (),
    by_words: bool = False,
    kin: Mapping[str, str] | None = None,
    minimum: object = None,
    maximum: object = None,
    empty_means: bool | None = None,
    epoch: datetime = EPOCH,
) -> ParsedColumn:
    """Type a whole column.

    - Percentages come out in points, 0–100 unless bounds are given. Where some cells carry a %
      sign or format, bare ones in (0, 1] are refused; where none does, they are points if five
      times as many exceed 1 and some of those have as many decimals (0 is 0 on either scale).
    - A percentage in a column of plain numbers is refused.
    - ``1.234`` or ``1,234`` is decided by the other values, by the bounds or by the whole-number
      type; else refused.
    - Dates are day first unless a value makes that impossible; a column with both is refused.

    Args:
        values: Cells as read: text, numbers, booleans, dates or ``None``.
        type: What the column holds. ``mark`` and ``boolean`` give booleans, ``percent`` and
            ``decimal`` floats, ``date`` dates, ``timestamp`` datetimes.
        percent_flags: How the file shows each number, as ``reading.values.Percent``.
        choices: Accepted text (see :mod:`pipelines.ingest.cells.choices`) → value, for ``text``.
        fillers: Words that may stand before an accepted text («ronda 2024»).
        by_words: Whether accepted texts are names that people write in their own way.
        kin: Value → what it has in common with others, for :func:`choices.of_one_kin`.
        minimum: Lowest accepted value; for dates a date or a year.
        maximum: Highest accepted value; for dates a date or a year.
        empty_means: What an empty cell of a mark column means; by default it is missing.
        epoch: Day 0 of the serial dates of the file.
    """
    plain = percent_flags is None and set(map(_CLASS, values)) <= _PLAIN
    keys: Sequence[Any] = values if plain else _keys(values, percent_flags)
    known: dict[Key, tuple[object, State, str]] = {}
    content: list[Key] = []
    accepted = {folded(text) for text in choices or ()}  # NA is a country before it is nothing
    distinct = dict.fromkeys(keys)
    for key in map(_text_key, distinct) if plain else distinct:
        means = empty_means if type in ("mark", "boolean") else None
        chosen = isinstance(key[1], str) and folded(key[1]) == "na" and "na" in accepted
        state = None if chosen else _no_value(key[1], means)
        if state:
            known[key] = state
        else:
            content.append(key)
    context = Context(type, choices, fillers, by_words, kin or {}, minimum, maximum, epoch)
    for key, result in zip(content, _parsed(content, context), strict=True):
        if isinstance(result, Refused):
            known[key] = (None, State.INVALID, result.code)
        else:
            known[key] = (result, State.VALUE, "")
    context.rules += _words_for_nothing(known)
    told = {key: known[_text_key(key)] for key in distinct} if plain else known
    return _expanded(keys, values, told, "; ".join(context.rules) or None)


def _text_key(value: str | None) -> Key:
    return _NOTHING if value is None else (str, value, 0)


def _keys(values: Sequence[object], flags: Sequence[int] | None) -> list[Key]:
    if flags is None:
        return [_NOTHING if v is None else (v.__class__, v, 0) for v in values]
    return [
        _NOTHING if v is None else (v.__class__, v, int(f))
        for v, f in zip(values, flags, strict=True)
    ]


def _words_for_nothing(known: Mapping[Key, tuple[object, State, str]]) -> list[str]:
    """Return one rule for each way in which words of the column stand for no value."""
    found = []
    for state in (State.MISSING, State.NOT_APPLICABLE):
        words = dict.fromkeys(
            " ".join(str(value).split())
            for (_, value, _), (_, told, _) in known.items()
            if told is state and isinstance(value, str) and value.strip()
        )
        if words:
            found.append(f"{state}_text evidence={' · '.join(words)}")
    return found


def _no_value(value: object, empty_means: bool | None) -> tuple[object, State, str] | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        if empty_means is not None:
            return empty_means, State.VALUE, ""
        return None, State.MISSING, ""
    if isinstance(value, str) and (found := token_state(value)):
        return None, found[0], found[1]
    return None


def _parsed(content: list[Key], context: Context) -> Iterable[object]:
    parse: Callable[[list[Key], Context], list[object]] = parsers.BY_TYPE[context.type]
    return parse(content, context)


def _expanded(
    keys: Sequence[Any],
    values: Sequence[object],
    known: Mapping[Any, tuple[object, State, str]],
    rule: str | None,
) -> ParsedColumn:
    """Give every cell what was found of its distinct one."""
    results = {key: result for key, (result, _, _) in known.items()}
    states = {key: state for key, (_, state, _) in known.items()}
    wrong = {key: code for key, (_, state, code) in known.items() if state is State.INVALID}
    problems = [
        (index, wrong[key], as_text(values[index]) or "")
        for index, key in enumerate(keys if wrong else ())
        if key in wrong
    ]
    return ParsedColumn(
        list(map(results.__getitem__, keys)), list(map(states.__getitem__, keys)), problems, rule
    )
