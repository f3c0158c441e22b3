"""What is stored of deliveries whose history is kept and whose people are not."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.specs import Kind
from pipelines.spreadsheets import rows_csv

if TYPE_CHECKING:
    from pipelines.ingest.checking import CheckReport
    from pipelines.receiving.upload import Received


def stored(received: Received) -> tuple[str, bytes]:
    """Return the name and content under which a file is stored.

    A kind that drops people is written anew with its known columns only, e-mails and phones
    masked. A kind that keeps its history gets the digest of its content in the name, so that
    another content is another file and the same content is the same one.

    Args:
        received: What :func:`check_upload` returned.
    """
    kind = received.report.spec
    name, content = received.name, received.content
    if not isinstance(kind, Kind):
        return name, content
    if kind.drops_people:
        name, content = f"{Path(name).stem}.csv", received.known
    if kind.keeps_history:
        path = Path(name)
        name = f"{path.stem}-{sha256(content).hexdigest()[:12]}{path.suffix}"
    return name, content


def known_columns(report: CheckReport, kind: Kind) -> bytes:
    """Return a file written anew with the known columns of its kind, people masked.

    Args:
        report: What would become of the file, with its document; without one there are no rows.
        kind: The kind it was recognised as.

    Returns:
        A CSV file: UTF-8, ``;`` between fields, one column for each of the kind.
    """
    from pipelines.ingest.intake import tables_or_spoilt
    from pipelines.ingest.intake.people import without_people
    from pipelines.ingest.intake.typing import raw_texts

    rows: list[list[object]] = []
    document = report.document
    for sheet in document.sheets if document else ():
        for found in tables_or_spoilt(sheet, kind):
            table, _ = without_people(found)
            columns = raw_texts(kind, table)
            rows += map(list, zip(*(columns[name] for name in kind.columns), strict=True))
    return rows_csv(list(kind.columns), rows, bom=False, delimiter=";", ends="\n")
