"""Every spelling that stands for one comuna, and nothing that could stand for two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pipelines.errors import FaroError
from pipelines.ingest.names.text import DAMAGE, fold, normalise

_LINKS = frozenset({"de", "del"})
_ABBREVIATIONS = {
    "sta": ("santa",),
    "sto": ("santo",),
    "sn": ("san",),
    "s": ("san", "santa", "santo"),
    "pto": ("puerto",),
    "pta": ("punta",),
    "pte": ("puente",),
    "gral": ("general",),
    "nva": ("nueva",),
    "bdo": ("bernardo",),
    "fdo": ("fernando",),
    "fco": ("francisco",),
    "vte": ("vicente",),
    "stgo": ("santiago",),
}
_DIACRITICS = "áéíóúüñ"
_CLASSES = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uúü]", "n": "[nñ]"}


@dataclass(frozen=True)
class Spelling:
    """One way to write a comuna; ``alias`` when it is not the official one."""

    text: str
    cut: str
    alias: bool


class SpellingIndex:
    """Finds the comunas that a folded name may stand for.

    Four readings, the first that finds anything counts: the key itself, the key without spaces,
    the key without ``de``/``del``, and, for a key with damaged letters, the spellings that have an
    accented letter, an apostrophe or a space exactly where the damage is.

    Args:
        spellings: Official names first, then aliases.

    Raises:
        FaroError: An alias is empty or is also a spelling of another comuna.
    """

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self.keys: dict[str, Spelling] = {}
        self._compact: dict[str, set[Spelling]] = {}
        self._unlinked: dict[str, set[Spelling]] = {}
        self._accented: list[tuple[str, Spelling]] = []
        for spelling in spellings:
            self._add(spelling)

    def _add(self, spelling: Spelling) -> None:
        key = normalise(spelling.text)
        known = self.keys.get(key)
        if not key or (known and known.cut != spelling.cut):
            raise FaroError(
                f"the spelling «{spelling.text}» of {spelling.cut} is empty or taken",
                where="name_aliases.csv",
                fix="Remove it, or correct its CUT code",
                code="alias_clash",
            )
        self.keys.setdefault(key, spelling)
        self._compact.setdefault(key.replace(" ", ""), set()).add(self.keys[key])
        self._unlinked.setdefault(unlink(key), set()).add(self.keys[key])
        self._accented += [(form, self.keys[key]) for form in _accented_forms(spelling.text)]

    def find(self, key: str) -> set[Spelling]:
        """Return the spellings a folded name stands for; abbreviations and ``del`` expanded.

        Args:
            key: As :func:`pipelines.ingest.names.text.fold` leaves it, with `DAMAGE` for letters
                lost.

        Returns:
            Empty where it stands for none; of several comunas where it may stand for each of them.
        """
        spellings: set[Spelling] = set()
        for candidate in _candidates(key):
            spellings |= self._find_one(candidate)
        return spellings

    def _find_one(self, key: str) -> set[Spelling]:
        if DAMAGE in key:
            pattern = _damage_pattern(key)
            return {s for form, s in self._accented if pattern.fullmatch(form)}
        if key in self.keys:
            return {self.keys[key]}
        return self._compact.get(key.replace(" ", "")) or self._unlinked.get(unlink(key)) or set()


def _candidates(key: str) -> Iterator[str]:
    heads = [key]
    if key.startswith("del "):
        heads = [key, "el " + key[4:], key[4:]]
    elif key.startswith("de "):
        heads = [key, key[3:]]
    elif key.startswith("de") and len(key) > 6:
        heads = [key, key[2:]]  # «Municipalidad deMacul»
    for head in heads:
        expanded = [""]
        for word in head.split():
            options = (word, *_ABBREVIATIONS.get(word, ()))
            expanded = [f"{left} {option}" for left in expanded for option in options][:64]
        yield from (text.strip() for text in expanded if text.strip())


def shortened(key: str) -> str:
    """Return a folded name with every word as it is abbreviated, where it is.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it.
    """
    short = {
        words[0]: abbreviation for abbreviation, words in _ABBREVIATIONS.items() if len(words) == 1
    }
    return " ".join(short.get(word, word) for word in key.split())


def unlink(key: str) -> str:
    """Return a key without ``de`` and ``del``, which lists drop and swap.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it.
    """
    return " ".join(word for word in key.split() if word not in _LINKS)


def _accented_forms(text: str) -> set[str]:
    """Return lower-case forms that keep accents, with and without apostrophes and hyphens."""
    kept = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    spaced = " ".join(re.sub(r"[^a-záéíóúüñ' ]", " ", kept).split())
    return {spaced, spaced.replace("'", ""), spaced.replace("'", " ")} if fold(kept) else set()


def _damage_pattern(key: str) -> re.Pattern[str]:
    parts = []
    for char, run in groupby(key):
        length = len(list(run))
        if char == DAMAGE:
            parts.append(f"[{_DIACRITICS}' ]{{1,{length}}}")
        else:
            parts.append(_CLASSES.get(char, re.escape(char)) * length)
    return re.compile("".join(parts))
