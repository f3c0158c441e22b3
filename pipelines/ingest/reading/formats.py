"""Number formats of spreadsheets: how one shows a percentage. One code for every format."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import lru_cache

from pipelines.ingest.reading.values import Percent

BUILT_IN = {"9": "0%", "10": "0.00%"}
_TOKEN = re.compile(r'"([^"]*)"?|\\(.)|[_*].|\[([^\]]*)\]|(;)|(.)', re.DOTALL)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
Condition = tuple[str, float]


def percent_shown(code: str, value: float) -> Percent:
    """Return how the number format ``code`` shows ``value``.

    ``0.0%`` shows the stored 0.473 as 47.3 %; in ``0.0"%"`` and ``0.0\\%`` the sign is text and
    the number is shown as it is stored. Sections and their conditions are followed.
    """
    if "%" not in code:
        return Percent.NONE
    sections = _sections(code)
    if any(condition for condition, _ in sections):
        for condition, shown in sections:
            if condition is None or _OPERATORS[condition[0]](value, condition[1]):
                return shown
        return Percent.NONE
    if len(sections) < 3:
        return sections[-1 if value < 0 else 0][1]
    return sections[0 if value > 0 else 1 if value < 0 else 2][1]


@lru_cache(maxsize=2000)
def _sections(code: str) -> tuple[tuple[Condition | None, Percent], ...]:
    found: list[tuple[Condition | None, Percent]] = []
    condition: Condition | None = None
    shown = Percent.NONE
    for token in _TOKEN.finditer(code):
        quoted, escaped, bracketed, end, plain = token.groups()
        if end:
            found.append((condition, shown))
            condition, shown = None, Percent.NONE
        elif bracketed and (told := _CONDITION.fullmatch(bracketed)):
            condition = told[1], float(told[2])
        elif plain == "%":
            shown = Percent.SCALED
        elif "%" in f"{quoted or ''}{escaped or ''}" and not shown:
            shown = Percent.SIGN
    found.append((condition, shown))
    return tuple(found)
