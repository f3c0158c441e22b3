"""SVG as text: every value is escaped here, numbers are short and always the same."""

from __future__ import annotations

import math
from functools import cache
from html import escape
from typing import Any


class Markup(str):
    """Text that is already SVG."""


def el(name: str, *children: Any, **attributes: Any) -> Markup:
    """Return an element; ``stroke_width`` is ``stroke-width``, None and False are left out.

    What stands or reaches nowhere (NaN, infinity) is not drawn.

    Args:
        name: Name of the element.
        *children: Markup as it is; anything else as text, escaped.
        **attributes: Attributes, escaped.

    Example:
        >>> el("text", "1 < 2", x=1.50, font_size=13)
        '<text x="1.5" font-size="13">1 &lt; 2</text>'
    """
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        if isinstance(value, float) and not math.isfinite(value):
            return Markup("")
        text = number(value) if isinstance(value, int | float) else escape(str(value))
        written += f' {_name(key)}="{text}"'
    inside = "".join(c if isinstance(c, Markup) else escape(str(c), quote=False) for c in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def join(parts: Any) -> Markup:
    """Return several pieces of SVG as one.

    Args:
        parts: Pieces of SVG, in order.
    """
    return Markup("".join(parts))


def number(value: Any) -> str:
    """Write a number with at most two decimals; other values as they are.

    Args:
        value: A number, or any other value.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _nowhere(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def path(points: list[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the ``d`` of a line through points.

    Args:
        points: Places in pixels; those that are nowhere are left out.
        closed: Whether the line goes back to its start.
    """
    known = [(x, y) for x, y in points if not (_nowhere(x) or _nowhere(y))]
    if not known:
        return ""
    steps = "L".join(f"{number(x)},{number(y)}" for x, y in known)
    return f"M{steps}" + ("Z" if closed else "")
