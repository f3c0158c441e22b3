"""What a file is after reading: sheets of plain cells, then one table with a header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipelines.ingest.reading.columns import Column, Index, is_blank_cell
from pipelines.ingest.reading.row_view import Rows
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
            Lists may be given; they are kept by column.
        percent_cells: ``(row, col)`` of numbers shown as percentages, 1-based row, 0-based
            column: the stored 0.473 is shown as 47.3 %.
        sign_cells: The same of numbers shown as they are with a % sign after them.
        epoch: Day 0 of its serial dates.
        delimiter: What stands between the fields of a CSV.
        merged: Merged ranges ``(first row, first col, last row, last col)``, same bases.
        candidates: What may be a header in it, looked for once.
        tables: What descriptions were found in it, each looked for once.
    """

    name: str | None
    rows: Rows
    percent_cells: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Merge, ...] = ()
    sign_cells: frozenset[tuple[int, int]] = frozenset()
    epoch: datetime = EPOCH
    delimiter: str | None = None
    candidates: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)
    tables: dict[int, tuple[object, list[Table]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not isinstance(self.rows, Rows):
            object.__setattr__(self, "rows", Rows.of(self.rows))

    @cached_property
    def shown(self) -> Mapping[int, Mapping[int, Percent]]:
        """Column (0-based) → row (1-based) → how its number is shown, where as a percentage."""
        percentages: dict[int, dict[int, Percent]] = defaultdict(dict)
        for row, col in self.sign_cells:
            percentages[col][row] = Percent.SIGN
        for row, col in self.percent_cells:
            percentages[col][row] = Percent.SCALED
        return percentages


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


@dataclass(frozen=True, eq=False)
class Table:
    """One table found in a sheet.

    Attributes:
        sheet: Name of the sheet.
        header_row: File row (1-based) of the first header row; ``header_rows`` counts them.
        columns: Field → column position (0-based).
        headers: Column position → header text, of every column that has one or has content.
        unknown: The part of ``headers`` that is no field and has content.
        numbers: File row (1-based) of each data row, in order.
        cells: The data rows, padded to the table's width.
        skipped: ``(file row, reason, text)`` of each row that is not data. Reasons: ``title``,
            ``blank``, ``total``, ``repeated_header``, ``footnote``, ``too_many_cells``,
            ``below_other_header``.
        above: Field → cell (row 1-based, column 0-based) that says it once, over the header, for
            every row; such a field stands beyond the last column of the sheet.
        next_header: File row of another header under this table, with other columns or in
            another order; what stands below it is in ``skipped``.
        short: File row → number of fields, of CSV rows with fewer fields than the header.
        merged: ``(file row, column)`` of cells merged with others whose value cannot be spread.
        after_figures: Columns of no field that may hold the decimals of the figures before them.
    """

    sheet: str | None
    header_row: int
    header_rows: int
    columns: dict[str, int]
    headers: dict[int, str]
    unknown: dict[int, str]
    numbers: Index
    cells: Rows
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    above: dict[str, tuple[int, int]] = field(default_factory=dict)
    next_header: int | None = None
    short: dict[int, int] = field(default_factory=dict)
    merged: frozenset[tuple[int, int]] = frozenset()
    after_figures: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[tuple[int, list[object]]]:
        """``(file row, cells)`` of each data row, for whoever looks at a few of them."""
        return list(zip(self.numbers.tolist(), self.cells, strict=True))

    def column(self, name: str) -> Column | None:
        """Return the cells of a field, or None where the table has no such column.

        Args:
            name: The field.
        """
        position = self.columns.get(name)
        return None if position is None else self.cells.column(position)


def percent_flags(sheet: Sheet, table: Table, name: str) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return, for each row of a table, how its cell of a field shows a percentage.

    Args:
        sheet: The sheet that it stands in.
        table: The table.
        name: The field; one that the table lacks shows none.

    Returns:
        (n,) values of ``Percent``.
    """
    flags = np.zeros(len(table.numbers), np.int8)
    position = table.columns.get(name)
    if position is not None and (shown := sheet.shown.get(position)):
        of_row = (shown.get(row, Percent.NONE) for row in table.numbers.tolist())
        flags[:] = np.fromiter(of_row, np.int8, len(flags))
    return flags


def is_blank(row: Sequence[object]) -> bool:
    """Tell whether a row has no content (spaces are not content).

    Args:
        row: Its cells.
    """
    return all(map(is_blank_cell, row))
