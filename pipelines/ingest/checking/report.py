"""The verdict on one file before anything is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from pipelines.errors import FaroError
from pipelines.ingest.catalogues import Offer
from pipelines.ingest.checking import wording
from pipelines.ingest.reading import Document
from pipelines.ingest.reference import Reference
from pipelines.specs import Bilingual, RowSpec

Verdict = Literal["ok", "problems", "refused"]
FIRST = 10
NOTICES = frozenset(
    {
        "total",
        "total_row",
        "repeated_header",
        "footnote",
        "unknown_column",
        "personal_column",
        "short_rows",
    }
)
"""Codes that ask nothing of the sender: what they speak of is no record, or is kept apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell, row or column that was not accepted; personal data in its texts is masked.

    A file may have a million of them, so each holds plain texts and nothing else.
    """

    code: str
    scope: str
    sheet: str | None
    row: int | None
    column: str | None
    cell: str | None
    raw_text: str | None
    reason_es: str
    reason_en: str
    suggestions: tuple[str, ...] = ()

    @property
    def reason(self) -> Bilingual:
        """Why, in both languages."""
        return Bilingual(es=self.reason_es, en=self.reason_en)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding with stable keys."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "raw_text": self.raw_text,
            "reason_es": self.reason_es,
            "reason_en": self.reason_en,
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True)
class Group:
    """Every finding of one code; how many there are, where not all are listed."""

    code: str
    findings: tuple[Finding, ...]
    fix: Bilingual | None
    count: int

    @property
    def is_notice(self) -> bool:
        """Whether the sender has nothing to mend."""
        return self.code in NOTICES

    def as_dict(self, first: int = FIRST) -> dict[str, Any]:
        """Return the group with stable keys.

        Args:
            first: How many of its findings are listed; ``count`` says how many there are.
        """
        return {
            "code": self.code,
            "notice": self.is_notice,
            "count": self.count,
            "fix_es": self.fix.es if self.fix else None,
            "fix_en": self.fix.en if self.fix else None,
            "first": [finding.as_dict() for finding in self.findings[:first]],
        }


@dataclass(frozen=True)
class Column:
    """A column of the kind or of the file: its header and letter where the file has it."""

    name: str | None
    label: Bilingual
    header: str | None = None
    letter: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the column with stable keys."""
        return {
            "name": self.name,
            "label_es": self.label.es,
            "label_en": self.label.en,
            "header": self.header,
            "letter": self.letter,
        }


@dataclass(frozen=True)
class SheetReport:
    """One table of the file: where its header stands, its rows and its columns."""

    sheet: str | None
    header_row: int
    delivered: int
    accepted: int
    quarantined: int
    recognised: tuple[Column, ...]
    unknown: tuple[Column, ...]
    absent: tuple[Column, ...]
    rules: Mapping[str, Bilingual]

    def as_dict(self) -> dict[str, Any]:
        """Return the sheet with stable keys."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "rows": _rows(self.delivered, self.accepted, self.quarantined),
            "columns": {
                "recognised": [column.as_dict() for column in self.recognised],
                "unknown": [column.as_dict() for column in self.unknown],
                "absent": [column.as_dict() for column in self.absent],
            },
            "rules": {name: {"es": r.es, "en": r.en} for name, r in self.rules.items()},
        }


@dataclass(frozen=True)
class CheckReport:
    """What would become of a file.

    Attributes:
        file: Its name, without folders.
        spec: The kind or source it was read as; ``None`` when refused before that.
        sheets: One entry for each sheet that holds the table.
        findings: Everything that was not accepted, in order of sheet and row.
        notes: What the reader of the file should know.
        offers: Which rows of catalogues would make refused texts known.
        error: Why it was refused, if it was.
        beyond: How many more findings there are of a code than are listed.
        document: The file as read, for the annotated copy; not part of ``as_dict``.
        reference: What it was read against, for the lists of that copy; neither.
    """

    file: str
    spec: RowSpec | None = None
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[SheetReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Bilingual, ...] = ()
    offers: tuple[Offer, ...] = ()
    error: FaroError | None = None
    beyond: Mapping[str, int] = field(default_factory=dict)
    document: Document | None = field(default=None, repr=False, compare=False)
    reference: Reference | None = field(default=None, repr=False, compare=False)

    @property
    def delivered(self) -> int:
        """Number of rows delivered."""
        return sum(sheet.delivered for sheet in self.sheets)

    @property
    def accepted(self) -> int:
        """Number of rows that would be curated."""
        return sum(sheet.accepted for sheet in self.sheets)

    @property
    def quarantined(self) -> int:
        """Number of rows that would be in quarantine."""
        return sum(sheet.quarantined for sheet in self.sheets)

    @property
    def groups(self) -> list[Group]:
        """The findings by code: what must be mended first, then notices, the most frequent up."""
        ordered = sorted(self.findings, key=lambda finding: finding.code)
        grouped = [
            Group(code, findings, wording.fix(code), len(findings) + self.beyond.get(code, 0))
            for code, members in groupby(ordered, key=lambda finding: finding.code)
            for findings in (tuple(members),)
        ]
        return sorted(grouped, key=lambda g: (g.is_notice, -g.count, g.code))

    @property
    def verdict(self) -> Verdict:
        """``refused``, ``problems`` when something must be mended, or ``ok``."""
        if self.error is not None:
            return "refused"
        wrong = any(finding.code not in NOTICES for finding in self.findings)
        return "problems" if wrong or not self.delivered else "ok"

    @property
    def exit_code(self) -> int:
        """0 when nothing must be mended, else 1."""
        return 0 if self.verdict == "ok" else 1

    def as_dict(self, *, first: int = FIRST) -> dict[str, Any]:
        """Return the report as plain data with stable keys.

        Args:
            first: How many findings of each group are listed.
        """
        title = self.spec.title if self.spec else None
        return {
            "file": self.file,
            "verdict": self.verdict,
            "kind": self.spec.id if self.spec else None,
            "kind_es": title.es if title else None,
            "kind_en": title.en if title else None,
            "format": self.format,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": _rows(self.delivered, self.accepted, self.quarantined),
            "sheets": [sheet.as_dict() for sheet in self.sheets],
            "notes": [{"es": note.es, "en": note.en} for note in self.notes],
            "offers": [offer.as_dict() for offer in self.offers],
            "problems": [group.as_dict(first) for group in self.groups],
            "error": _error(self.error),
        }


def _rows(delivered: int, accepted: int, quarantined: int) -> dict[str, int]:
    return {"delivered": delivered, "accepted": accepted, "quarantined": quarantined}


def _error(error: FaroError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {"code": error.code, "es": error.in_language("es"), "en": error.in_language("en")}
