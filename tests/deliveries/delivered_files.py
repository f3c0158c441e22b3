"""Delivered files as senders write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from pipelines import specs
from pipelines.ingest.checking import diagnosis_bytes
from pipelines.ingest.intake import Intake
from pipelines.methods.questionnaires import instrument


def write_csv(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ";",
    end: str = "\r\n",
) -> Path:
    """Write rows as text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]],
    *,
    percent: str = "",
    merged: Sequence[str] = (),
    more: Sequence[tuple[str, Sequence[Sequence[Any]]]] = (),
) -> Path:
    """Write rows as a workbook; numbers in the columns ``percent`` get a percent format."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Datos"
    for number, row in enumerate(rows, start=1):
        for col, value in enumerate(row, start=1):
            cell = sheet.cell(number, col)
            cell.value = value
            if cell.column_letter in percent.split() and isinstance(value, float):
                cell.number_format = "0.0%"
    for area in merged:
        sheet.merge_cells(area)
    for name, content in more:
        other = book.create_sheet(name)
        for row in content:
            other.append(list(row))
    book.save(path)
    return path


def accepted(parts: Sequence[Intake], *names: str) -> list[tuple]:
    """The accepted rows of a file, as tuples of the columns named."""
    return [
        tuple(row[name] for name in names) for part in parts for row in part.accepted.to_pylist()
    ]


def quarantined(parts: Sequence[Intake]) -> list[tuple[int | None, str | None, str]]:
    """Row, cell and reason of each row in quarantine."""
    return [
        (p.row, p.cell, p.code)
        for part in parts
        for p in sorted(part.problems, key=lambda p: (p.row or 0, p.cell or "", p.code))
        if p.scope == "row"
    ]


def unknown(parts: Sequence[Intake]) -> list[str | None]:
    """The columns that the kind does not know."""
    return [p.column for part in parts for p in part.problems if p.scope == "column"]


def fill_diagnosis(path: Path, facts: dict[str, object]) -> Path:
    """Write the MGTM workbook with its facts filled in and level 1 in every question."""
    content = diagnosis_bytes(instrument("mgtm"), specs.kinds()["diagnostico"], "es")
    book = openpyxl.load_workbook(io.BytesIO(content))
    page: Any = book.worksheets[1]
    header = 0
    for row in page.iter_rows(max_row=12):
        for cell in row:
            if cell.value in facts:
                page.cell(cell.row, cell.column + 1).value = facts[cell.value]
            if cell.value == "Id de la pregunta":
                header = cell.row
    for number in range(header + 1, page.max_row + 1):
        page.cell(number, 5).value = 1
    book.save(path)
    return path
