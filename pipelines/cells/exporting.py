"""Text that leaves the house in CSV or XLSX must not run as a formula."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*([eE][+-]?\d+)?\s?%?")
_DASHES = re.compile(r"-+")


def neutralise(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet would run it.

    That is text that starts, spaces aside, with ``= + - @`` or a full-width form of them, or
    with a tab or line break. Signed numbers (``-4,2``) and dashes that stand for a missing
    value stay as they are.
    """
    head = text.lstrip(" \u00a0")
    if not head or head[0] not in "=+-@\t\r\n＝＋－＠":
        return text
    if _NUMBER.fullmatch(head) or _DASHES.fullmatch(head):
        return text
    return f"'{text}"
