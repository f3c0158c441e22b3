"""Names of tools and the like as people write them → the one listed name they stand for.

A text stands for a name when it has its words, in full or as a short form: what a person leaves
out, abbreviates or adds never makes another name of it. What would fit two is refused.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ftfy

from pipelines.ingest.names.text import fold

_ASIDE = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_TOOL = r"(?:herramientas?|herram?|herr?|tools?|[ií]tem|h|t)\.?"
_ORDINAL = r"n[\Wº]?(?:ro|o|um|úm)?\W*"
_LEAD = re.compile(
    rf"^\W*(?:{_TOOL}(?=[\W\d]))?\W*(?:{_ORDINAL})?(?:\d{{1,2}}[ªao]?|[a-z]|[ivx]{{1,5}})?"
    r"\s*[.):°º-]+\s+",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"^\W*(?:{_TOOL}\W*(?=[\W\dn]))?(?:{_ORDINAL})?\d{{1,2}}[ªº°]?\s+(?=\D)", re.IGNORECASE
)
# A number and no name is not numbered by chance: it is which tool of a model was meant.
_ONLY_NUMBER = re.compile(
    r"^\W*(?:(?:herramienta|tool)\b)?\W*(?:n\W?(?:ro|o|um|úm|º)?\W*)?(\d{1,2})(?:[.,]0+)?\W*$",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_INSIDE = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+\.?")
_SMALL = frozenset(
    [
        *("a", "al", "an", "and", "con", "de", "del", "e", "el", "en", "for", "in", "la", "las"),
        *("lo", "los", "o", "of", "on", "or", "para", "por", "the", "to", "u", "y"),
    ]
)
_ENDING = re.compile(r"(?:es|s|e)$")
# Where the name ends and what is said of it begins.
_DESCRIBED = re.compile(
    r"[:;,\n]|\.\s|\s[-–—]\s|\s(?=(?:que|para|como|mediante|por|destinad\w+|dirigid\w+|"
    r"orientad\w+|iniciad\w+|asociad\w+|vinculad\w+|a (?:disposici[oó]n|cargo|fin|trav[eé]s)|"
    r"respecto|which|that|to|by|as|through)\b)",
    re.IGNORECASE,
)
_DESCRIBES = 4  # words after a name that are its description, not a part of it
_SHORTEST = 2  # words of a name that a short form of it has at least
_SAYS_NOTHING = frozenset(["municipal", "municipio"])  # stems: every tool is one of municipalities
_NOTE_MARKS = re.compile("[⁰¹²³⁴-⁹]+")
# Words that a name may begin with and that short forms leave out: they say what is done with it.
_DONE_WITH = frozenset(
    [
        *("formalizacion", "definicion", "integracion", "desarrollo", "incorporacion"),
        *("mecanismo", "publicacion", "propuesta", "recomendacion", "sistema"),
    ]
)


@dataclass(frozen=True)
class Word:
    """A word of a text: folded, its stem, how it was written, and whether a dot ends it."""

    text: str
    stem: str
    written: str
    dotted: bool


class WordedNames:
    """Finds the one value of a text among names that people write in their own way.

    Args:
        choices: Listed name → value.
    """

    def __init__(self, choices: Mapping[str, str]) -> None:
        self._whole: dict[tuple[str, ...], set[str]] = {}
        self._names: list[tuple[tuple[Word, ...], str]] = []
        for name, value in choices.items():
            short = (aside.strip("()[]") for aside in _ASIDE.findall(name))
            for spelling in (name, *(text for text in short if text.isupper())):
                words = _words(spelling)
                if words and value not in self._whole.setdefault(_stems(words), set()):
                    self._whole[_stems(words)].add(value)
                    self._names.append((words, value))

    def read(self, text: str) -> str | None:
        """Return the value a text stands for, or None where it stands for none or for several.

        Args:
            text: A cell as it came.
        """
        values = self._values(text)
        return next(iter(values)) if len(values) == 1 else None

    def rivals(self, text: str, value: str) -> set[str]:
        """Return the other values of which the text would be a short form, if it were none's name.

        «Formalización de canales de atención» is a name in one model, and in another a tool is
        called that way and then some: the text alone does not tell which was meant.

        Args:
            text: A cell as it came.
            value: The value that it was read as; it has rivals only where the text is a whole name
                of it.
        """
        return {
            other
            for reading in _readings(text)
            for other in self._short(_words(reading), least=1)
            if value in self._whole.get(_stems(_words(reading)), ()) and other != value
        }

    def candidates(self, text: str) -> set[str]:
        """Return every value a text may stand for, one or several: its words are in their names.

        «Datos abiertos» is what two models publish and rule: a sheet of one of them means its own.

        Args:
            text: A cell as it came.

        Returns:
            Empty where it stands for none.
        """
        values: set[str] = set()
        for words in map(_words, _readings(text)):
            values |= self._whole.get(_stems(words), set()) | self._short(words)
            values |= {value for value, _ in self._tails(words)}
        return values

    @property
    def numbered(self) -> set[str]:
        """The values that a list prints a number beside («MGTM, herramienta 5»)."""
        return {v for n, v in self._names if n[-1].text.isdigit() and len(n) > 2}

    def _values(self, text: str) -> set[str]:
        readings = [_words(reading) for reading in _readings(text)]
        for words in readings:
            values = self._whole.get(_stems(words))
            if words and values:
                return values
        for words in readings:
            values = self._short(words) or self._in_any_order(words)
            if values:
                return values
        return set()

    def _in_any_order(self, words: Sequence[Word]) -> set[str]:
        """Return the values with a name of the same words: «reconocimientos e incentivos»."""
        same = sorted(_stems(words))
        matching = (values for stems, values in self._whole.items() if sorted(stems) == same)
        return set().union(*matching) if len(words) > 1 else set()

    def _short(self, words: Sequence[Word], least: int = _SHORTEST) -> set[str]:
        """Return the values with a name that a text is a short form of."""
        telling = [word for word in words if word.stem not in _SAYS_NOTHING]
        if len(telling) < min(least, len(words)):
            return set()
        values = {value for name, value in self._names if _covered(words, name) >= least}
        if values:
            return values
        tails = self._tails(words)
        return {value for value, _ in tails} if {head for _, head in tails} <= _DONE_WITH else set()

    def _tails(self, words: Sequence[Word]) -> set[tuple[str, str]]:
        """Return the values with a name that is some words after a first one, and that one."""
        return {(v, n[0].text) for n, v in self._names if _covered(words, n[1:]) == len(n) - 1 > 1}


def is_number(text: str) -> bool:
    """Tell whether a text is a number of a list and nothing else: «Herramienta N° 5», «5.».

    Args:
        text: A cell as it came; of one or two digits.
    """
    return _ONLY_NUMBER.search(text) is not None


def _readings(text: str) -> Iterator[str]:
    """Yield a text whole, then as the name before its description, then what its brackets hold."""
    text = _repaired(text)
    yield text
    if _INSIDE.search(text):
        yield _INSIDE.sub("", text)  # «auto-evaluación»
    bare = _LEAD.sub("", text)
    for mark in reversed(list(_DESCRIBED.finditer(bare))):
        if mark.start() and len(bare[mark.end() :].split()) >= _DESCRIBES:
            yield bare[: mark.start()]
    for aside in _ASIDE.findall(text):
        yield aside.strip("()[] ")


def _repaired(text: str) -> str:
    plain = _NOTE_MARKS.sub("", ftfy.fix_text(html.unescape(text)))
    shown = "".join(char for char in plain if unicodedata.category(char) != "Cf")  # soft hyphens
    return unicodedata.normalize("NFC", shown)


def _words(text: str) -> tuple[Word, ...]:
    plain = _DOTTED.sub(lambda m: m.group().replace(".", ""), _ASIDE.sub(" ", _repaired(text)))
    plain = _ONLY_NUMBER.sub(r"herramienta \1", plain)
    plain = _NUMBER.sub("", _LEAD.sub("", plain))
    words = []
    for match in _WORD.finditer(plain):
        written = match.group().rstrip(".")
        word = fold(written)
        if word and word not in _SMALL:
            stem = _ENDING.sub("", word) if len(word) > 3 else word
            words.append(Word(word, stem, written, match.group().endswith(".")))
    return tuple(words)


def _stems(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.stem for word in words)


def _covered(words: Sequence[Word], name: Sequence[Word]) -> int:
    """Return how many words of a name a text has, in order and from its first one; 0 if it fails.

    Every word of the text is a word of the name, an abbreviation of one, or the initials of some.
    """
    if not words:
        return 0
    at = covered = 0
    for number, word in enumerate(words):
        places = range(at, len(name)) if number else range(at, min(1, len(name)))
        taken = next(((n, k) for n in places if (k := _stands_for(word, name[n:]))), None)
        if taken is None:
            return 0
        at, covered = taken[0] + taken[1], covered + taken[1]
    return covered


def _stands_for(word: Word, name: Sequence[Word]) -> int:
    """Return how many words at the head of a name a word stands for; 0 when for none."""
    first = name[0]
    if word.stem == first.stem:
        return 1
    if len(word.text) >= (2 if word.dotted else 3) and first.text.startswith(word.text):
        return 1
    if word.dotted and len(word.text) > 2 and _contracted(word.text, first):
        return 1
    many = len(word.text)
    initials = "".join(part.text[0] for part in name[:many])
    return many if word.written.isupper() and many > 1 and initials == word.text else 0


def _contracted(short: str, word: Word) -> bool:
    """Tell whether ``mpal`` is ``municipal``: its first letter, some others, its last one."""
    ends = short[0] == word.text[0] and short[-1] in (word.text[-1], word.stem[-1])
    letters = iter(word.text)
    return ends and all(letter in letters for letter in short)
