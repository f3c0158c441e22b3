"""Cells by column: each distinct one is kept once, and a number in each row says which it is."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

Codes = np.ndarray[Any, np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Index = np.ndarray[Any, np.dtype[np.int64]]
_CLASS = operator.attrgetter("__class__")
_PLAIN = {str, type(None)}


class Cells(list[object]):
    """The distinct cells of a column; the first is ``None``, the empty one."""

    @cached_property
    def filled(self) -> Mask:
        """Which of them have content; spaces are none."""
        return np.array([not is_blank_cell(cell) for cell in self], np.bool_)


def is_blank_cell(cell: object) -> bool:
    """Tell whether a cell has no content (spaces are not content).

    Args:
        cell: A cell as read; zero and false are content.
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its distinct cells, and the number of one of them for each row."""

    cells: Cells
    codes: Codes

    @classmethod
    def of(cls, values: Sequence[object]) -> Column:
        """Return the column of some cells; what is equal and of one type is one cell.

        Args:
            values: The cell of each row.
        """
        builder = Builder()
        builder.add(values)
        return builder.column()

    @classmethod
    def empty(cls, size: int) -> Column:
        """Return a column of empty cells.

        Args:
            size: Number of rows.
        """
        return cls(Cells([None]), np.zeros(size, np.int32))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int) -> object:
        return self.cells[self.codes[index]]

    def __iter__(self) -> Iterator[object]:
        return map(self.cells.__getitem__, self.codes.tolist())

    @property
    def filled(self) -> Mask:
        """Which rows have content."""
        return self.cells.filled[self.codes]

    def where(self, test: Callable[[Any], bool]) -> Mask:
        """Return which rows have a cell that passes a test.

        Args:
            test: Asked once of each distinct cell, the empty one among them.

        Returns:
            (n,) booleans.
        """
        return np.array([test(cell) for cell in self.cells], np.bool_)[self.codes]

    def mapped(self, tell: Callable[[Any], object]) -> Column:
        """Return the column with other cells in place of its own.

        Args:
            tell: What it makes of a cell stands in its place; asked once of each distinct one, the
                empty one among them.
        """
        return Column(Cells(map(tell, self.cells)), self.codes)

    def changed(self, cells: Mapping[int, object]) -> Column:
        """Return the column with other cells at some rows.

        Args:
            cells: Row (0-based) → what stands there now.
        """
        if not cells:
            return self
        codes = self.codes.copy()
        codes[list(cells)] = np.arange(len(cells), dtype=np.int32) + len(self.cells)
        return Column(Cells([*self.cells, *cells.values()]), codes)

    def take(self, index: Index | slice) -> Column:
        """Return some rows of the column.

        Args:
            index: Which of them (0-based), in the order wanted.
        """
        codes = self.codes[index]
        if len(codes) * 2 >= len(self.cells):
            return Column(self.cells, codes)
        used = np.union1d(codes, np.zeros(1, np.int32))
        cells = Cells(map(self.cells.__getitem__, used.tolist()))
        return Column(cells, np.searchsorted(used, codes).astype(np.int32))

    def arrow(self, type: pa.DataType) -> pa.Array:
        """Return the column as Arrow has it.

        Args:
            type: Type of the array; every cell has to fit it.
        """
        return pa.array(self.cells, type).take(pa.array(self.codes))


class Builder:
    """Makes a column of cells that come some at a time.

    Args:
        size: How many empty cells it begins with.
        nothing: The text that is an empty cell too.
    """

    def __init__(self, size: int = 0, nothing: str | None = None) -> None:
        self._known: dict[Any, int] = {None: 0, nothing: 0}
        self._cells = Cells([None])
        self._parts: list[tuple[int, Codes]] = []
        self._size = size

    def add(self, values: Sequence[object]) -> None:
        """Add the cells of some more rows.

        Args:
            values: The cell of each row. Equal cells of different types stay apart: 1 is not 1.0.
        """
        keys: Sequence[Any] = values
        if not set(map(_CLASS, values)) <= _PLAIN:
            keys = [v if v.__class__ in _PLAIN else (v.__class__, v) for v in values]
        known = self._known
        for key in dict.fromkeys(keys):
            if key not in known:
                known[key] = len(self._cells)
                self._cells.append(key[1] if key.__class__ is tuple else key)
        self._put(np.fromiter(map(known.__getitem__, keys), np.int32, len(keys)))

    def add_distinct(self, cells: Sequence[str], codes: Codes) -> None:
        """Add some more rows of text, given as distinct texts and which each row has.

        Args:
            cells: The distinct texts.
            codes: (n,) place among them, for each row.
        """
        places = np.zeros(len(cells), np.int32)
        for at, cell in enumerate(cells):
            if cell not in self._known:
                self._known[cell] = len(self._cells)
                self._cells.append(cell)
            places[at] = self._known[cell]
        self._put(places[codes])

    def add_empty(self, size: int) -> None:
        """Add some more rows without content; they cost nothing.

        Args:
            size: How many.
        """
        self._size += size

    def _put(self, codes: Codes) -> None:
        self._parts.append((self._size, codes))
        self._size += len(codes)

    def column(self) -> Column:
        """Return the column of all that was added."""
        codes = np.zeros(self._size, np.int32)
        for start, part in self._parts:
            codes[start : start + len(part)] = part
        self._parts.clear()
        return Column(self._cells, codes)
