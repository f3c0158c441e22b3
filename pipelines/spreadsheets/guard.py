"""Text that leaves the house in CSV or XLSX must not run as a formula: the one guard."""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT = 32_767
# The four signs and every other width and height of them that Unicode has.
_SIGNS = "=⁼₌⩵⩶﹦＝+⁺₊﬩﹢＋-﹣－@﹫＠"
_SUSPECT = re.compile(rf"[\t\r\n{re.escape(_SIGNS)}]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*([eE][+-]?[0-9]+)?\s?%?")
_DASHES = re.compile(r"-+")
# A program of another country splits a line at another sign, and knows no quotes inside a field.
_SEPARATORS = re.compile(r"([,;|\t\r\n]+)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet would run it.

    That is text that starts with ``= + - @`` or another width of them, or with a tab or line
    break; blanks, marks nobody sees (no-break and zero-width spaces, the byte order mark,
    control characters) and quotes before them aside. Signed numbers (``-4,2``) and dashes that
    stand for a missing value stay as they are.

    Args:
        text: The text of a cell.
    """
    if not _SUSPECT.search(text):
        return text
    head = _seen(text)
    starts = any(sign in text[: len(text) - len(head)] for sign in "\t\r\n")
    return f"'{text}" if starts or _would_run(head) else text


def inert_field(text: str) -> str:
    """Return text for a field of a CSV file: inert also where another program would split it.

    Args:
        text: The text of a field.
    """
    if not _SUSPECT.search(text):
        return text
    first, *rest = _SEPARATORS.split(text)
    rest = [f"'{part}" if _would_run(_seen(part)) else part for part in rest]
    if rest and not _seen(rest[-1]) and any(sign in text for sign in "\t\r\n"):
        # The quote that ends the field would open another one there, which goes on over the rows.
        rest[-1] = f"'{rest[-1]}"
    return inert("".join([first, *rest]))


def clean(text: str) -> str:
    """Return text that an XLSX cell may hold: inert, without control characters, not too long.

    Args:
        text: The text of a cell; at most 32,767 characters of it stay.
    """
    text = inert(_ILLEGAL.sub("\ufffd", text))
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def _seen(text: str) -> str:
    """Return text from its first visible character on, quotes aside."""
    for at, sign in enumerate(text):
        if sign != '"' and unicodedata.category(sign)[0] not in "ZC":
            return text[at:]
    return ""


def _would_run(head: str) -> bool:
    if not head or head[0] not in _SIGNS:
        return False
    bare = head.rstrip()
    return not (_NUMBER.fullmatch(bare) or _DASHES.fullmatch(bare))
