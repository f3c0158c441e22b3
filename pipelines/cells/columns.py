"""A column of raw cells → typed values. Ambiguity is decided once a column, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.cells import parsers
from pipelines.cells.states import ParsedColumn, Refused, State, token_state
from pipelines.reading.values import as_text

CellType = Literal[
    "text", "integer", "decimal", "percent", "date", "month", "mark", "year", "boolean", "timestamp"
]
Key = tuple[type, object, bool]
_NOTHING: Key = (type(None), None, False)


@dataclass
class Context:
    """What a parser knows of its column besides the cells."""

    type: CellType
    choices: Mapping[str, str] | None = None
    minimum: object = None
    maximum: object = None
    rules: list[str] = field(default_factory=list)


def parse_column(
    values: Sequence[object],
    *,
    type: CellType,
    percent_flags: Sequence[bool] | None = None,
    choices: Mapping[str, str] | None = None,
    minimum: object = None,
    maximum: object = None,
    empty_means: bool | None = None,
) -> ParsedColumn:
    """Type a whole column.

    - Percentages come out in points, 0–100 unless bounds are given. Cells without a % sign or
      percent format are points when most of the non-zero ones exceed 1; else those in (0, 1]
      are refused (0 is 0 on either scale).
    - ``1.234`` or ``1,234`` is decided by the other values, by the bounds or by the whole-number
      type; else refused.
    - Dates are day first unless a value makes that impossible; a column with both is refused.

    Args:
        values: Cells as read: text, numbers, booleans, dates or ``None``.
        type: What the column holds. ``mark`` and ``boolean`` give booleans, ``percent`` and
            ``decimal`` floats, ``date`` dates, ``timestamp`` datetimes.
        percent_flags: Which cells the file shows as percentages (0.473 shown as 47.3 %).
        choices: Accepted text (compared without accents and case) → value, for ``text``.
        minimum: Lowest accepted value; for dates a date or a year.
        maximum: Highest accepted value; for dates a date or a year.
        empty_means: What an empty cell of a mark column means; by default it is missing.
    """
    keys = _keys(values, percent_flags)
    known: dict[Key, tuple[object, State, str]] = {}
    content: list[Key] = []
    for key in dict.fromkeys(keys):
        state = _no_value(key[1], empty_means if type in ("mark", "boolean") else None)
        if state:
            known[key] = state
        else:
            content.append(key)
    context = Context(type, choices, minimum, maximum)
    for key, result in zip(content, _parsed(content, context), strict=True):
        if isinstance(result, Refused):
            known[key] = (None, State.INVALID, result.code)
        else:
            known[key] = (result, State.VALUE, "")
    return _expanded(keys, known, "; ".join(context.rules) or None)


def _keys(values: Sequence[object], flags: Sequence[bool] | None) -> list[Key]:
    if flags is None:
        return [_NOTHING if v is None else (v.__class__, v, False) for v in values]
    return [
        _NOTHING if v is None else (v.__class__, v, bool(f))
        for v, f in zip(values, flags, strict=True)
    ]


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
    keys: list[Key], known: Mapping[Key, tuple[object, State, str]], rule: str | None
) -> ParsedColumn:
    results = [known[key] for key in keys]
    problems = [
        (index, code, as_text(keys[index][1]) or "")
        for index, (_, state, code) in enumerate(results)
        if state is State.INVALID
    ]
    return ParsedColumn([r[0] for r in results], [r[1] for r in results], problems, rule)
