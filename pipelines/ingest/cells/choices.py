"""Accepted texts of a column, and the spellings that cannot mean anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipelines.ingest.cells.states import folded

_DASHES = re.compile(r"\s*[-‐‑‒–—―−/_]+\s*")
_BETWEEN_YEARS = re.compile(r"(?<=\d{4}) (?:a|al|y|to|and) (?=\d{2}(?:\d{2})?$)")
_SHORT_YEAR = re.compile(r"\b((?:19|20))(\d{2})-(\d{2})$")
_LINKS = ("de", "del", "la", "el", "n", "no", "of", "the")
_WHOLE = re.compile(r"(\d+)[.,]0+")


def chooser(choices: Mapping[str, str], fillers: Sequence[str] = ()) -> Callable[[str], str | None]:
    """Return a function from a text to the value it stands for, or ``None``.

    Texts are compared without accents and case; a text that is none of them is compared once
    more without what tells no two values apart: the kind of dash and the spaces around it
    («2022 – 2023», «2022/2023», «2022-23»), the ``.0`` of a number, and a filler word before
    it («ronda 2024»). A spelling that would then fit two values fits none.

    Args:
        choices: Accepted text → value.
        fillers: Words that may stand before the text.
    """
    exact = {folded(key): value for key, value in choices.items()}
    alike: dict[str, set[str]] = {}
    for key, value in choices.items():
        alike.setdefault(_bare(key), set()).add(value)
    words = sorted({folded(word) for word in (*fillers, *_LINKS)}, key=len, reverse=True)

    def chosen(text: str) -> str | None:
        plain = folded(text)
        if plain in exact:
            return exact[plain]
        while plain:
            values = alike.get(_bare(plain), set())
            if values:
                return next(iter(values)) if len(values) == 1 else None
            word = next((w for w in words if re.match(rf"{re.escape(w)}\W", plain)), None)
            plain = plain[len(word) :].strip(" :.-°") if word else ""
        return None

    return chosen


def _bare(text: str) -> str:
    plain = _DASHES.sub("-", folded(text)).strip("-. ")
    plain = _BETWEEN_YEARS.sub("-", plain)
    plain = _SHORT_YEAR.sub(r"\1\2-\1\3", plain)
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain
