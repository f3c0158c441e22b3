"""One parser a type: the distinct cells of a column → values or refusals, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipelines.ingest.cells import dates, numbers
from pipelines.ingest.cells.choices import chooser, of_one_kin
from pipelines.ingest.cells.date_columns import parse_dates, parse_periods
from pipelines.ingest.cells.states import Refused
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reading.values import Percent, as_text

_YES = frozenset(
    ["x", "xx", "✓", "✔", "☑", "✅", "√", "si", "s", "1", "1.0", "true", "verdadero", "yes", "y"]
)
_NO = frozenset(["no", "n", "0", "0.0", "false", "falso", "✗", "✘", "☐"])
_YEARS = (1800, 2200)
_LARGEST = 2**53  # above it a spreadsheet keeps no whole number exactly
_POINTS_TO_EACH_SMALL = 5


def parse_text(content: list[Any], context: Any) -> list[object]:
    """Return stripped text, or the chosen value where the column has a list of choices.

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: What is known of the column: of it the accepted texts (any when None), the words
            that may stand before them, whether they are names, and their kin.

    Returns:
        One a cell, in order: its text or value, or why it is refused.
    """
    texts = [(as_text(value) or "").strip() for _, value, _ in content]
    if context.choices is None:
        return list(texts)
    chosen = chooser(context.choices, context.fillers, by_words=context.by_words)
    values = [chosen(text) for text in texts]
    if context.kin:
        values = of_one_kin(texts, values, context.choices, context.kin)
    return [value or Refused("not_a_choice") for value in values]


def parse_marks(content: list[Any], context: Any) -> list[object]:
    """Return booleans: «x», «sí» and 1 are true, «no» and 0 are false.

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: Not asked: the marks are the same in every column.

    Returns:
        One a cell, in order, or why it is refused.
    """
    results: list[object] = []
    for _, value, _ in content:
        plain = folded(as_text(value) or "").rstrip(".")
        known = plain in _YES or plain in _NO
        results.append(plain in _YES if known else Refused("not_a_mark"))
    return results


def parse_months(content: list[Any], context: Any) -> list[object]:
    """Return months 1–12.

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: Not asked: months are the same in every column.

    Returns:
        One a cell, in order, or why it is refused.
    """
    months = (dates.read_month(value) for _, value, _ in content)
    return [Refused("not_a_month") if month is None else month for month in months]


def parse_numbers(content: list[Any], context: Any) -> list[object]:
    """Return floats (``decimal``) or ints (``integer``, ``year``).

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: What is known of the column: its type and bounds (of a year without them 1800 and
            2200). What decided its separators is added to its rules.

    Returns:
        One a cell, in order, or why it is refused.
    """
    whole = context.type != "decimal"
    low, high = context.minimum, context.maximum
    if context.type == "year":
        low, high = (a if a is not None else b for a, b in zip((low, high), _YEARS, strict=True))
    results: list[object] = []
    read = _numbers(content, context, low=low, high=high, integer=whole)
    for (number, signed), (_, _, shown) in zip(read, content, strict=True):
        if isinstance(number, Refused):
            results.append(number)
        elif signed or shown:
            results.append(Refused("percent_in_number"))
        elif whole and abs(number) > _LARGEST:
            results.append(Refused("out_of_range"))
        elif whole and number != int(number):
            results.append(Refused("not_an_integer"))
        else:
            value: float | int = int(number) if whole else float(number)
            results.append(_within(value, low, high))
    return results


def parse_percents(content: list[Any], context: Any) -> list[object]:
    """Return percentage points; see :func:`pipelines.ingest.cells.parse_column` for the scale.

    Args:
        content: The distinct cells that hold something, each as (its class, the cell, a
            ``Percent``).
        context: What is known of the column: its bounds in points, 0 and 100 without them. What
            decided separators and scale is added to its rules.

    Returns:
        One a cell, in order, or why it is refused.
    """
    low = 0 if context.minimum is None else context.minimum
    high = 100 if context.maximum is None else context.maximum
    read = _numbers(content, context, low=low, high=high, integer=False)
    shown = [
        flag if signed is False and not isinstance(value, str) else Percent.SIGN * signed
        for (_, value, flag), (_, signed) in zip(content, read, strict=True)
    ]
    bare = {
        float(number)
        for (number, _), mark in zip(read, shown, strict=True)
        if not isinstance(number, Refused) and not mark and number != 0
    }
    if Percent.SCALED in shown:
        context.rules.append("percent_format")
    if any(flag == Percent.SIGN for _, _, flag in content):
        context.rules.append("percent_sign_format")
    points = _bare_are_points(bare, any(shown), context.rules)
    lost = _lost_decimals(bare, high)
    results: list[object] = []
    for (number, _), mark in zip(read, shown, strict=True):
        if isinstance(number, Refused):
            results.append(number)
        elif lost and not mark and number != 0:
            results.append(Refused("lost_decimals"))
        elif mark == Percent.SCALED:
            results.append(_within(numbers.times_hundred(float(number)), low, high))
        elif not mark and not points and 0 < number <= 1:
            results.append(Refused("ambiguous_percent_scale"))
        else:
            results.append(_within(float(number), low, high))
    return results


def _lost_decimals(bare: set[float], high: float) -> bool:
    """Tell whole numbers of which a third are beyond the largest: 87,5 opened as 875.

    The rest, as 75, may be 7,5 as well.
    """
    beyond = [value for value in bare if value > high]
    whole = all(value == int(value) for value in bare)
    return whole and len(beyond) > 1 and len(beyond) * 3 > len(bare)


def _bare_are_points(bare: set[float], marked: bool, rules: list[str]) -> bool:
    """Decide whether non-zero numbers without sign or format are percentage points.

    Beside marked ones a bare number in (0, 1] may be a fraction, and so it may where many of
    the others are of its size, or where it has more decimals than any of them.
    """
    small = sorted(value for value in bare if 0 < value <= 1)
    large = [value for value in bare if value > 1]
    few = len(small) * _POINTS_TO_EACH_SMALL <= len(large)
    finer = max(map(_decimals, small), default=0) > max(map(_decimals, large), default=0)
    if small and (marked or finer or not few):
        return False
    if large:
        rules.append(f"percent_points evidence={max(large):g}")
    if small:
        rules.append(f"points_below_one evidence={' · '.join(f'{value:g}' for value in small)}")
    return True


def _decimals(value: float) -> int:
    return len(f"{value:.10g}".partition(".")[2])


def _numbers(
    content: list[Any], context: Any, *, low: Any, high: Any, integer: bool
) -> list[tuple[Any, bool]]:
    """Return ``(number or Refused, has a % sign)`` of each cell."""
    written = [
        numbers.read_written(value) if isinstance(value, str) else None for _, value, _ in content
    ]
    decided, rule = numbers.decide_separators(
        [w for w in written if w], integer=integer, low=low, high=high
    )
    if rule:
        context.rules.append(rule)
    results: list[tuple[Any, bool]] = []
    for (_, value, _), text in zip(content, written, strict=True):
        if text is None:
            native = numbers.native_number(value)
            results.append((Refused("not_a_number") if native is None else native, False))
        elif text.kind == "ambiguous" and text.separator not in decided:
            results.append((Refused("ambiguous_number"), text.percent))
        else:
            thousands = decided.get(text.separator, False)
            results.append((numbers.as_number(text, thousands=thousands), text.percent))
    return results


def _within(value: float | int, low: Any, high: Any) -> object:
    exact = Decimal(str(value))
    below = low is not None and exact < Decimal(str(low))
    above = high is not None and exact > Decimal(str(high))
    return Refused("out_of_range") if below or above else value + 0  # −0 is 0


BY_TYPE: dict[str, Callable[[list[Any], Any], list[object]]] = {
    "text": parse_text,
    "mark": parse_marks,
    "boolean": parse_marks,
    "month": parse_months,
    "integer": parse_numbers,
    "decimal": parse_numbers,
    "year": parse_numbers,
    "percent": parse_percents,
    "date": parse_dates,
    "timestamp": parse_dates,
    "period": parse_periods,
}
