"""A file somebody sends → its check report. The file itself is never kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipelines import institution, paths
from pipelines.errors import FaroError
from pipelines.institution import DELIVER, audit
from pipelines.receiving import apart
from pipelines.receiving.settings import upload_limit_mb

if TYPE_CHECKING:
    from pipelines.ingest.checking import CheckReport

_LISTED = 1_000
_ENDINGS = {"csv": "csv", "xlsx": "xlsx", "xls": "xls", "spreadsheetml": "xml", "ods": "ods"}
_KNOWN_ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xml", ".ods"}


@dataclass(frozen=True)
class Received:
    """A sent file that was checked.

    Attributes:
        sent_as: The name it came with, without what could do harm.
        name: The name it would be stored under: one ending, one that deliveries have.
        content: Its bytes.
        report: What would become of it.
        known: Its known columns alone, of a kind that drops people.
        raw: Folder with the territory tables and catalogues it was held against.
    """

    sent_as: str
    name: str
    content: bytes = field(repr=False)
    report: CheckReport = field(repr=False)
    known: bytes = field(default=b"", repr=False)
    raw: Path | None = None

    @property
    def family(self) -> str | None:
        """Family of the kind it was recognised as; None for a registered source or none."""
        return getattr(self.report.spec, "family", None)

    def annotated(self, lang: str) -> bytes:
        """Return the annotated copy as XLSX bytes, made now, apart.

        Args:
            lang: Language of the notes: ``es`` or ``en``.

        Raises:
            FaroError: There is nothing to annotate: why the file cannot be read, or that of
                :func:`pipelines.receiving.apart.check`.
        """
        with TemporaryDirectory(prefix="faro-") as folder:
            path, out = Path(folder) / self.sent_as, Path(folder) / "annotated.xlsx"
            path.write_bytes(self.content)
            report = apart.check(path, raw=self.raw or paths.raw_dir(), out=out, lang=lang)
            if not out.is_file():
                raise report.error or FaroError("it cannot be annotated", where=self.name)
            return out.read_bytes()

    def report_json(self) -> bytes:
        """Return the report as JSON bytes, up to a thousand cases of each problem."""
        content = self.report.as_dict(first=_LISTED)
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def check_upload(name: str, content: bytes, *, raw: Path | None = None) -> Received:
    """Check a sent file as ``faro check`` would; its process and its folder are gone afterwards.

    Args:
        name: The name it came with; it is never trusted.
        content: Its bytes.
        raw: Folder with the territory tables and catalogues; the configured one when None.

    Returns:
        The file with its report; a file that cannot be read has the verdict ``refused``.

    Raises:
        FaroError: A setting is wrong (``bad_setting``), no process can be had (``no_room``), or who
            asks may not send (``forbidden``).
    """
    from pipelines.ingest.reading import safe_name

    institution.need(DELIVER)
    safe, limit = safe_name(name), upload_limit_mb()
    if too_large := refused_for_size(safe, content, limit):
        return Received(safe, safe, b"", too_large)
    raw = raw or paths.raw_dir()
    with TemporaryDirectory(prefix="faro-") as folder:
        path, out = Path(folder) / safe, Path(folder) / "known"
        path.write_bytes(content)
        report = apart.check(path, raw=raw, out=out)
        known = out.read_bytes() if out.is_file() else b""
    digest = sha256(content).hexdigest()
    audit.record("delivery", outcome=report.verdict, sha256=digest)
    return Received(safe, stored_name(safe, report.format), content, report, known, raw)


def refused_for_size(name: str, content: bytes, limit: int) -> CheckReport | None:
    """Return the report of a file larger than a limit, None for any other.

    Args:
        name: Of the file.
        content: Its bytes.
        limit: In megabytes.
    """
    from pipelines.ingest.checking import CheckReport

    if len(content) <= limit * 1024 * 1024:
        return None
    return CheckReport(file=name, error=_too_large(name, limit))


def stored_name(safe: str, format_: str | None) -> str:
    """Return a safe name with one ending, that of deliveries: ``a.csv.exe`` → ``a_csv_exe.csv``.

    Args:
        safe: A name made safe already.
        format_: What the content is (``csv``, ``xlsx``, ``xls``, ``spreadsheetml``, ``ods``), which
            decides where the ending says nothing; any other is taken for CSV.
    """
    path = Path(safe)
    is_known = path.suffix.lower() in _KNOWN_ENDINGS
    stem = path.stem if is_known else path.name
    ending = path.suffix.lower() if is_known else f".{_ENDINGS.get(format_ or '', 'csv')}"
    return f"{stem.replace('.', '_') or 'archivo'}{ending}"


def _too_large(name: str, limit: int) -> FaroError:
    return FaroError(
        f"the file is larger than {limit} MB",
        where=name,
        fix="Divide it, or deliver it without attachments and images",
        code="too_large",
        es=f"el archivo pesa más de {limit} MB. Divídalo o entréguelo sin adjuntos ni imágenes",
    )
