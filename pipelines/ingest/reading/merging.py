"""Cells merged over several rows: the value stands in the first and belongs to all of them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pipelines.ingest.reading.columns import Codes, Column, is_blank_cell
from pipelines.ingest.reading.model import Sheet
from pipelines.ingest.reading.row_view import Rows


def spread_down(
    sheet: Sheet, first: int, kept: Collection[int]
) -> tuple[Rows, set[tuple[int, int]]]:
    """Return the rows of a sheet with merged cells filled, and merged cells that cannot be.

    Args:
        sheet: The sheet.
        first: File row (1-based) of the first row under the header.
        kept: Columns of measures: one figure merged over several rows or columns is not known
            to hold for each of them. Their merged cells are returned, filled or not.
    """
    rows = sheet.rows
    unknown: set[tuple[int, int]] = set()
    codes: dict[int, Codes] = {}
    lengths = rows.lengths
    for top, left, bottom, right in sheet.merged:
        last = min(bottom, len(rows))
        if top < first or top > len(rows) or (top == last and left == right):
            continue
        column = rows.column(left)
        spread = codes.get(left, column.codes)
        if is_blank_cell(column.cells[spread[top - 1]]):
            continue
        unknown |= {(r, c) for c in kept if left <= c <= right for r in range(top, last + 1)}
        if left in kept:
            continue
        if not codes:
            lengths = lengths.copy()
        codes.setdefault(left, column.codes.copy())
        below = np.arange(top, last)
        below = below[rows.filled[below]]
        lengths[below] = np.maximum(lengths[below], left + 1)
        blank = ~column.cells.filled[codes[left][below]]
        codes[left][below[blank]] = codes[left][top - 1]
    if not codes:
        return rows, unknown
    columns = [
        Column(column.cells, codes.get(position, column.codes))
        for position, column in enumerate(rows.columns)
    ]
    return Rows(columns, lengths), unknown
