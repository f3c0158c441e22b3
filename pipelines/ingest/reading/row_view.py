"""Rows over columns: a table is kept by column, and read by row where that is what is asked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import overload

import numpy as np

from pipelines.ingest.reading.columns import Builder, Codes, Column, Index, Mask

_AT_ONCE = 4096  # rows that are made into lists, or lists into columns, at a time
_MAX_AREA = 400_000_000
_RAGGED = 4  # times the cells that rows have, as columns: beyond it long rows stand apart


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
