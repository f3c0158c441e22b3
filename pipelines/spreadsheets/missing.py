"""What stands for "not known" in any file or frame."""

from __future__ import annotations

import math
from typing import Any


def is_missing(value: Any) -> bool:
    """Return whether a value stands for "not known" (None, NaN, infinity, NaT, pandas NA).

    Args:
        value: Anything a cell may hold; what cannot be compared with itself counts as missing.
    """
    if value is None:
        return True
    if isinstance(value, float):
        return not math.isfinite(value)
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return True
