"""Data of people in a text: e-mails, phones and RUTs are hidden, wherever a text is kept.

What reads as a name is asked about, for no rule tells names from other words; where none may be
shown, every word is hidden that may be one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from pipelines.errors import FaroError

HIDDEN = "•••"
_DASH = "[-‐‑‒–—−]"
# No part of a longer number: a decimal of many digits holds none of these.
PERSONAL = re.compile(
    rf"""
    [\w.+-]+[ ]?(?:@|[(\[]at[)\]])[ ]?[\w-]+(?:\.[\w-]+)+
    | (?<![\w.,]) \d{{1,2}} (?:\.?\d{{3}}){{2}} \s?{_DASH}\s? [\dkK] (?!\w)
    | (?<![\w.,]) \d{{1,2}} [ ]\d{{3}}[ ]\d{{3}} {_DASH} [\dkK] (?!\w)
    | (\b(?:RUT|RUN|R\.U\.[TN]\.)\W{{0,5}}) (?:\d[. ]?){{7,8}}\s?{_DASH}?\s? [\dkK]\b
    | (?<![\w.,]) \+56 (?:[\s().-]{{0,2}}\d){{8,9}} (?![\d.,]?\d)
    | (?<![\w.,+]) 56 (?:[\s().-]{{0,2}}\d){{9}} (?![\d.,]?\d)
    | (?<![\w.,/-]) 9[ -]\d{{4}}[ -]?\d{{4}} (?![\d.,]?\d)
    | (\b(?:fono|tel|tel[eé]fono|cel|celular|m[oó]vil|whats?app|phone|mobile)\b\W{{1,3}})
      (?:\d[\s().-]{{0,2}}){{7,11}} (?![\d.,]?\d)
    | \((?:0?2|[3-7]\d)\)[ ]? (?!(?:19|20)\d\d\D) \d{{3,4}}[ -]?\d{{4}} (?!\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")  # with the dot of what is short: «Sr.»
_ENDS = re.compile(r"[^\s\w.'’-]|\.\s|\n|\d")  # between two words: the second begins anew
MOST_NAMED = 3
_ANY_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NAMED = re.compile(r"[^\W\d_]{4,}")
_HIDDEN_RUN = re.compile(rf"{HIDDEN}(?:[\s.,;:_/-]+{HIDDEN})+")


def masked(text: str | None) -> str | None:
    """Return a text with e-mails, phones and RUTs of people hidden.

    Args:
        text: Any text.

    Returns:
        None where there is none.
    """
    return PERSONAL.sub(rf"\1\2{HIDDEN}", text) if text else None


def hidden(text: str | None) -> str | None:
    """Return a text without words that may be names: numbers, dates and codes are left.

    Args:
        text: Any text; None and the empty one stay as they are.
    """
    if not text:
        return text
    plain = _ANY_WORD.sub(lambda word: HIDDEN if _may_name(word.group()) else word.group(), text)
    return _HIDDEN_RUN.sub(HIDDEN, masked(plain) or "")


def _may_name(word: str) -> bool:
    coded = any(char.isdigit() for char in word) and not _NAMED.search(word)
    return bool(_LETTERS.search(word)) and not coded


def names(text: str) -> list[str]:
    """Return what reads as the name of a person in a text, in its order.

    That is two capitalised words side by side that are no words of offices, laws and places, or
    one after a form of address; what is written in capitals alone, or in none, cannot be told.

    Args:
        text: In Spanish or English.
    """
    if text.upper() == text:
        return []
    read = _Reading(text)
    matches = list(_WORD.finditer(text))
    for before, match in zip([None, *matches], matches, strict=False):
        goes_on = before is not None and _is_dotted(before.group())
        between = "" if before is None else text[before.end() - (not goes_on) : match.start()]
        read.take(match, begins=before is None or bool(_ENDS.search(between)))
    return read.names()


def hold_names(*texts: str) -> None:
    """Refuse texts in which something reads as the name of a person.

    Args:
        *texts: What somebody writes to be kept.

    Raises:
        FaroError: Something does (``names_people``).
    """
    named = list(dict.fromkeys(name for text in texts for name in names(text)))[:MOST_NAMED]
    if named:
        listed = ", ".join(f"«{name}»" for name in named)
        raise FaroError(
            f"{listed} reads as the name of a person",
            fix="Write the post or the unit instead; if it names nobody, say so and send it again",
            code="names_people",
            es=f"{listed} parece el nombre de una persona. Escriba el cargo o la unidad; si no "
            "nombra a nadie, márquelo y envíe de nuevo",
        )


class _Reading:
    """A text read word by word: runs of capitalised words, and what they follow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: list[tuple[int, int]] = []
        self._start = self._end = 0
        self._size = self._beside = 0  # words of a run so far, and those right after another
        self._is_addressed = False  # «Sra.» stood before
        self._is_joined = False  # «de» did
        self._thing = ""  # an office or a place is being named: its last word is known, or not

    def take(self, match: re.Match[str], *, begins: bool) -> None:
        """Read the next word; ``begins`` where a sentence, or a part of one, does."""
        word, plain = match.group(), _folded(match.group())
        words = _vocabulary()
        if begins or plain in words["parts"]:
            self._close()
            self._thing = "" if begins else self._thing and "joined"
        if plain in words["address"]:
            self._close()
            self._is_addressed, self._thing = True, ""
        elif plain in words["joins"] and not begins:
            self._is_joined = True
            if self._thing:
                self._thing = "joined"
        elif plain in words["things"]:
            self._close()
            self._thing = "known"
        elif not word[0].isupper() or _is_short(word) or (begins and plain in words["begins"]):
            self._close()
            self._thing = ""
        elif self._thing in ("joined", "named"):
            self._thing = "named"
        else:
            self._thing = ""
            self._start = self._start if self._size else match.start()
            self._beside += bool(self._size) and not self._is_joined
            self._end, self._size, self._is_joined = match.end(), self._size + 1, False

    def names(self) -> list[str]:
        """Return the runs that read as names."""
        self._close()
        return [self.text[start:end].rstrip(".") for start, end in self.runs]

    def _close(self) -> None:
        if self._beside or (self._size and self._is_addressed):
            self.runs.append((self._start, self._end))
        self._size = self._beside = 0
        self._is_addressed = self._is_joined = False


def _is_short(word: str) -> bool:
    """Return whether a word stands for several, as «CPLT»: such a one is no name."""
    return 2 <= len(word.rstrip(".")) <= 6 and word.isupper()


def _is_dotted(word: str) -> bool:
    """Return whether a dot after a word ends no sentence: «J. Soto», «Sra. Soto»."""
    return word.endswith(".") and (len(word) == 2 or _folded(word) in _vocabulary()["address"])


@cache
def _vocabulary() -> dict[str, frozenset[str]]:
    kept = yaml.safe_load(Path(__file__).with_name("personal.yml").read_text("utf-8"))
    return {part: frozenset(map(_folded, words.split())) for part, words in kept.items()}


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(character for character in plain if not unicodedata.combining(character))
