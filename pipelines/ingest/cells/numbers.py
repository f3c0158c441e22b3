"""Numbers as people write them: 47,3 · 47.3 · 1.234,50 · 1 234 · 47,3 % · 3,275e+01."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = float | int | Decimal
_SPACES = " \u00a0\u2009\u202f"
_GROUPED_BY_SPACE = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}'’][0-9]{{3}})+(?:[.,][0-9]+)?")
_SHAPE = re.compile(r"([0-9]*)([.,]?)([0-9]*)")
_SCIENTIFIC = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]+)?[eE][+-]?[0-9]{1,2}")
_MANY = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")
_BOTH = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*([.,])[0-9]+")


@dataclass(frozen=True)
class Written:
    """One text number before its separators are decided.

    Attributes:
        digits: Sign and digits with the separators as written.
        kind: ``plain``, ``decimal`` or ``thousands`` where the text alone tells; ``ambiguous``.
        separator: The separator that ``kind`` speaks of.
        percent: Whether a % sign stands with it.
    """

    digits: str
    kind: Literal["plain", "decimal", "thousands", "ambiguous", "both"]
    separator: str
    percent: bool


def read_written(text: str) -> Written | None:
    """Return the number written in ``text``, or ``None`` when it is none.

    Args:
        text: A cell as it came: spaces around it, an apostrophe before it and a % sign after it are
            no part of the number.
    """
    text = text.strip().lstrip("'’`").strip().replace("−", "-")
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
    sign = text[:1] if text[:1] in ("-", "+") else ""
    body = text[len(sign) :]
    if len(body) > 60 or (not body.isascii() and not _GROUPED_BY_SPACE.fullmatch(body)):
        return None
    if _GROUPED_BY_SPACE.fullmatch(body):
        body = re.sub(rf"[{_SPACES}'’]", "", body)
        separator = next((char for char in body if char in ".,"), "")
        return Written(sign + body, "decimal" if separator else "plain", separator, percent)
    if scientific := _SCIENTIFIC.fullmatch(body):
        separator = scientific[1] or ""
        return Written(sign + body, "decimal" if separator else "plain", separator, percent)
    both = _BOTH.fullmatch(body)
    if both and both[1] != both[2]:
        return Written(sign + body.replace(both[1], ""), "decimal", both[2], percent)
    many = _MANY.fullmatch(body)
    if many:
        return Written(sign + body, "thousands", many[1], percent)
    shape = _SHAPE.fullmatch(body)
    if not shape or not (shape[1] or shape[3]):
        return None
    head, separator, tail = shape.groups()
    if not separator:
        return Written(sign + body, "plain", "", percent)
    if len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0"):
        return Written(sign + body, "ambiguous", separator, percent)
    return Written(sign + body, "decimal", separator, percent)


def as_number(written: Written, *, thousands: bool = False) -> Decimal:
    """Return the exact number; of 47,3 % it is 47.3.

    Args:
        written: A number in text.
        thousands: Whether an ambiguous separator groups thousands; it is the decimal one when not.
    """
    if written.kind == "thousands" or (written.kind == "ambiguous" and thousands):
        return Decimal(written.digits.replace(written.separator, ""))
    return Decimal(written.digits.replace(",", "."))


def native_number(value: object) -> Number | None:
    """Return a number that the file stores as one; booleans, NaN and infinities are none.

    Args:
        value: A cell as read.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if math.isfinite(value) else None


def times_hundred(value: float | int) -> float:
    """Return ``value`` × 100 at the 15 digits a spreadsheet keeps: 0.473 → 47.3 exactly.

    Args:
        value: A fraction of one, as stored under a format that shows it in per cent.
    """
    return float(Decimal(f"{value:.15g}") * 100)


def decide_separators(
    numbers: Iterable[Written], *, integer: bool, low: float | None, high: float | None
) -> tuple[dict[str, bool], str | None]:
    """Decide, for each ambiguous separator of a column, whether it groups thousands.

    Evidence, in this order: the other values of the column; the accepted range; the type.
    A separator without evidence, or with contradictory evidence, is left out: refused.

    Args:
        numbers: The cells of the column that are numbers in text.
        integer: Whether the column holds whole numbers.
        low: Lowest value accepted; None without one.
        high: Highest value accepted; None without one.

    Returns:
        Separator → "it groups thousands", and the rule with its evidence.
    """
    numbers = list(numbers)
    doubtful = {n.separator for n in numbers if n.kind == "ambiguous"}
    decided: dict[str, bool] = {}
    rules = []
    for separator in sorted(doubtful):
        other = "," if separator == "." else "."
        votes: dict[bool, str] = {}
        for n in numbers:
            if n.kind == "decimal" and n.separator in ".,":
                votes.setdefault(n.separator == other, n.digits)
            elif n.kind == "thousands":
                votes.setdefault(n.separator == separator, n.digits)
        if not votes:
            mine = [n for n in numbers if n.kind == "ambiguous" and n.separator == separator]
            votes = _votes_of_range(mine, integer=integer, low=low, high=high)
        if len(votes) == 1:
            thousands, evidence = next(iter(votes.items()))
            decided[separator] = thousands
            mark = {".": "dot", ",": "comma"}[separator]
            rules.append(f"{'thousands' if thousands else 'decimal'}_{mark} evidence={evidence}")
    return decided, "; ".join(rules) or None


def _votes_of_range(
    numbers: list[Written], *, integer: bool, low: float | None, high: float | None
) -> dict[bool, str]:
    def outside(thousands: bool) -> str | None:
        for n in numbers:
            value = as_number(n, thousands=thousands)
            if (low is not None and value < low) or (high is not None and value > high):
                return n.digits
        return None

    too_big, too_small = outside(True), outside(False)
    if bool(too_big) != bool(too_small):
        return {too_small is not None: f"range:{too_big or too_small}"}
    if integer and not too_big:
        return {True: "whole_numbers"}
    return {}
