"""Codes of a municipality as spreadsheets deliver them: CUT (current, former) and CPLT's MU."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from pipelines.ingest.reading.values import seen

_PLACEHOLDER_LIST = (
    "- -- --- . .. * 0 0.0 00000 s/i s/c n/a n.a. na nan none null nil #n/a #n/d #na sin nd n/d x ?"
)
_PLACEHOLDERS = frozenset(_PLACEHOLDER_LIST.split())
_ORGANISM = re.compile(r"^([A-Z]{2})[\s\-_./]*(\d{3})(?:\.0+)?$")
_LABEL = re.compile(r"^(?:CUT|COD(?:IGO)?|COMUNA)[\s:.\-_]*(?=\d)")
_THOUSANDS = re.compile(r"^\d{1,2}[.,]\d{3}(?:[.,]0+)?$")
_WHOLE = re.compile(r"^\d+[.,]0+$")
_SUBDERE = "11111"  # pseudo-municipality of SINIM's files


@dataclass(frozen=True)
class CodeReading:
    """What a code says: the comuna's CUT, if any, and how it is known.

    ``kind`` is ``blank`` (no code given), ``current``, ``former``, ``unverified`` (a former code
    whose change nobody has verified), ``other_body`` or ``unknown``.
    """

    kind: Literal["blank", "current", "former", "unverified", "other_body", "unknown"]
    cut: str | None = None


class Codes:
    """Looks codes up in the territory tables; a current code always wins over a former one."""

    def __init__(
        self, comunas: Sequence[Mapping[str, str]], history: Sequence[Mapping[str, str]]
    ) -> None:
        self._current = {row["cut_code"]: row["cut_code"] for row in comunas}
        self._current |= {row["cplt_code"]: row["cut_code"] for row in comunas if row["cplt_code"]}
        self._former: dict[str, CodeReading] = {}
        for row in history:
            verified = row["verified"].strip().lower() in {"yes", "true", "1"}
            kind: Literal["former", "unverified"] = "former" if verified else "unverified"
            reading = CodeReading(kind, row["cut_code"])
            known = self._former.setdefault(row["previous_cut_code"], reading)
            if known.cut != reading.cut:
                self._former[row["previous_cut_code"]] = CodeReading("unknown")

    def read(self, raw: object) -> CodeReading:
        """Read one code cell.

        Args:
            raw: Text, integer or float as spreadsheets give them; None is blank.
        """
        code = clean_code(raw)
        if code is None:
            return CodeReading("blank")
        if code in self._current:
            return CodeReading("current", self._current[code])
        if code in self._former:
            return self._former[code]
        organism = _ORGANISM.match(code)
        if code == _SUBDERE or (organism and organism[1] != "MU"):
            return CodeReading("other_body")
        return CodeReading("unknown")


def clean_code(raw: object) -> str | None:
    """Return a code in its canonical form (five digits, ``MU124``), or None when there is none.

    ``5101``, ``5101.0``, ``'05101``, ``5.101`` and ``5.101E+03`` all read as ``05101``; ``mu 124``
    and ``MU-124`` as ``MU124``. What has no such form is returned as it came.

    Args:
        raw: Text, integer or float as spreadsheets give them, or None.
    """
    text = "" if raw is None else str(seen(raw)).replace("\u00a0", " ").strip().strip("'’\"=()[] ")
    if not text or text.lower() in _PLACEHOLDERS:
        return None
    upper = _LABEL.sub("", text.upper())
    organism = _ORGANISM.match(upper)
    if organism:
        return organism[1] + organism[2]
    if _WHOLE.match(upper):
        upper = re.split("[.,]", upper)[0]
    elif _THOUSANDS.match(upper):
        upper = "".join(re.split("[.,]", upper)[:2])
    elif "E+" in upper:
        upper = _scientific(upper)
    return upper.zfill(5) if upper.isdecimal() and len(upper) == 4 else upper


def _scientific(text: str) -> str:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    whole = number == number.to_integral_value() and abs(number) < 100_000
    return str(int(number)) if whole else text
