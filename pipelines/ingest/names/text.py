"""From a name as it was typed, exported or damaged to a comparable key: no territory in here."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

import ftfy

from pipelines.ingest.reading.values import UNSEEN

DAMAGE = "?"  # stands for one letter that was lost on the way
_DELETED = frozenset("'’‘‛`´ʼ′‵¨˜~^ˆ´\x00" + UNSEEN)
_SEPARATING = frozenset("–—―‐‑‒−·•●▪“”„«»‹›ºª°…¿†‡№")
_MOJIBAKE_RUN = re.compile(r"[ÃÂãâƒ√├┬\ufffd][^\x00-\x7f\s]*")
_ENTITY = re.compile(r"&([a-z])(tilde|acute|grave|uml|circ);?", re.IGNORECASE)
_MARKS = {
    "tilde": "\u0303",
    "acute": "\u0301",
    "grave": "\u0300",
    "uml": "\u0308",
    "circ": "\u0302",
}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# Pairs (wrong reading, right reading) of the code pages that Chilean exports have gone through.
_CODE_PAGES = (
    ("cp850", "utf-8"),
    ("cp437", "utf-8"),
    ("mac_roman", "utf-8"),
    ("cp850", "cp1252"),
    ("cp437", "cp1252"),
    ("cp1252", "cp850"),
    ("latin-1", "cp850"),
    ("mac_roman", "cp1252"),
    ("cp1252", "mac_roman"),
)
_SPANISH = re.compile(r"[\x20-\x7eáéíóúüñÁÉÍÓÚÜÑ’´]+")

_STYLE = r"(?:(?:i|il|ilt|iltre|iltma|ilma|ltre|ilustre|illustre|ilustrisima) )?"
_INSTITUTION = (
    r"(?:municipalidad|minicipalidad|munipalidad|municipaldad|municipalid|municip|munic|muni|mun"
    r"|mpalidad|municipio|municipality|alcaldia|comuna|commune)"
)
_PREFIX = re.compile(rf"^(?:de )?(?:la |el )?(?:{_STYLE}{_INSTITUTION}|i m|im)(?: of)?(?: |$)")
_SUFFIX = re.compile(rf"(?:^| ){_STYLE}{_INSTITUTION}(?: del?)?$")


def repair(text: str) -> str:
    """Undo what exports do to letters, where it can be undone with certainty.

    HTML entities (twice escaped too, upper-case too), ``\\u00f1`` and ``%C3%B1`` escapes, and
    mojibake, single or double. What cannot be undone is left for `fold` to mark as damage.

    Args:
        text: A cell as it came.

    Returns:
        The text, one line, without leading or trailing white space.
    """
    for _ in range(3):
        unescaped = html.unescape(_ENTITY.sub(_entity, text))
        if unescaped == text:
            break
        text = unescaped
    text = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    if _PERCENT.search(text):
        text = _percent(text)
    if not text.isascii():
        text = ftfy.fix_text(text)
    return " ".join(text.split())


def _entity(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match.group(1) + _MARKS[match.group(2).lower()])


def _percent(text: str) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return unquote(text.replace("+", " "), encoding=encoding, errors="strict")
        except UnicodeDecodeError:
            continue
    return text


def other_readings(text: str) -> list[str]:
    """Return the Spanish texts that the same bytes spell in the other code pages of the trade.

    Args:
        text: A repaired text; one in ASCII reads the same in all of them and has no other.
    """
    readings = []
    for wrong, right in _CODE_PAGES:
        try:
            candidate = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if candidate != text and _SPANISH.fullmatch(candidate):
            readings.append(candidate)
    return readings


def fold(text: str) -> str:
    """Return the text in lower-case ASCII words, one space apart; `DAMAGE` where a letter was lost.

    Accents go and ``ñ`` becomes ``n`` (no two comunas differ by that alone; a test says so);
    apostrophes vanish, other punctuation separates words.

    Args:
        text: A repaired text.
    """
    if text.isascii():
        marked = text.lower()
    else:
        text = unicodedata.normalize("NFC", text)
        marked = _MOJIBAKE_RUN.sub(lambda run: DAMAGE * len(run.group()), text).lower()
    out: list[str] = []
    for index, char in enumerate(marked):
        if char.isascii() and char.isalnum():
            out.append(char)
        elif char not in _DELETED:
            out.append(_fold_other(char, marked, index))
    return " ".join("".join(out).split())


def _fold_other(char: str, text: str, index: int) -> str:
    if char == DAMAGE:
        return DAMAGE
    if char in "#\\|" and _between_letters(text, index):
        return DAMAGE
    if char.isspace() or char.isascii() or char in _SEPARATING:
        return " "
    base = unicodedata.normalize("NFKD", "i" if char == "ı" else char)
    plain = "".join(c for c in base if not unicodedata.combining(c)).lower()
    return plain if plain.isascii() and plain.isalnum() else DAMAGE


def _between_letters(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and text[index - 1].isalpha() and text[index + 1].isalpha()


def strip_institution(key: str) -> str:
    """Take words such as ``ilustre municipalidad`` off either end of a folded text.

    Args:
        key: As :func:`fold` leaves it.
    """
    for _ in range(2):
        key = _PREFIX.sub("", key, count=1).strip()
    return _SUFFIX.sub("", key, count=1).strip()


def normalise(name: str) -> str:
    """Return the key under which a name is compared: repaired, folded, without institution words.

    Args:
        name: A name as it came, e.g. ``I. Municipalidad de Ñuñoa``.

    Returns:
        Lower-case ASCII words, e.g. ``nunoa``; empty when nothing is left.
    """
    key = strip_institution(fold(repair(name)))
    return key.removeprefix("de ") if key != "de" else ""
