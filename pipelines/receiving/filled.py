"""A workbook that somebody filled in → its accepted rows, for a page that works with them.

Nothing is delivered and nothing is kept: the file is read apart, as a check is, and forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import paths
from pipelines.receiving import apart
from pipelines.receiving.settings import upload_limit_mb

if TYPE_CHECKING:
    from pipelines.ingest.checking import CheckReport


@dataclass(frozen=True)
class Filled:
    """A workbook that was read.

    Attributes:
        report: What is wrong with it, as a check says it.
        rows: Its accepted rows, by the columns of the kind, and ``cut``.
    """

    report: CheckReport = field(repr=False)
    rows: tuple[dict[str, Any], ...] = ()


def read_filled(name: str, content: bytes, kind: str, *, raw: Path | None = None) -> Filled:
    """Return the accepted rows of a file of a kind.

    Args:
        name: The name it came with; it is never trusted.
        content: Its bytes.
        kind: Id of the kind it is of.
        raw: Folder with the territory tables and catalogues; the configured one when None.

    Raises:
        FaroError: A setting is wrong, or no process can be had.
    """
    from pipelines.ingest.reading import safe_name
    from pipelines.receiving.upload import refused_for_size

    safe = safe_name(name)
    if too_large := refused_for_size(safe, content, upload_limit_mb()):
        return Filled(too_large)
    with TemporaryDirectory(prefix="faro-") as folder:
        path, out = Path(folder) / safe, Path(folder) / "rows"
        path.write_bytes(content)
        report = apart.check(path, raw=raw or paths.raw_dir(), out=out, kind=kind)
        rows = pq.read_table(out).to_pylist() if out.is_file() else []
    return Filled(report, tuple(rows))


def write_rows(report: CheckReport, out: Path, raw: Path) -> None:
    """Write the accepted rows of a checked file as Parquet; called in the room of files.

    Args:
        report: What the check said of it; one that was refused writes nothing.
        out: The file written.
        raw: Folder of the catalogues it was checked against.
    """
    from pipelines.ingest import intake
    from pipelines.ingest.reference import Reference

    if report.document is None or report.spec is None or report.error is not None:
        return
    document = report.document
    taken = intake.take_in(
        document.path,
        source=report.spec,
        file=document.path.name,
        reference=Reference(raw),
        document=document,
    )
    pq.write_table(pa.concat_tables([part.accepted for part in taken]), out)
