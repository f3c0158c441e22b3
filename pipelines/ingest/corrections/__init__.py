"""Known errors of publishers, corrected in the open: raw files are never edited.

Each row of a CSV in this folder names a source, a row by its key (``column=value; …``), a column,
the text as delivered and the text to read instead, with reason, evidence and date. A correction
whose row or old text is not found is not applied, and says so.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from pipelines.errors import FaroError
from pipelines.ingest.reading.columns import Column, Index, Mask

Status = Literal["applied", "row_not_found", "old_differs"]
_COLUMNS = (
    "source", "row_key", "column", "old", "new", "reason_es", "reason_en", "evidence", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """One known error of a publisher."""

    source: str
    row_key: str
    column: str
    old: str
    new: str
    reason_es: str
    reason_en: str
    evidence: str
    date: str

    def concerns(self, texts: Mapping[str, Column], size: int) -> Mask:
        """Tell which rows of raw texts are those this correction is about.

        Args:
            texts: Raw text by column; a column that is not there is empty in every row.
            size: Number of rows.

        Returns:
            (size,) booleans.
        """
        concerned = np.ones(size, np.bool_)
        for name, _, value in (part.partition("=") for part in self.row_key.split(";")):
            column = texts.get(name.strip()) or Column.empty(size)
            matches = [(text or "") == value.strip() for text in column.cells]
            concerned &= np.array(matches, np.bool_)[column.codes]
        return concerned


@dataclass(frozen=True)
class Applied:
    """What became of a correction on a file."""

    correction: Correction
    file: str
    row: int | None
    status: Status

    def as_row(self) -> dict[str, str | int | None]:
        """Return one flat row for the table of corrections."""
        return {
            **asdict(self.correction),
            "file": self.file,
            "row_number": self.row,
            "status": self.status,
        }


def load(folder: Path) -> list[Correction]:
    """Read every correction of a folder.

    Args:
        folder: Folder with the CSVs, read in order of their names.

    Raises:
        FaroError: A file lacks a column, or a correction lacks its reason or evidence.
    """
    corrections = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle), start=2):
                absent = [name for name in _COLUMNS if not row.get(name) and name != "old"]
                if absent:
                    raise FaroError(
                        f"the correction lacks {', '.join(absent)}",
                        where=f"{path.name}, row {number}",
                        fix="Every correction needs its reason, evidence and date",
                        code="bad_correction",
                    )
                corrections.append(Correction(**{name: row[name] or "" for name in _COLUMNS}))
    return corrections


def apply(
    corrections: Sequence[Correction],
    texts: Mapping[str, Column],
    rows: Index,
    file: str,
) -> tuple[dict[tuple[str, int], str], list[Applied]]:
    """Find the cells that corrections change.

    Args:
        corrections: Those of this source.
        texts: Raw text by column.
        rows: File row of each entry.
        file: Name of the file, for the record.

    Returns:
        New text by (column, index), and what became of each correction.
    """
    changes: dict[tuple[str, int], str] = {}
    record = []
    for correction in corrections:
        matches = np.flatnonzero(correction.concerns(texts, len(rows))).tolist()
        if not matches or correction.column not in texts:
            record.append(Applied(correction, file, None, "row_not_found"))
        for index in matches if correction.column in texts else []:
            if (texts[correction.column][index] or "") != correction.old:
                record.append(Applied(correction, file, int(rows[index]), "old_differs"))
                continue
            changes[correction.column, index] = correction.new
            record.append(Applied(correction, file, int(rows[index]), "applied"))
    return changes, record
