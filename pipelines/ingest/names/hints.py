"""What a refused name resembles: for people to read, never for data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipelines.ingest.names.index import Spelling, unlink
from pipelines.ingest.names.text import normalise

_SUGGESTED = 3
_FLOOR = 70.0
_NEARLY = 85.0  # a letter or two: what is less alike is not looked at
_LONG = 7  # letters of a word that one more or one less leaves the word it was
# Letters that a hand takes for each other: any other change makes another name of a short word.
_SOUNDS = ("bv", "csz", "iy", "ly", "gj", "mn", "kqc", "vw", "sx")
_SAME = frozenset((a, b) for group in _SOUNDS for a in group for b in group if a != b)


@dataclass(frozen=True)
class Suggestion:
    """A comuna that a refused name resembles; ``score`` is 0-100. For people, never for data."""

    cut: str
    comuna: str
    score: float


class Suggester:
    """Finds the comunas whose spellings are nearest to a text.

    Args:
        keys: Every accepted key and its spelling.
        comunas: CUT code → official name, of the comunas that may be suggested.
    """

    def __init__(self, keys: Mapping[str, Spelling], comunas: Mapping[str, str]) -> None:
        self._cuts = {key: s.cut for key, s in keys.items() if s.cut in comunas}
        self._comunas = comunas

    def suggest(self, text: str, *, also: str | None = None) -> tuple[Suggestion, ...]:
        """Return up to three suggestions, best first.

        Args:
            text: The refused name as it came.
            also: A code that must be the first of them, where it is a comuna's; None for none.
        """
        scored = process.extract(
            normalise(text),
            list(self._cuts),
            scorer=fuzz.ratio,
            limit=4 * _SUGGESTED,
            score_cutoff=_FLOOR,
        )
        best: dict[str, float] = {} if also not in self._comunas else {also or "": 100.0}
        for key, score, _ in scored:
            best.setdefault(self._cuts[key], round(score, 1))
        hints = [Suggestion(cut, self._comunas[cut], score) for cut, score in best.items()]
        return tuple(hints[:_SUGGESTED])

    def nearly(self, key: str) -> bool:
        """Tell whether a folded name is a comuna's, or is one but for a slip of the hand.

        «Mario Pinto» is one letter from a comuna and is somebody: only a slip that makes no other
        name counts, and one word more than a name has may be somebody's.

        Args:
            key: A name as :func:`pipelines.ingest.names.text.normalise` leaves it.
        """
        words = key.split()
        listed = [known for known in self._cuts if len(known.split()) >= len(words)]
        near = process.extract(key, listed, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None)
        return any(_slipped(words, known.split()) for known, _, _ in near)

    def hints_elsewhere(self, text: str, cut: str) -> bool:
        """Tell whether an unknown name contains, or most resembles, another comuna's name.

        Args:
            text: The name as it came.
            cut: The comuna whose code stands beside it.
        """
        words = f" {unlink(normalise(text))} "
        named = [(f" {unlink(k)} ", c) for k, c in self._cuts.items() if f" {unlink(k)} " in words]
        own = [key for key, c in named if c == cut]
        if any(c != cut and not any(key in mine for mine in own) for key, c in named):
            return True
        close = self.suggest(text)
        return bool(close) and close[0].cut != cut


def _slipped(words: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether words are those of a name, all but one alike and that one by a slip."""
    if len(words) != len(name):
        return unlink(" ".join(words)) == unlink(" ".join(name))
    differing = [(word, own) for word, own in zip(words, name, strict=True) if word != own]
    return not differing or (len(differing) == 1 and _is_slip(*differing[0]))


def _is_slip(word: str, own: str) -> bool:
    """Tell whether a word is another one but for a letter that slips: none that tells names apart.

    Letters that sound alike, two that changed places, one twice or once; in a long word, also one
    too many or too few.
    """
    if sorted(word) == sorted(own):
        return OSA.distance(word, own) == 1
    if len(word) == len(own):
        changed = [pair for pair in zip(own, word, strict=True) if pair[0] != pair[1]]
        return len(changed) == 1 and changed[0] in _SAME
    shorter, longer = sorted((word, own), key=len)
    at = next((n for n, letter in enumerate(shorter) if letter != longer[n]), len(shorter))
    if longer[:at] + longer[at + 1 :] != shorter:
        return False
    is_doubled = longer[at] in (longer[at - 1 : at], longer[at + 1 : at + 2])
    return is_doubled or longer[at] == "h" or len(own) >= _LONG
