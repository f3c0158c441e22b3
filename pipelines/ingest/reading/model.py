"""What a file is after reading: sheets of plain cells, then one table with a header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines.ingest.reading.values import EPOCH, Percent

Format = Literal["csv", "xlsx", "xls", "spreadsheetml", "ods"]
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: Its name; ``None`` for a CSV.
        rows: ``rows[i]`` is file row ``i + 1``; cells are str, int, float, bool, date, datetime
            or ``None`` (empty). Rows may be shorter than the sheet is wide. In a CSV, a record
            that spans several lines stands at its first line and the other lines are empty rows.
        percent_cells: ``(row, col)`` of numbers shown as percentages, 1-based row, 0-based
            column: the stored 0.473 is shown as 47.3 %.
        sign_cells: The same of numbers shown as they are with a % sign after them.
        epoch: Day 0 of its serial dates.
        merged: Merged ranges ``(first row, first col, last row, last col)``, same bases.
        tables: What descriptions were found in it, each looked for once.
    """

    name: str | None
    rows: list[list[object]]
    percent_cells: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Merge, ...] = ()
    sign_cells: frozenset[tuple[int, int]] = frozenset()
    epoch: datetime = EPOCH
    tables: dict[int, tuple[object, list[Table]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


@dataclass(frozen=True)
class Document:
    """One file.

    Attributes:
        path: Where it was read from.
        format: Decided by its content, never by its name.
        encoding: Of a text format.
        delimiter: Of a CSV; ``None`` when it has one column only.
        sheets: Its worksheets, in order, hidden ones too.
        notes: What the reader should know, as ``code key=value …``.
    """

    path: Path
    format: Format
    encoding: str | None
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table found in a sheet.

    Attributes:
        sheet: Name of the sheet.
        header_row: File row (1-based) of the first header row; ``header_rows`` counts them.
        columns: Field → column position (0-based).
        headers: Column position → header text, of every column that has one or has content.
        unknown: The part of ``headers`` that is no field and has content.
        rows: ``(file row, cells)`` of each data row, padded to the table's width.
        skipped: ``(file row, reason, text)`` of each row that is not data. Reasons: ``title``,
            ``blank``, ``total``, ``repeated_header``, ``footnote``, ``too_many_cells``,
            ``below_other_header``.
        above: Field → cell (row 1-based, column 0-based) that says it once, over the header, for
            every row; such a field stands beyond the last column of ``rows``.
        next_header: File row of another header under this table, with other columns or in
            another order; what stands below it is in ``skipped``.
        short: File row → number of fields, of CSV rows with fewer fields than the header.
        merged: ``(file row, column)`` of cells merged with others whose value cannot be spread.
    """

    sheet: str | None
    header_row: int
    header_rows: int
    columns: dict[str, int]
    headers: dict[int, str]
    unknown: dict[int, str]
    rows: list[tuple[int, list[object]]]
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    above: dict[str, tuple[int, int]] = field(default_factory=dict)
    next_header: int | None = None
    short: dict[int, int] = field(default_factory=dict)
    merged: frozenset[tuple[int, int]] = frozenset()


def percent_flags(sheet: Sheet, table: Table, name: str) -> list[Percent]:
    """Return, for each row of ``table``, how its cell of field ``name`` shows a percentage."""
    position = table.columns.get(name)
    if position is None or not (sheet.percent_cells or sheet.sign_cells):
        return [Percent.NONE] * len(table.rows)
    return [
        Percent.SCALED
        if (row, position) in sheet.percent_cells
        else Percent.SIGN
        if (row, position) in sheet.sign_cells
        else Percent.NONE
        for row, _ in table.rows
    ]


def is_blank(row: Sequence[object]) -> bool:
    """Tell whether a row has no content (spaces are not content)."""
    for cell in row:  # a plain loop: it is asked of every row, and the first cell mostly answers
        if cell is not None and (not isinstance(cell, str) or cell.strip()):
            return False
    return True


def trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Return ``rows`` without the empty ones after the last content."""
    last = len(rows)
    while last and is_blank(rows[last - 1]):
        last -= 1
    return rows[:last]
