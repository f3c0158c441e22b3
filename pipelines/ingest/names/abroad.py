"""The matcher of a country whose list of municipalities was delivered: as careful as Chile's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.ingest.names.codes import CodeReading
from pipelines.ingest.names.hints import Suggester
from pipelines.ingest.names.index import Spelling, SpellingIndex
from pipelines.ingest.names.matcher import Match, Matcher
from pipelines.ingest.names.reader import Place
from pipelines.ingest.names.text import fold, normalise

_WORD_LIST = "estado provincia departamento region de del la el los las state province department"
_WORDS_OF_REGION = frozenset(_WORD_LIST.split())
_NOTHING = frozenset({"", "-", "s/i", "s/c", "n/a", "nan", "none", "null"})


@dataclass(frozen=True)
class Named:
    """One municipality of a list: its code, its name, and the region or state it lies in."""

    code: str
    name: str
    region: str | None = None


class CountryMatcher(Matcher):
    """Matches names and codes against the list of one country.

    The rules are Chile's: a code wins over a name, a name can only take away, and nothing is
    guessed. A name that two municipalities of the country share needs its region or its code.

    Args:
        rows: The list of the country.
    """

    def __init__(self, rows: Iterable[Named]) -> None:
        listed = list(rows)
        keys = Counter(normalise(row.name) for row in listed)
        self._shared: dict[str, list[Named]] = {}
        for row in listed:
            if keys[normalise(row.name)] > 1:
                self._shared.setdefault(normalise(row.name), []).append(row)
        alone = [row for row in listed if normalise(row.name) not in self._shared]
        index = SpellingIndex([Spelling(row.name, row.code, False) for row in alone])
        places = {
            row.code: Place(row.name, "", frozenset({_region_key(row.region or "")} - {""}))
            for row in listed
        }
        names = {row.code: row.name for row in listed}
        self._assemble(
            index,
            places,
            Suggester(index.keys, names),
            _Codes(names),
            _Regions(set().union(*(place.regions for place in places.values()))),
            frozenset(),
        )

    def knows(self, text: str) -> bool:
        """Tell whether a text is a code, a region, or a name that is or nearly is listed.

        Args:
            text: A cell as it came; an empty one is known.
        """
        return normalise(text) in self._shared or super().knows(text)

    def _match(self, name: str | None, code: str | None, region: str | None) -> Match:
        same = self._shared.get(normalise(name or ""), [])
        coded = self._codes.read(code)
        if not same or coded.kind != "blank":
            if coded.cut in {row.code for row in same}:
                return self._accept(coded.cut or "", "code", name or "", region)
            return super()._match(name, code, region)
        given = self._regions.parse(region)
        fitting = [row for row in same if given and given in self._places[row.code].regions]
        if len(fitting) == 1:
            return Match(fitting[0].code, fitting[0].name, "exact")
        return Match(None, None, "none", (), "ambiguous_name")


class _Codes:
    """Codes as listed; zeros that a spreadsheet dropped are put back where only one code fits."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._exact = {code.strip().upper(): code for code in codes}
        bare = Counter(code.lstrip("0") for code in self._exact)
        self._bare = {c.lstrip("0"): v for c, v in self._exact.items() if bare[c.lstrip("0")] == 1}

    def read(self, raw: object) -> CodeReading:
        text = "" if raw is None else str(raw).strip().strip("'’\"=() ").upper()
        text = text.removesuffix(".0")
        if text.lower() in _NOTHING:
            return CodeReading("blank")
        code = self._exact.get(text) or self._bare.get(text.lstrip("0"))
        return CodeReading("current", code) if code else CodeReading("unknown")


class _Regions:
    """Names of regions as the list writes them; anything else is not read."""

    def __init__(self, keys: set[str]) -> None:
        self._keys = keys

    def parse(self, text: str | None) -> str | None:
        key = _region_key(text or "")
        return key if key in self._keys else None


def _region_key(text: str) -> str:
    return " ".join(word for word in fold(text).split() if word not in _WORDS_OF_REGION)
