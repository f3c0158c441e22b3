"""Cells by column: each distinct one is kept once, and a number in each row says which it is."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any, overload

import numpy as np
import pyarrow as pa

Codes = np.ndarray[Any, np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Index = np.ndarray[Any, np.dtype[np.int64]]
_AT_ONCE = 4096  # rows that are made into lists, or lists into columns, at a time
_MAX_AREA = 400_000_000
_RAGGED = 4  # times the cells that rows have, as columns: beyond it long rows stand apart
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


class Rows(Sequence[list[object]]):
    """Rows over columns: each is made into a list when it is asked for.

    Attributes:
        columns: As many as the longest row has cells; a shorter row is empty beyond its end.
        lengths: Cells of each row.
    """

    def __init__(self, columns: Sequence[Column], lengths: Codes) -> None:
        self.columns, self.lengths = tuple(columns), lengths

    @classmethod
    def of(cls, rows: Sequence[Sequence[object]]) -> Rows:
        """Return lists as rows.

        Args:
            rows: The cells of each row, which may be of different lengths.
        """
        builder = RowsBuilder()
        for start in range(0, len(rows), _AT_ONCE):
            builder.add(rows[start : start + _AT_ONCE])
        return builder.rows()

    def __len__(self) -> int:
        return len(self.lengths)

    @overload
    def __getitem__(self, index: int) -> list[object]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> list[object] | Rows:
        if isinstance(index, slice):
            return self.take(index)
        return [column[index] for column in self.columns[: self.lengths[index]]]

    def __iter__(self) -> Iterator[list[object]]:
        for start in range(0, len(self), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            lengths = self.lengths[part].tolist()
            columns = [
                map(column.cells.__getitem__, column.codes[part].tolist())
                for column in self.columns
            ]
            cells = zip(*columns, strict=True) if columns else iter([()] * len(lengths))
            for row, length in zip(cells, lengths, strict=True):
                yield list(row[:length])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def filled(self) -> Mask:
        """Which rows have content."""
        with_content = np.zeros(len(self), np.bool_)
        for column in self.columns:
            with_content |= column.filled
        return with_content

    def column(self, position: int) -> Column:
        """Return a column; one beyond the last is empty.

        Args:
            position: Which one (0-based).
        """
        if position < len(self.columns):
            return self.columns[position]
        return Column.empty(len(self))

    def take(self, index: Index | slice) -> Rows:
        """Return some of the rows.

        Args:
            index: Which of them (0-based), in the order wanted.
        """
        return Rows([column.take(index) for column in self.columns], self.lengths[index])

    def padded(self, width: int) -> Rows:
        """Return the rows, all of one length.

        Args:
            width: Cells of each; no less than any has.
        """
        columns = [self.column(position) for position in range(width)]
        return Rows(columns, np.full(len(self), width, np.int32))

    def emptied(self, count: int) -> Rows:
        """Return the rows with the first of them empty: those below keep their number.

        Args:
            count: How many.
        """
        lengths = self.lengths.copy()
        lengths[:count] = 0
        blank = np.arange(len(self)) < count
        columns = [Column(c.cells, np.where(blank, np.int32(0), c.codes)) for c in self.columns]
        return Rows(columns, lengths)

    def trimmed(self) -> Rows:
        """Return the rows without the empty ones after the last content."""
        last = int(np.flatnonzero(self.filled)[-1]) + 1 if self.filled.any() else 0
        return self if last == len(self) else self[:last]


class RowsBuilder:
    """Makes rows of lists that come some at a time.

    Args:
        nothing: The text that is an empty cell too.
    """

    def __init__(self, nothing: str | None = None) -> None:
        self._nothing = nothing
        self._builders: list[Builder] = []
        self._lengths: list[Codes] = [np.zeros(0, np.int32)]
        self._size = 0

    @property
    def area(self) -> tuple[int, int]:
        """How many rows there are, and how many columns."""
        return self._size, len(self._builders)

    @property
    def is_too_wide(self) -> bool:
        """Whether rows as long as the longest would be more than can be held."""
        return math.prod(self.area) > _MAX_AREA

    def add(self, rows: Sequence[Sequence[object]]) -> None:
        """Add some more rows; a few long ones among many short ones stand by themselves.

        Args:
            rows: The cells of each row, which may be of different lengths.
        """
        lengths = np.fromiter(map(len, rows), np.int32, len(rows))
        if int(lengths.max(initial=0)) * len(rows) > _RAGGED * (int(lengths.sum()) + len(rows)):
            half = len(rows) // 2
            self.add(rows[:half])
            self.add(rows[half:])
            return
        self._widen(int(lengths.max(initial=0)))
        columns = iter(zip_longest(*rows))
        for builder in self._builders:
            cells = next(columns, None)
            builder.add_empty(len(rows)) if cells is None else builder.add(cells)
        self._end(lengths)

    def add_columns(self, columns: Sequence[tuple[Sequence[str], Codes]], lengths: Codes) -> None:
        """Add some more rows of text, given by column as distinct texts and which each row has.

        Args:
            columns: For each column its distinct texts and (n,) place among them, for each row.
            lengths: (n,) cells of each row.
        """
        self._widen(len(columns))
        for builder, (cells, codes) in zip(self._builders, columns, strict=False):
            builder.add_distinct(cells, codes)
        for builder in self._builders[len(columns) :]:
            builder.add_empty(len(lengths))
        self._end(lengths)

    def _widen(self, width: int) -> None:
        for _ in range(len(self._builders), width):
            self._builders.append(Builder(self._size, self._nothing))

    def _end(self, lengths: Codes) -> None:
        self._lengths.append(lengths)
        self._size += len(lengths)

    def rows(self) -> Rows:
        """Return the rows of all that was added."""
        columns = [builder.column() for builder in self._builders]
        return Rows(columns, np.concatenate(self._lengths))
