"""Files as senders write them, made from the example rows of each kind."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from pipelines import specs
from pipelines.specs import Kind

KINDS = list(specs.kinds().values())
KIND_IDS = [kind.id for kind in KINDS]
NOBODY = "Villa Inexistente del Ensayo"


def table(kind: Kind) -> tuple[list[str], list[list[str]]]:
    """Column names of the kind, and its example rows as text."""
    names = list(kind.columns)
    return names, [[row.get(name, "") for name in names] for row in kind.examples]


def headers(kind: Kind, names: Sequence[str]) -> list[str]:
    """The Spanish headers of columns."""
    return [kind.columns[name].label.es for name in names]


def shouted(text: str) -> str:
    """A header in capitals and without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).upper()


def write_csv(
    path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ";"
) -> Path:
    """Write rows as a CSV with Windows line ends."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write rows as a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for col, value in enumerate(row, start=1):
            cell = sheet.cell(number, col)
            cell.value = value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    book.save(path)
    return path
