"""Reads one name: the comuna it stands for, or the reason why it stands for none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from pipelines.ingest.names.bodies import is_blank, is_other_body, is_total
from pipelines.ingest.names.codes import CodeReading
from pipelines.ingest.names.index import Spelling, SpellingIndex
from pipelines.ingest.names.parts import split_parts, strip_notes
from pipelines.ingest.names.regions import says_region, split_trailing_region
from pipelines.ingest.names.text import fold, other_readings, repair, strip_institution

Confirm = Callable[[str], str | None]  # CUT → reason of a refusal, or None
_ARTICLES = frozenset({"la", "las", "los", "el", "lo"})
_FORMER = re.compile(r"^(?:ex|antes|antigua|tambien|o) ")
_NEUTRAL = frozenset({"", "chile", "municipalidad", "i municipalidad", "comuna"})


@dataclass(frozen=True)
class NameReading:
    """A spelling, or the code of the reason why there is none (see `REASONS`)."""

    spelling: Spelling | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Place:
    """What is known of a comuna that may stand beside its name."""

    comuna: str
    province: str
    regions: frozenset[str] = field(default_factory=frozenset)


class CodeReader(Protocol):
    """Reads the codes of one country."""

    def read(self, raw: object) -> CodeReading:
        """Read one code cell.

        Args:
            raw: Text, integer or float as spreadsheets give them; None is blank.
        """
        ...


class RegionReader(Protocol):
    """Reads the regions of one country."""

    def parse(self, text: str | None) -> str | None:
        """Return the region a text names for certain.

        Args:
            text: As it is written beside a name.

        Returns:
            What stands for it in the regions of a :class:`Place`; None where none is certain.
        """
        ...


class NameReader:
    """Turns a name into a spelling of exactly one comuna, or into a reason.

    Args:
        index: All accepted spellings.
        places: CUT code → what may be written beside the name.
        regions: Reader of region expressions.
        codes: Reader of codes, for those written inside the name.
    """

    def __init__(
        self,
        index: SpellingIndex,
        places: dict[str, Place],
        regions: RegionReader,
        codes: CodeReader,
    ) -> None:
        self._index = index
        self._places = places
        self._regions = regions
        self._codes = codes

    def read(self, name: str) -> NameReading:
        """Read a name as it came.

        Args:
            name: A cell, damaged letters and all.
        """
        text = repair(name)
        reading = self._read(text)
        if reading.spelling is None and not text.isascii():
            others = [self._read(other) for other in other_readings(text)]
            cuts = {other.spelling.cut for other in others if other.spelling}
            if len(cuts) == 1:
                return next(other for other in others if other.spelling)
        return reading

    def _read(self, text: str) -> NameReading:
        key = fold(text)
        if is_blank(key):
            return NameReading(reason="empty")
        text = strip_notes(text)
        bare = strip_institution(fold(text))
        whole = self._lookup(strip_institution(key)) or self._lookup(bare)
        if whole is not None or not bare:
            return whole or NameReading(reason="empty")
        if is_total(key):
            return NameReading(reason="total_row")
        if is_other_body(key):
            return NameReading(reason="other_body")
        head, region = split_trailing_region(bare)
        if region is not None:
            reading = self._confirmed(head, partial(self._in_region, region))
            if reading is not None:
                return reading
        reading = self._read_parts(split_parts(text))
        if reading is not None:
            return reading
        if says_region(key) or self._regions.parse(key):
            return NameReading(reason="region_not_municipality")
        return NameReading(reason="unknown_name")

    def _lookup(self, key: str) -> NameReading | None:
        spellings = self._index.find(key)
        if len({spelling.cut for spelling in spellings}) > 1:
            return NameReading(reason="ambiguous_name")
        return NameReading(min(spellings, key=lambda s: (s.alias, s.text))) if spellings else None

    def _confirmed(self, key: str, confirm: Confirm) -> NameReading | None:
        """Return the reading of ``key``, refused when ``confirm(cut)`` names a reason."""
        reading = self._lookup(key)
        if reading is None or reading.spelling is None:
            return reading
        reason = confirm(reading.spelling.cut)
        return NameReading(reason=reason) if reason else reading

    def _in_region(self, region: str, cut: str) -> str | None:
        code = self._regions.parse(region)
        if code is None:
            return "unknown_name"
        return None if code in self._places[cut].regions else "region_contradiction"

    def _read_parts(self, parts: list[tuple[str, bool]]) -> NameReading | None:
        """Read ``Retiro, VII region``: one part is the name, every other must confirm it."""
        if len(parts) < 2:
            return None
        (first, _), (second, _) = parts[:2]
        if second in _ARTICLES:
            parts = [(f"{second} {first}", False), *parts[2:]]
        elif says_region(first) or first.isdecimal() or self._lookup(first) is None:
            parts = [parts[1], parts[0], *parts[2:]]
        head, rest = parts[0][0], parts[1:]
        if says_region(head):
            return None

        def confirm(cut: str) -> str | None:
            reasons = [self._refusal(part, loose, cut) for part, loose in rest]
            return next((reason for reason in reasons if reason), None)

        return self._confirmed(head, confirm)

    def _refusal(self, part: str, loose: bool, cut: str) -> str | None:
        """Return why ``part`` does not confirm the comuna, or None when it does.

        ``loose`` parts were set off by a dash or a slash: there, the name of another comuna is
        taken as a second municipality even if it is also the name of a region or a province.
        """
        if part in _NEUTRAL:
            return None
        if any(char.isdigit() for char in part) and " " not in part:
            code = self._codes.read(part).cut
            if code:
                return None if code == cut else "code_name_contradiction"
        named = self._lookup(strip_institution(_FORMER.sub("", part)))
        other = named is not None and (named.spelling is None or named.spelling.cut != cut)
        if named is not None and not other:
            return None
        place = self._places[cut]
        if other and loose:
            return "ambiguous_name"
        if part.removeprefix("provincia de ").removeprefix("provincia ") == fold(place.province):
            return None
        region = self._regions.parse(part)
        if region is not None:
            return None if region in place.regions else "region_contradiction"
        return "ambiguous_name" if other else "unknown_name"
