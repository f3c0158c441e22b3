"""Letters in the colour of what is behind them: content that a sheet holds and nobody sees."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEX = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{6})")
PAPER, INK = "ffffff", "000000"
# The numbers that XLSX has for the colours of a window and of its text.
_THEME = {"0": PAPER, "1": INK}
_INDEXED = {"0": INK, "1": PAPER, "8": INK, "9": PAPER, "64": INK, "65": PAPER}


def written(colour: str | None) -> str | None:
    """Return a colour as six digits, as ``#FFFFFF`` or ``FFFFFFFF`` write it.

    Args:
        colour: As a file writes it; what is no colour of its own is none.
    """
    match = _HEX.fullmatch((colour or "").lower())
    return match[1] if match else None


def of_xlsx(attributes: Mapping[str, str]) -> str | None:
    """Return a colour that an XLSX names in one of its ways, None where that is not certain.

    Args:
        attributes: What the element says; a tint of a colour is another one.
    """
    if attributes.get("tint", "0").strip("0.-"):
        return None
    number = _THEME.get(attributes.get("theme", "")) or _INDEXED.get(attributes.get("indexed", ""))
    return written(attributes.get("rgb")) or number


def is_unseen(letters: str | None, behind: str | None) -> bool:
    """Tell whether letters have the colour of what is behind them.

    Args:
        letters: Six digits; None is the colour of ink.
        behind: Six digits; None is the colour of paper.
    """
    return (letters or INK) == (behind or PAPER)
