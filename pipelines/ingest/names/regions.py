"""Regions and provinces as they are written beside a comuna's name, used only to confirm it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipelines.ingest.names.text import fold

_STOP_LIST = "region reg de del la las los el y e r provincia prov"
_STOP = frozenset(_STOP_LIST.split())
_JOINED = (("bio bio", "biobio"), ("o higgins", "ohiggins"), ("aisen", "aysen"), ("r m", "rm"))
_SHORT_FORMS = frozenset({"gral", "gen", "bdo", "b", "lib", "crl"})
_ORDINAL_LIST = (
    "primera segunda tercera cuarta quinta sexta septima octava novena decima undecima duodecima"
    " decimotercera decimocuarta decimoquinta decimosexta"
)
_ORDINALS = _ORDINAL_LIST.split()
_ROMAN_LIST = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
_ROMANS = _ROMAN_LIST.split()
_NUMBER_WORD = re.compile(r"^(?:(\d{1,2})[ao]?)$")
_TRAILING = re.compile(
    rf"^(?P<head>.+?) (?P<region>(?:(?:{'|'.join(_ORDINALS + _ROMANS)}|\d{{1,2}}[ao]?) )?"
    r"(?:de la )?regi[o?]+n(?: .*)?|r m|rm)$"
)
_EXPLICIT = re.compile(r"(?:^| )regi[o?]+n(?: |$)|^(?:reg|provincia|prov) |^r ?m$")


def split_trailing_region(key: str) -> tuple[str, str | None]:
    """Split ``retiro vii region`` into the name and the region's words (None without any).

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it.
    """
    match = _TRAILING.match(key)
    return (match["head"], match["region"]) if match else (key, None)


def says_region(key: str) -> bool:
    """Tell whether a folded text calls itself a region or a province.

    Args:
        key: As :func:`pipelines.ingest.names.text.fold` leaves it.
    """
    return bool(_EXPLICIT.search(key))


def numerals(code: str, roman: str) -> list[str]:
    """Return every number a region is called by: ``rm``, ``13``, ``decimotercera``.

    Args:
        code: Two digits, as ``13``.
        roman: Its Roman numeral, or ``RM``.
    """
    return list(dict.fromkeys([roman.lower(), code, str(int(code)), _ORDINALS[int(code) - 1]]))


class Regions:
    """Reads region names, numbers and Roman numerals; gives two-digit region codes.

    Args:
        rows: Rows of ``regiones.csv`` (``region_code``, ``region_short``, ``region_official``,
            ``roman``).
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._words: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._numerals: dict[str, str] = {}
        for row in rows:
            code = row["region_code"]
            needed = _words(row["region_short"])
            self._words[code] = (needed, needed | _words(row["region_official"]) | _SHORT_FORMS)
            self._numerals |= dict.fromkeys(numerals(code, row["roman"]), code)

    def parse(self, text: str | None) -> str | None:
        """Return the code of the region a text names, or None when it names none for certain.

        Args:
            text: As it is written beside a name, «VII Región» or «Región del Maule»; None names
                none.
        """
        words = [w for w in _joined(fold(text or "")).split() if w not in _STOP]
        if not words:
            return None
        numeral = self._numeral(words[0])
        if numeral and (len(words) == 1 or self._named(words[1:]) == numeral):
            return numeral
        return None if numeral else self._named(words)

    def _numeral(self, word: str) -> str | None:
        match = _NUMBER_WORD.match(word)
        return self._numerals.get(match[1] if match else word)

    def _named(self, words: list[str]) -> str | None:
        codes = [
            code
            for code, (needed, allowed) in self._words.items()
            if needed <= set(words) and all(_allowed(w, allowed) for w in words)
        ]
        return codes[0] if len(codes) == 1 else None


def _allowed(word: str, allowed: frozenset[str]) -> bool:
    return word in allowed or (len(word) > 2 and any(a.startswith(word) for a in allowed))


def _joined(key: str) -> str:
    for apart, joined in _JOINED:
        key = re.sub(rf"\b{apart}\b", joined, key)
    return key


def _words(name: str) -> frozenset[str]:
    return frozenset(w for w in _joined(fold(name)).split() if w not in _STOP)
