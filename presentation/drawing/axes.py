"""Axes: from values to places, with their range and ticks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.spreadsheets.missing import is_missing
from presentation.drawing import ticks
from presentation.drawing.supported import check, one_of, unsupported

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?")  # a date in JSON
KINDS = ("linear", "date", "category")


@dataclass
class Axis:
    """One axis.

    Attributes:
        id: ``x``, ``y``, ``x2``…
        spec: Its attributes.
        kind: ``linear``, ``date`` or ``category``.
        categories: Its categories, in order.
        low: Start of the range, in numbers.
        high: End of the range.
        start: Place of ``low`` in pixels.
        end: Place of ``high``.
    """

    id: str
    spec: dict[str, Any]
    kind: str = "linear"
    categories: list[str] = field(default_factory=list)
    low: float = 0.0
    high: float = 1.0
    start: float = 0.0
    end: float = 1.0

    @property
    def visible(self) -> bool:
        """Whether anything of the axis is drawn."""
        return self.spec.get("visible") is not False

    @property
    def size(self) -> float:
        """Size of the letters of the ticks."""
        return float((self.spec.get("tickfont") or {}).get("size") or 12)

    @property
    def colour(self) -> str:
        """Colour of the letters of the ticks."""
        return str((self.spec.get("tickfont") or {}).get("color") or "#444")

    def number(self, value: Any) -> float | None:
        """Return a value as a number of the axis; None when it is missing.

        Args:
            value: A number, a date, or a category or its position; as the kind of the axis has it.

        Returns:
            A number, milliseconds since 1970, or the position of a category from 0.

        Raises:
            FaroError: A category that no trace has (``not_drawable``).
        """
        if is_missing(value):
            return None
        if self.kind == "category":
            name = str(value)
            if name in self.categories:
                return float(self.categories.index(name))
            if isinstance(value, str):
                raise unsupported(f"the place {value!r}, which no trace has, on axis {self.id}")
            return float(value)
        return ticks.milliseconds(value) if self.kind == "date" else float(value)

    def at(self, value: Any) -> float | None:
        """Return the place of a value in pixels; None when it is missing.

        Args:
            value: As :meth:`number` takes it.

        Raises:
            FaroError: A category that no trace has (``not_drawable``).
        """
        number = self.number(value)
        return None if number is None else self.place(number)

    def place(self, number: float) -> float:
        """Return the place of a number of the axis in pixels.

        Args:
            number: As :meth:`number` gives it.
        """
        share = (number - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)

    def ticks(self, separators: str) -> list[tuple[float, str]]:
        """Return the ticks inside the range: number and words.

        Args:
            separators: Decimal point and separator of thousands, as ``,.``.

        Returns:
            In the order of the axis's own list, or from low to high.

        Raises:
            FaroError: A step or format that the drawing does not know (``not_drawable``).
        """
        spec, length = self.spec, abs(self.end - self.start)
        values = spec.get("tickvals")
        texts = spec.get("ticktext")
        low, high = min(self.low, self.high), max(self.low, self.high)
        if values is not None:
            places = [self.number(value) for value in values]
        elif self.kind == "category":
            places, texts = list(map(float, range(len(self.categories)))), self.categories
        elif self.kind == "date":
            places = list(ticks.dates(low, high, length, spec))
        else:
            places = list(ticks.linear(low, high, length, spec))
        if texts is None:
            if self.kind == "category":
                texts = [self.categories[int(place or 0)] for place in places]
            else:
                texts = [ticks.written(p, self.kind, spec, separators) for p in places]
        room = (high - low) * 1e-6
        return [
            (place, str(text))
            for place, text in zip(places, texts, strict=True)
            if place is not None and low - room <= place <= high + room
        ]


def make(axis_id: str, given: dict[str, Any], values: list[Any], *, bars: bool) -> Axis:
    """Return an axis with its kind, categories and range.

    Args:
        axis_id: ``x``, ``y``, ``x2``…
        given: Its attributes.
        values: Every value the traces put on it.
        bars: Whether bars grow along it, so that it starts at zero.

    Returns:
        The axis; its place in pixels is not set yet.

    Raises:
        FaroError: An attribute the drawing does not know (``not_drawable``).
    """
    spec = {**check("axis", given), "id": axis_id}
    axis = Axis(axis_id, spec, _kind(spec, values))
    if axis.kind == "category":
        axis.categories = _categories(spec, values)
    low, high = _range(axis, values, bars=bars)
    if spec.get("autorange") == "reversed":
        low, high = high, low
    axis.low, axis.high = low, high
    return axis


def _kind(spec: dict[str, Any], values: Sequence[Any]) -> str:
    if spec.get("type") not in (None, "-"):
        return str(one_of("axis.type", spec["type"], KINDS))
    known = [value for value in values if not is_missing(value)]
    kinds = {*map(type, known)}
    if any(issubclass(kind, pd.Timestamp) or hasattr(kind, "isoformat") for kind in kinds):
        return "date"
    if not any(issubclass(kind, str) for kind in kinds):
        return "linear"
    all_dates = all(isinstance(value, str) and _DATE.fullmatch(value) for value in known)
    return "date" if all_dates else "category"


def _categories(spec: dict[str, Any], values: Iterable[Any]) -> list[str]:
    categories = list(dict.fromkeys(str(value) for value in values if not is_missing(value)))
    order = spec.get("categoryorder") or ("array" if "categoryarray" in spec else "trace")
    if order == "array":
        first = [str(value) for value in spec.get("categoryarray", ())]
        return list(dict.fromkeys([*first, *categories]))
    if order.startswith("category "):
        return sorted(categories, reverse=order.endswith("descending"))
    one_of("axis.categoryorder", order, ("trace",))
    return categories


def _range(axis: Axis, values: list[Any], *, bars: bool) -> tuple[float, float]:
    given = axis.spec.get("range")
    if given is not None and not any(map(is_missing, given)):
        if axis.kind == "date":
            return ticks.milliseconds(given[0]), ticks.milliseconds(given[1])
        return float(given[0]), float(given[1])
    if axis.kind == "category":
        return -0.5, len(axis.categories) - 0.5
    numbers = [n for n in map(axis.number, values) if n is not None] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    zero = bars or axis.spec.get("rangemode") in {"tozero", "nonnegative"}
    room = ((high - min(low, 0) if zero else high - low) or 1) * 0.055
    low, high = (low - room if low < 0 or not zero else 0.0), high + room
    return low, max(high, 0.0) if zero else high
