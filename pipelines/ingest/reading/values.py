"""Cells as text, cell addresses, and safe names for uploaded files."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from enum import IntEnum
from typing import Literal

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MAX_NAME = 120
_DIGITS = {
    "raised": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "lowered": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_STROKE = "\u0336"  # a line through the letter before it
# Marks of direction and of places to break a word, as web pages and chats leave them behind.
UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
EPOCH = datetime(1899, 12, 30)  # day 0 of serial dates, unless the workbook says otherwise
EPOCH_1904 = datetime(1904, 1, 1)


Apart = Literal["raised", "lowered", "struck"]
"""How a part of a text may stand apart from the rest of it."""


def set_apart(text: str, how: Apart) -> str:
    """Return a part of a text as it stands: a raised 2 after 87,5 is a note, and no digit of it.

    Args:
        text: The part. Raised and lowered, only its digits change; what is struck gets a line
            through each letter, and so is not taken for what stands beside it.
        how: How it stands.
    """
    if how == "struck":
        return re.sub(r"(?<=\S)", _STROKE, text)
    return text.translate(_DIGITS[how])


def is_struck(text: str) -> bool:
    """Tell whether all of a text has a line through it.

    Args:
        text: As :func:`set_apart` leaves its parts.
    """
    letters = "".join(text.split())
    return bool(letters) and len(letters) == 2 * letters.count(_STROKE)


def unstruck(text: str) -> str:
    """Return a text without the lines through it.

    Args:
        text: As :func:`set_apart` leaves its parts.
    """
    return text.replace(_STROKE, "")


def seen(cell: object) -> object:
    """Return a cell without what nobody sees at its ends.

    Args:
        cell: A cell as read; only text has any.
    """
    if not isinstance(cell, str) or cell.isascii():
        return cell
    text = cell.strip()
    bare = text.strip(UNSEEN)
    # «í» that was read in a wrong encoding: told as such further on, and here no mark at an end.
    return f"{bare}\u00ad" if bare.endswith("Ã") and f"{bare}\u00ad" in text else bare


class Percent(IntEnum):
    """How a number format shows a percentage."""

    NONE = 0
    SCALED = 1  # the stored 0.473 is shown as 47.3 %
    SIGN = 2  # the stored 47.3 is shown as 47.3 %: the sign is text of the format


def as_text(value: object) -> str | None:
    """Return the text of a cell as it is kept in ``raw_*`` tables.

    ``None`` (an empty cell) stays ``None``; text is verbatim; whole numbers carry no ``.0``;
    dates are ISO; booleans are ``true`` or ``false``.

    Args:
        value: A cell as read.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def column_letters(col: int) -> str:
    """Return the spreadsheet letters of a column (2 → ``C``).

    Args:
        col: Its position (0-based).
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 0-based column of spreadsheet letters (``C`` → 2).

    Args:
        letters: One or more of A to Z, in either case.
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_address(row: int, col: int) -> str:
    """Return the address of a cell: ``(17, 2)`` → ``C17``.

    Args:
        row: Its row, 1-based.
        col: Its column, 0-based.
    """
    return f"{column_letters(col)}{row}"


def safe_name(filename: str) -> str:
    """Return a file name that cannot leave its folder, hide its ending or upset a shell.

    Folders (of either slash), control and direction marks, leading dots and reserved device
    names go; the ending is kept; at most 120 bytes. An empty result becomes ``archivo``.

    Args:
        filename: As whoever sent the file called it.
    """
    name = unicodedata.normalize("NFC", filename.encode("utf-8", "ignore").decode())
    name = re.split(r"[/\\]", name.replace("\0", ""))[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r"[^\w .()+,-]", "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    if not re.search(r"\w", name.replace("_", "")):
        return "archivo"
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 12:
        stem, dot, ending = name, "", ""
    room = _MAX_NAME - len((dot + ending).encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{stem or 'archivo'}{dot}{ending}"
