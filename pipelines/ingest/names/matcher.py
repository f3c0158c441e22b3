"""Municipality name or code → CUT: never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.errors import FaroError
from pipelines.ingest.names.codes import CodeReading, Codes
from pipelines.ingest.names.hints import Suggester, Suggestion
from pipelines.ingest.names.index import Spelling, SpellingIndex
from pipelines.ingest.names.reader import CodeReader, NameReader, NameReading, Place, RegionReader
from pipelines.ingest.names.regions import Regions, says_region
from pipelines.ingest.names.territory import Row, places, read_rows
from pipelines.ingest.names.text import fold, normalise

_CODE = re.compile(r"'?\d{4,5}([.,]0+)?|MU[ -]?\d{3}", re.I)  # written where the name belongs
_CACHE_LIMIT = 200_000
_SILENT = frozenset(
    {"other_body", "total_row", "empty", "no_municipality", "region_not_municipality"}
)


@dataclass(frozen=True)
class Match:
    """The comuna a row is about, or why it is not known (``reason``, a key of `REASONS`)."""

    cut: str | None
    comuna: str | None
    basis: Literal["code", "exact", "alias", "none"]
    suggestions: tuple[Suggestion, ...] = ()
    reason: str | None = None


class Matcher:
    """Matches names and codes against the territory tables.

    A code wins over a name, and a name can only take away: a code beside the name of another
    comuna (or a name that contains or most resembles another one's) is refused, and so is a code
    beside another body, a region or a total. A code beside a name that says nothing known
    (a typing error, ``Municipio 3``) is accepted: a code does not come about by chance. A code
    that is not in the tables is refused whatever the name: somebody meant something by it. A code
    where the name belongs is one too, if there is no other.
    """

    def __init__(
        self,
        comunas: list[Row],
        history: list[Row],
        aliases: list[Row],
        regions: list[Row],
    ) -> None:
        spellings = [Spelling(row["comuna"], row["cut_code"], False) for row in comunas]
        spellings += [Spelling(row["alias"], row["cut_code"], True) for row in aliases]
        known = places(comunas, history)
        unknown = {s.cut for s in spellings} - set(known)
        if unknown:
            raise FaroError(
                f"aliases point at unknown CUT codes: {', '.join(sorted(unknown))}",
                where="name_aliases.csv",
                fix="Use codes of comunas.csv",
                code="alias_unknown_cut",
            )
        index = SpellingIndex(spellings)
        own = {
            row["cut_code"]: row["comuna"] for row in comunas if row["has_municipality"] == "true"
        }
        self._assemble(
            index,
            known,
            Suggester(index.keys, own),
            Codes(comunas, history),
            Regions(regions),
            frozenset(known) - frozenset(own),
        )

    def _assemble(
        self,
        index: SpellingIndex,
        known: dict[str, Place],
        hints: Suggester,
        codes: CodeReader,
        regions: RegionReader,
        without_municipality: frozenset[str],
    ) -> None:
        self._places, self._hints = known, hints
        self._provinces = {fold(place.province) for place in known.values()} - {""}
        self._codes, self._regions = codes, regions
        self._without_municipality = without_municipality
        self._reader = NameReader(index, known, regions, codes)
        self._cache: dict[tuple[object, object, object], Match] = {}

    @classmethod
    def from_folder(cls, territory: Path) -> Matcher:
        """Read the tables of a territory folder.

        Args:
            territory: Folder with ``comunas.csv``, ``cut_history.csv``, ``name_aliases.csv`` and
                ``regiones.csv``.

        Raises:
            FaroError: A table is missing or an alias contradicts another spelling.
        """
        names = ("comunas", "cut_history", "name_aliases", "regiones")
        return cls(*(read_rows(territory / f"{name}.csv") for name in names))

    def match(self, name: str | None, *, code: object = None, region: str | None = None) -> Match:
        """Match one row.

        Args:
            name: The name as it came, or None.
            code: CUT (current or former, number or text) or MU code as it came, or None.
            region: The region as it came; it only confirms. Unreadable regions are ignored.

        Returns:
            The match; ``cut`` is None when refused.
        """
        key = (name, code if code is None else str(code), region)
        match = self._cache.get(key)
        if match is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            match = self._cache[key] = self._match(*key)
        return match

    def knows(self, text: str) -> bool:
        """Tell whether a text is a code, a region, or a name that is or nearly is listed.

        Args:
            text: A cell as it came; an empty one is known.
        """
        key = normalise(text)
        return (
            not key
            or self._codes.read(text).cut is not None
            or self._regions.parse(text) is not None
            or self._hints.nearly(key)
        )

    def area(self, name: str, region: str | None) -> Literal["region", "province"] | None:
        """Return the area that a name alone may mean as well as a comuna, or instead of one.

        Args:
            name: The name as it came.
            region: The region beside it; another than the area shows that a comuna is meant.

        Returns:
            None where it means none, or calls itself one: «Región de Valparaíso».
        """
        key = fold(name)
        if says_region(key):
            return None
        own, given = self._regions.parse(name), self._regions.parse(region)
        if own:
            return None if given and given != own else "region"
        return "province" if key in self._provinces and not given else None

    def _match(self, name: str | None, code: str | None, region: str | None) -> Match:
        text = name or ""
        reading = self._reader.read(text)
        coded = self._codes.read(code)
        if coded.kind == "blank" and _CODE.fullmatch(text.strip()):
            coded, text, reading = self._codes.read(text), "", NameReading(reason="empty")
        if coded.kind == "blank":
            return self._by_name(text, reading, region)
        reason = self._code_refusal(text, reading, coded)
        if reason:
            return self._refuse(reason, text, also=coded.cut)
        return self._accept(coded.cut or "", "code", text, region)

    def _by_name(self, text: str, reading: NameReading, region: str | None) -> Match:
        if reading.spelling is None:
            return self._refuse(reading.reason or "unknown_name", text)
        basis: Literal["exact", "alias"] = "alias" if reading.spelling.alias else "exact"
        return self._accept(reading.spelling.cut, basis, text, region)

    def _code_refusal(self, text: str, reading: NameReading, coded: CodeReading) -> str | None:
        named = reading.spelling.cut if reading.spelling else None
        if coded.kind == "other_body":
            return "code_name_contradiction" if named else "other_body"
        if coded.kind == "unknown" or coded.cut is None:
            return reading.reason if reading.reason == "other_body" else "unknown_code"
        if named is not None:
            return None if named == coded.cut else "code_name_contradiction"
        if reading.reason not in {"empty", "unknown_name"}:
            return reading.reason
        if coded.kind == "unverified":
            return "unverified_code"
        if reading.reason == "unknown_name" and self._hints.hints_elsewhere(text, coded.cut):
            return "code_name_contradiction"
        return None

    def _accept(
        self, cut: str, basis: Literal["code", "exact", "alias"], text: str, region: str | None
    ) -> Match:
        if cut in self._without_municipality:
            return self._refuse("no_municipality", text)
        given = self._regions.parse(region)
        if given is not None and given not in self._places[cut].regions:
            return self._refuse("region_contradiction", text, also=cut)
        return Match(cut, self._places[cut].comuna, basis)

    def _refuse(self, reason: str, text: str, *, also: str | None = None) -> Match:
        hints = () if reason in _SILENT else self._hints.suggest(text, also=also)
        return Match(None, None, "none", hints, reason)
