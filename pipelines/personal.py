"""Data of people in a text: e-mails, phones and RUTs are hidden, wherever a text is kept."""

from __future__ import annotations

import re

HIDDEN = "•••"
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\b\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]\b|\+?56[\s\d]{8,12}\b"
)


def masked(text: str | None) -> str | None:
    """Return a text with e-mails, phones and RUTs of people hidden.

    Args:
        text: Any text.

    Returns:
        None where there is none.
    """
    return PERSONAL.sub(HIDDEN, text) if text else None
