"""Where ticks stand and what they say: as Plotly chooses and writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation.drawing.supported import unsupported

YEAR_MS, MONTH_MS, DAY_MS = 31557600000.0, 2629800000.0, 86400000.0
_DATES = re.compile(r"%[A-Za-z]")
_KNOWN_DATES = {"%Y", "%y", "%m", "%d", "%H", "%M"}


def milliseconds(value: Any) -> float:
    """Return a date as milliseconds since 1970.

    Args:
        value: A date or moment; one without an offset is UTC.
    """
    return pd.Timestamp(value).timestamp() * 1000


def step_up(rough: float, base: float, steps: tuple[float, ...]) -> float:
    """Return the first of ``base × steps`` that is not below ``rough``.

    Args:
        rough: What the step should be.
        base: A power of ten, or one.
        steps: Factors, the least first; the last one where none is enough.
    """
    return base * next((step for step in steps if step >= rough / base - 1e-9), steps[-1])


def linear(low: float, high: float, length: float, spec: Mapping[str, Any]) -> list[float]:
    """Return ticks of a linear axis; ``length`` in pixels says how many there is room for.

    Args:
        low: Start of the range, in the numbers of the axis.
        high: End of the range, above it.
        length: Length of the axis in pixels.
        spec: Attributes of the axis: ``dtick``, ``tick0``, ``nticks``.
    """
    step = spec.get("dtick")
    if step is None:
        rough = (high - low) / _how_many(length, spec)
        base = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
        step = step_up(rough, base, (2, 5, 10))
    step, first = float(step), float(spec.get("tick0") or 0)
    start = math.ceil((low - first) / step - 1e-9)
    end = math.floor((high - first) / step + 1e-9)
    return [round(first + at * step, 10) for at in range(start, end + 1)]


def dates(low: float, high: float, length: float, spec: Mapping[str, Any]) -> list[float]:
    """Return ticks of a date axis, in milliseconds: whole years or months.

    Args:
        low: Start of the range, in milliseconds since 1970.
        high: End of the range.
        length: Length of the axis in pixels.
        spec: Attributes of the axis: ``dtick`` (as ``M12``), ``nticks``.

    Raises:
        FaroError: A step that is not of months (``not_drawable``).
    """
    step = spec.get("dtick")
    if step is None:
        rough = (high - low) / _how_many(length, spec)
        if 2 * rough > YEAR_MS:
            years = rough / YEAR_MS
            base = 10.0 ** math.floor(math.log10(years))
            months = 12 * max(1, round(step_up(years, base, (2, 5, 10))))
        else:
            months = int(step_up(rough / MONTH_MS, 1, (1, 2, 3, 6, 12)))
    elif isinstance(step, str) and step.startswith("M"):
        months = int(step[1:])
    else:
        raise unsupported(f"dtick = {step!r} on a date axis")
    first = pd.Timestamp(low, unit="ms")
    year = first.year - first.year % max(1, months // 12)
    stamps, at = [], pd.Timestamp(year=year, month=1, day=1)
    while (place := milliseconds(at)) <= high:
        if place >= low:
            stamps.append(place)
        at += pd.DateOffset(months=months)
    return stamps


def _how_many(length: float, spec: Mapping[str, Any]) -> float:
    if spec.get("nticks"):
        return float(spec["nticks"])
    room = 40 if spec["id"].startswith("y") else 80
    return min(max(length / room, 4), 9) + 1


def written(value: Any, kind: str, spec: Mapping[str, Any], separators: str) -> str:
    """Return what a tick says.

    Args:
        value: Place of the tick: a number, or milliseconds since 1970.
        kind: ``date``, or any other for numbers.
        spec: Attributes of the axis: ``tickformat``, ``tickprefix``, ``ticksuffix``.
        separators: Decimal point and separator of thousands, as ``,.``.

    Raises:
        FaroError: A format the drawing does not know (``not_drawable``).
    """
    form = spec.get("tickformat") or ""
    if kind == "date":
        return _date(value, form)
    return f"{spec.get('tickprefix') or ''}{_number(value, form, separators)}" + (
        spec.get("ticksuffix") or ""
    )


def _date(value: float, form: str) -> str:
    stamp = pd.Timestamp(value, unit="ms")
    form = form or "%Y"
    strange = set(_DATES.findall(form)) - _KNOWN_DATES
    if strange:
        raise unsupported(f"tickformat = {form!r}")
    return str(stamp.strftime(form))


def _number(value: float, form: str, separators: str) -> str:
    match = re.fullmatch(r"(\+?)(,?)(?:\.(\d)f|d)?", form)
    if match is None:
        raise unsupported(f"tickformat = {form!r}")
    sign, comma, decimals = match.groups()
    if form and decimals is None:
        text = f"{round(value):{sign}{comma}d}"
    elif decimals is not None:
        text = f"{value:{sign}{comma}.{decimals}f}"
    else:
        text = f"{value:.10g}"
    point, group = separators[0], separators[1:2]
    text = text.replace(",", "\0").replace(".", point).replace("\0", group)
    return text.replace("-", "\u2212")
