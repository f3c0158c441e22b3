"""What a refused name resembles: for people to read, never for data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipelines.ingest.names.index import Spelling, unlink
from pipelines.ingest.names.text import normalise

_SUGGESTED = 3
_FLOOR = 70.0
_NEARLY = 85.0  # a letter or two: below it, a name of a person may be taken for a place


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
        """Return up to three suggestions, best first; ``also`` is a CUT that must be among them."""
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
        """Tell whether a folded name is a comuna's, or is one but for a slip of the hand."""
        words = len(key.split())  # one word more than a name has may be somebody's
        listed = [known for known in self._cuts if len(known.split()) >= words]
        return bool(process.extractOne(key, listed, scorer=fuzz.ratio, score_cutoff=_NEARLY))

    def hints_elsewhere(self, text: str, cut: str) -> bool:
        """Tell whether an unknown name contains, or most resembles, another comuna's name."""
        words = f" {unlink(normalise(text))} "
        named = [(f" {unlink(k)} ", c) for k, c in self._cuts.items() if f" {unlink(k)} " in words]
        own = [key for key, c in named if c == cut]
        if any(c != cut and not any(key in mine for mine in own) for key, c in named):
            return True
        close = self.suggest(text)
        return bool(close) and close[0].cut != cut
