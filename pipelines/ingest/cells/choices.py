"""Accepted texts of a column, and the spellings that cannot mean anything else."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

import ftfy

from pipelines.ingest.cells.states import folded

_DASHES = re.compile(r"\s*[-‐‑‒–—―−/_]+\s*")
_BETWEEN_YEARS = re.compile(r"(?<=\d{4}) (?:a|al|y|to|and) (?=\d{2}(?:\d{2})?$)")
_SHORT_YEAR = re.compile(r"\b((?:19|20))(\d{2})-(\d{2})$")
_LINKS = ("de", "del", "la", "el", "n", "no", "of", "the")
_WHOLE = re.compile(r"(\d+)[.,]0+")
_ASIDE = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_NUMBERED = re.compile(
    r"^\W*(?:(?:herramienta|tool)\s+)?(?:n\W*o?\W*)?(?:\d{1,2}|[a-z])\s*[.):°-]+\s+"
)
_LABELLED = re.compile(r"^\W*(?:herramienta|tool)\s*(?:n?\W*o?\W*\d{1,2})?\s*[.):°-]+\s*")
_HEAD = re.compile(r"[:;,\n]|\s[-–—]\s")
_SMALL = frozenset(
    [
        *("a", "al", "an", "and", "con", "de", "del", "e", "el", "en", "for", "in", "la", "las"),
        *("lo", "los", "o", "of", "on", "or", "para", "por", "the", "to", "u", "y"),
    ]
)
_ENDING = re.compile(r"(?:es|s|e)$")
_DESCRIBES = 4  # words after a name that are its description, not a part of it


def chooser(
    choices: Mapping[str, str], fillers: Sequence[str] = (), *, by_words: bool = False
) -> Callable[[str], str | None]:
    """Return a function from a text to the value it stands for, or ``None``.

    Texts are compared without accents and case; a text that is none of them is compared once
    more without what tells no two values apart: the kind of dash and the spaces around it
    («2022 – 2023», «2022/2023», «2022-23»), the ``.0`` of a number, and a filler word before
    it («ronda 2024»). A spelling that would then fit two values fits none.

    Args:
        choices: Accepted text → value.
        fillers: Words that may stand before the text.
        by_words: Whether a text may also differ in what no name lives by: number before it,
            articles, plurals, dashes, asides in brackets, its description behind a colon.
    """
    exact = {folded(key): value for key, value in choices.items()}
    alike: dict[str, set[str]] = {}
    for key, value in choices.items():
        alike.setdefault(_bare(key), set()).add(value)
    worded: dict[tuple[str, ...], set[str]] = {}
    for key, value in choices.items() if by_words else ():
        short = (aside.strip("()[]") for aside in _ASIDE.findall(key))
        for name in (key, *(text for text in short if text.isupper())):
            worded.setdefault(name_words(name), set()).add(value)
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
        return _by_words(text, worded) if worded else None

    return chosen


def name_words(text: str) -> tuple[str, ...]:
    """Return what a name is known by: its words without articles, plurals and a number before.

    Two names that give the same words are one name written twice.
    """
    plain = folded(_ASIDE.sub(" ", ftfy.fix_text(html.unescape(text))))
    plain = _LABELLED.sub("", _NUMBERED.sub("", plain))
    found = (word for word in re.split(r"[^a-z0-9]+", plain) if word and word not in _SMALL)
    return tuple(_ENDING.sub("", word) if len(word) > 3 else word for word in found)


def _by_words(text: str, worded: Mapping[tuple[str, ...], set[str]]) -> str | None:
    """Return the one value of a name, whole or before the description that follows it."""
    readings = [text, *_ASIDE.findall(text)]
    for mark in _HEAD.finditer(text):
        if len(text[mark.end() :].split()) >= _DESCRIBES:
            readings.append(text[: mark.start()])
    for reading in readings:
        values = worded.get(name_words(reading.strip("()[] ")), set())
        if values and name_words(reading):
            return next(iter(values)) if len(values) == 1 else None
    return None


def _bare(text: str) -> str:
    plain = _DASHES.sub("-", folded(text)).strip("-. ")
    plain = _BETWEEN_YEARS.sub("-", plain)
    plain = _SHORT_YEAR.sub(r"\1\2-\1\3", plain)
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain
