"""A check report on its way between two processes: plain JSON, its findings counted and cut."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pydantic import TypeAdapter

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest.catalogues import Offer
from pipelines.ingest.checking.report import CheckReport, Finding, SheetReport
from pipelines.specs import Bilingual

MOST_OF_A_CODE = 1_000


@dataclass(frozen=True)
class Wrong:
    """A FaroError by its parts."""

    what: str
    where: str | None
    fix: str | None
    code: str
    es: str | None
    place_es: str | None


@dataclass(frozen=True)
class Said:
    """A report without the file it is about."""

    file: str
    spec: str | None
    format: str | None
    encoding: str | None
    delimiter: str | None
    sheets: tuple[SheetReport, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Bilingual, ...]
    offers: tuple[Offer, ...]
    error: Wrong | None
    beyond: dict[str, int]


class Told(FaroError):
    """An error that another process met."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.what, where=wrong.where, fix=wrong.fix, code=wrong.code, es=wrong.es)
        self._place_es = wrong.place_es

    @property
    def place_es(self) -> str | None:
        """The place of the problem in Spanish."""
        return self._place_es


_SAID = TypeAdapter(Said)


def wrong(error: FaroError) -> Wrong:
    """Return the parts of an error.

    Args:
        error: The error.
    """
    return Wrong(error.what, error.where, error.fix, error.code, error.es, error.place_es)


def packed(report: CheckReport) -> bytes:
    """Return a report as JSON: up to a thousand findings of a code, and how many more.

    Args:
        report: What would become of a file; its document stays behind.
    """
    listed: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in report.findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_OF_A_CODE:
            listed.append(finding)
    message = Said(
        file=report.file,
        spec=report.spec.id if report.spec else None,
        format=report.format,
        encoding=report.encoding,
        delimiter=report.delimiter,
        sheets=report.sheets,
        findings=tuple(listed),
        notes=report.notes,
        offers=report.offers,
        error=wrong(report.error) if report.error else None,
        beyond={code: n - MOST_OF_A_CODE for code, n in seen.items() if n > MOST_OF_A_CODE},
    )
    return _SAID.dump_json(message)


def unpacked(content: bytes) -> CheckReport:
    """Return the report that :func:`packed` wrote; it holds no document.

    Args:
        content: The JSON.

    Raises:
        pydantic.ValidationError: It is no such report.
    """
    message = _SAID.validate_json(content)
    known = {**specs.kinds(), **specs.sources()}
    return CheckReport(
        file=message.file,
        spec=known[message.spec] if message.spec else None,
        format=message.format,
        encoding=message.encoding,
        delimiter=message.delimiter,
        sheets=message.sheets,
        findings=message.findings,
        notes=message.notes,
        offers=message.offers,
        error=Told(message.error) if message.error else None,
        beyond=message.beyond,
    )
