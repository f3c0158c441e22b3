"""Number formats of spreadsheets: what they show of a number. One code for every file format."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from pipelines.ingest.reading.values import Percent, as_text

BUILT_IN = {"9": "0%", "10": "0.00%"}
# What the formats that SpreadsheetML calls by a name show.
NAMED = {
    **dict.fromkeys(("General Number", "Fixed", "Standard", "Scientific"), "General"),
    **dict.fromkeys(("Currency", "Euro Currency"), "General"),
    "Percent": "0.00%",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
    **dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "yyyy-mm-dd"),
    **dict.fromkeys(("Long Time", "Medium Time", "Short Time"), "hh:mm:ss"),
}
_NO_DATE = re.compile(r"general|e[+-]", re.IGNORECASE)
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
_PLACES = frozenset("0#?@")
_OTHER_SCALE = re.compile(r"(/|\b(de|of|sobre|over)\b)\s*\d|‰", re.IGNORECASE)
_DIGITS = frozenset("0#?")
Condition = tuple[str, float]


class _Section(NamedTuple):
    condition: Condition | None
    shown: Percent
    holds: bool  # the number itself is shown
    words: str


def is_of_note(code: str) -> bool:
    """Tell whether a number format may show anything but the number as it is stored.

    Args:
        code: The format as the file writes it, as ``0.0%;-0.0%``.
    """
    return "%" in code or any(
        says_other(section.words, holds=section.holds) or (";" in code and _shows_nothing(section))
        for section in _sections(code)
    )


def is_of_dates(code: str) -> bool:
    """Tell whether a number format shows a number as a date or a time.

    Args:
        code: The format as the file writes it.
    """
    plain = "".join(token[5] or "" for token in _TOKEN.finditer(_NO_DATE.sub("", code)))
    return not {*"ymdhs"}.isdisjoint(plain.lower())


def shows_nothing(code: str, value: float) -> bool:
    """Tell whether the number format ``code`` leaves ``value`` unseen, as ``;;;`` does any number.

    Args:
        code: The format as the file writes it.
        value: The number as it is stored.
    """
    section = _section(code, value) if ";" in code else None
    return section is not None and _shows_nothing(section)


def _shows_nothing(section: _Section) -> bool:
    return not section.holds and not section.words.strip()


def percent_shown(code: str, value: float) -> Percent:
    """Return how the number format ``code`` shows ``value``.

    ``0.0%`` shows the stored 0.473 as 47.3 %; in ``0.0"%"`` and ``0.0\\%`` the sign is text and
    the number is shown as it is stored. Sections and their conditions are followed.

    Args:
        code: The format as the file writes it.
        value: The number as it is stored.
    """
    section = _section(code, value) if "%" in code else None
    return section.shown if section else Percent.NONE


def words_shown(code: str, value: float) -> str | None:
    """Return what the number format ``code`` says where that is not the number.

    ``0.0;-0.0;"s/i"`` says «s/i» of a stored 0, ``0.0" de 7"`` that 5.5 is of 7, and ``0.0,`` shows
    the thousandth part. A dash for zero, a unit or a currency leaves the number what it is.

    Args:
        code: The format as the file writes it.
        value: The number as it is stored.

    Returns:
        None where it says the number.
    """
    section = _section(code, value)
    if section is None or not says_other(section.words, holds=section.holds):
        return None
    return f"{as_text(value)}{section.words}" if section.holds else section.words.strip()


def says_other(shown: str, *, holds: bool) -> bool:
    """Tell whether what is shown is not the number itself: words, or a number of another scale.

    Args:
        shown: What stands in place of the number, or after it.
        holds: Whether the number is there.
    """
    if holds:
        return bool(_OTHER_SCALE.search(shown))
    return any(char.isalpha() for char in shown)


def _section(code: str, value: float) -> _Section | None:
    sections = _sections(code)
    if any(section.condition for section in sections):
        for section in sections:
            condition = section.condition
            if condition is None or _OPERATORS[condition[0]](value, condition[1]):
                return section
        return None
    if len(sections) < 3:
        return sections[-1 if value < 0 else 0]
    return sections[0 if value > 0 else 1 if value < 0 else 2]


@lru_cache(maxsize=2000)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    section = _Section(None, Percent.NONE, False, "")
    for token in _TOKEN.finditer(code):
        quoted, escaped, bracketed, end, plain = token.groups()
        text = f"{quoted or ''}{escaped or ''}"
        if end:
            sections.append(section)
            section = _Section(None, Percent.NONE, False, "")
        elif bracketed and (condition := _CONDITION.fullmatch(bracketed)):
            section = section._replace(condition=(condition[1], float(condition[2])))
        elif plain == "," and _is_scaling(code, token.start()):
            section = section._replace(words=section.words + "/1000")
        elif plain == "%":
            section = section._replace(shown=Percent.SCALED, holds=True)
        elif plain in _PLACES or (plain or "").isalpha():  # digits, «General», parts of a date
            words = section.words if section.holds else ""  # what stands before it is a label
            section = section._replace(holds=True, words=words)
        elif text or not section.holds:
            signed = "%" in text and not section.shown
            shown = Percent.SIGN if signed else section.shown
            section = section._replace(shown=shown, words=section.words + (text or plain or ""))
    sections.append(section)
    return tuple(sections)


def _is_scaling(code: str, at: int) -> bool:
    """Tell a comma after the last digit, which divides by a thousand, from one between digits."""
    before, after = code[:at].rstrip(",")[-1:], code[at + 1 :].lstrip(",")[:1]
    return before in _DIGITS and after not in _DIGITS
