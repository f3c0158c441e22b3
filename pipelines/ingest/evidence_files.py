"""Evidence files: named by entries, measured and summed at the build, never opened.

They stand in ``data/raw/evidencia`` and are no deliveries; what they say about people stays there.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from pipelines.errors import readable
from pipelines.ingest.inventory import Input, digest

FOLDER = "evidencia"
LIMIT_MB = 10
SCHEMA = pa.schema(
    [
        ("evidence_file", pa.string()),
        ("bytes", pa.int64()),
        ("sha256", pa.string()),
        ("evidence_state", pa.string()),
        ("origin", pa.string()),
    ]
)


def as_inputs(raw: Path) -> list[Input]:
    """Return the evidence files as inputs of a build, so that a changed one makes another.

    Args:
        raw: The folder of the deliveries; without evidence in it there are none.
    """
    return [
        Input("evidence", readable(path.relative_to(raw)), digest(path), 0, True)
        for path in _files(raw)
    ]


def table(raw: Path) -> pa.Table:
    """Return name, size, checksum and state of each evidence file (``SCHEMA``).

    Args:
        raw: The folder of the deliveries.

    Returns:
        One row a file, by path; size in bytes. More than :data:`LIMIT_MB` is ``too_large``.
    """
    rows = [
        {
            "evidence_file": readable(path.name),
            "bytes": path.stat().st_size,
            "sha256": digest(path),
            "evidence_state": "too_large"
            if path.stat().st_size > LIMIT_MB * 1024 * 1024
            else "present",
            "origin": "delivered",
        }
        for path in _files(raw)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _files(raw: Path) -> list[Path]:
    folder = raw / FOLDER
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
