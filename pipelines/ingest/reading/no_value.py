"""The words that stand for no value: not known, or not applicable."""

from __future__ import annotations

import unicodedata

MISSING = frozenset(
    [
        "s/i",
        "s/d",
        "s.i.",
        "s.d.",
        "sin informacion",
        "sin dato",
        "sin datos",
        "sin registro",
        "sin info",
        "s/inf",
        "no recepcionado",
        "no recibido",
        "no disponible",
        "no informa",
        "no informado",
        "na",
        "nd",
        "n/d",
        "n.d.",
        "n.d",
        "null",
        "nan",
        "none",
        "<na>",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "(en blanco)",
        "(vacio)",
        "missing",
    ]
)
# The bare NA is how R and pandas write a missing value; a person writes N/A or «no aplica».
NOT_APPLICABLE = frozenset(
    [
        "n/a",
        "n.a.",
        "n.a",
        "no aplica",
        "no corresponde",
        "no procede",
        "n/c",
        "not applicable",
        "indefinido",
        "indefinida",
        "sin termino",
        "sin vencimiento",
        "indefinite",
    ]
)


def folded(text: str) -> str:
    """Return ``text`` without accents, case and outer or repeated spaces.

    Args:
        text: Any text; ``º`` and ``ª`` become letters.
    """
    plain = unicodedata.normalize("NFKD", text.replace("º", "o").replace("ª", "a"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def is_no_value(text: str) -> bool:
    """Tell whether a text stands for no value.

    Args:
        text: A cell as read.
    """
    if text[:1].isdigit() or len(text) > 40:  # most cells, and quickly told
        return False
    plain = folded(text)
    return plain in MISSING or plain in NOT_APPLICABLE
