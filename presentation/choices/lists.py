"""Several ids in one query key: ``who=13101,R13``."""

from __future__ import annotations


def split(text: str) -> list[str]:
    """Return the ids of a list, once each, in their order.

    Args:
        text: What the address says.
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
