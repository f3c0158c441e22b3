"""What a difference between two rounds may be called: decided here and nowhere else.

Across a change of method nothing rises or falls: the difference is shown, in grey, and the words
for it name no direction. A sentence that tells a change therefore has two texts in the catalogue,
``key`` and ``key_across``, and :func:`change_text` picks the one the data allow.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.words import Text

ACROSS = "_across"


def is_like(compares: Any) -> bool:
    """Return whether rounds share a method; what is not known to be so is not.

    Args:
        compares: One value or a column of ``comparable_with_previous``; empty counts as no.
    """
    if isinstance(compares, pd.Series):
        return bool(len(compares)) and all(is_like(value) for value in compares)
    return not pd.isna(compares) and bool(compares)


def change_text(t: Text, key: str, compares: Any, **facts: Any) -> str:
    """Return the sentence of a change: with a direction only where the rounds share a method.

    Args:
        t: Text in the language of the reader.
        key: Of the sentence; that of an unlike pair stands beside it.
        compares: Whether the rounds share a method.
        **facts: What the sentence names.
    """
    return t(key if is_like(compares) else f"{key}{ACROSS}", **facts)


def crosses(breaks: pd.DataFrame, before: float, after: float) -> bool:
    """Return whether a change of method lies between two years.

    Args:
        breaks: ``out_fiscalizacion__method_break``.
        before: Year of the earlier round.
        after: Year of the later round.
    """
    return bool(((breaks["year_position"] > before) & (breaks["year_position"] <= after)).any())
