"""Register the reviewed content of a source: its rows counted as a build counts them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines import atomic
from pipelines.errors import FaroError
from pipelines.ingest import intake, seals
from pipelines.ingest.inventory import digest
from pipelines.ingest.reference import Reference
from pipelines.ingest.seals import Seal
from pipelines.specs import Source


def seal(source: Source, raw: Path) -> list[str]:
    """Register today's content of a source's files in the list of seals.

    Args:
        source: The source.
        raw: The folder of the deliveries.

    Returns:
        One line a file that changed: rows before → after.

    Raises:
        FaroError: A file is missing or cannot be read.
    """
    before, today = seals.read(raw), counted(source, raw)
    atomic.write(raw / seals.FILE, seals.text({**before, **today}).encode())
    return [
        f"{file}: {before[file].rows if file in before else 0} → {sealed.rows}"
        for file, sealed in today.items()
        if before.get(file) != sealed
    ]


def counted(source: Source, raw: Path) -> Mapping[str, Seal]:
    """Return checksum and delivered rows of each file of a source, as they stand.

    Args:
        source: The source.
        raw: The folder of the deliveries.

    Raises:
        FaroError: A file is missing (``missing_file``) or cannot be taken in.
    """
    reference = Reference(raw)
    by_file = {}
    for file in source.files:
        if not (raw / file).is_file():
            raise FaroError("the file is missing", where=file, code="missing_file")
        parts = intake.take_in(raw / file, source=source, file=file, reference=reference)
        by_file[file] = Seal(sha256=digest(raw / file), rows=sum(part.delivered for part in parts))
    return by_file
