"""A delivery before it is written: cells that know which values they may be read as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass
class Cell:
    """One cell of a delivery.

    Attributes:
        text: What a text file says.
        native: What a workbook stores; the text itself unless it is a number or a date.
        allowed: Typed values it may be accepted as; none of them means its row may not be.
        number_format: Of a workbook's cell.
        state: The state it must be in where the kind keeps states.
    """

    text: str
    native: Any = None
    allowed: tuple[Any, ...] = ()
    number_format: str | None = None
    state: str | None = None

    def __post_init__(self) -> None:
        if self.native is None and self.text:
            self.native = self.text

    def copy(self) -> Cell:
        """Return the same cell, to be changed apart."""
        return Cell(self.text, self.native, self.allowed, self.number_format, self.state)


@dataclass
class Column:
    """One column: its header, and the field it is (``None`` when the kind has no such column)."""

    header: str
    field: str | None


@dataclass
class Row:
    """One row under the header.

    Attributes:
        token: A text that stands in this row alone, wherever its cells may end up.
        cells: By the position of the column in ``Grid.columns`` order, keyed by column identity.
        cuts: The municipalities it may be matched to; empty when it may not be accepted.
        role: ``data``; ``blank`` (not delivered); ``other`` (delivered, never accepted).
        literal: What it says, where it is no data row.
        by_name, by_code: The same, were there only its name or only its code.
        shape: Cells to leave out (negative) or add (positive) at its end, in a text file.
    """

    token: str
    cells: dict[int, Cell] = field(default_factory=dict)
    cuts: tuple[str | None, ...] = (None,)
    role: str = "data"
    literal: list[str] = field(default_factory=list)
    shape: int = 0
    by_name: tuple[str | None, ...] = (None,)
    by_code: tuple[str | None, ...] = (None,)

    def copy(self) -> Row:
        """Return the same row, to be changed apart."""
        cells = {key: cell.copy() for key, cell in self.cells.items()}
        return replace(self, cells=cells, literal=list(self.literal))


@dataclass
class Grid:
    """One delivery: columns, rows, what stands around them, and what is known to be wrong.

    Attributes:
        harmless: Every change keeps the meaning: each data row has to be accepted.
        countable: The number of delivered rows is known.
    """

    kind: str
    columns: list[Column]
    rows: list[Row]
    titles: list[list[str]] = field(default_factory=list)
    upper: list[str] | None = None
    merged_columns: list[str] = field(default_factory=list)
    other_sheets: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    repeated_sheet: bool = False
    harmless: bool = True
    countable: bool = True
    log: list[str] = field(default_factory=list)

    def column(self, name: str) -> Column | None:
        """Return the column that is field ``name``, if there is one."""
        return next((column for column in self.columns if column.field == name), None)

    def fields(self) -> list[str]:
        """Return the fields that have a column."""
        return [column.field for column in self.columns if column.field]

    def data(self) -> list[Row]:
        """Return the data rows."""
        return [row for row in self.rows if row.role == "data"]

    def cell(self, row: Row, name: str) -> Cell:
        """Return the cell of a data row in field ``name``."""
        column = self.column(name)
        assert column is not None
        return row.cells[id(column)]

    @property
    def delivered(self) -> int:
        """Number of rows that count as delivered, on one sheet."""
        return sum(row.role in ("data", "other") for row in self.rows)
