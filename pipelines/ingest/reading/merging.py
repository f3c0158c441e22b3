"""Cells merged over several rows: the value stands in the first and belongs to all of them."""

from __future__ import annotations

from collections.abc import Collection

from pipelines.ingest.reading.model import Sheet, is_blank

Rows = list[list[object]]


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
    copied: set[int] = set()
    for top, left, bottom, right in sheet.merged:
        last = min(bottom, len(rows))
        if top < first or (top == last and left == right):
            continue
        anchor = rows[top - 1][left] if left < len(rows[top - 1]) else None
        if is_blank([anchor]):
            continue
        unknown |= {(r, c) for c in kept if left <= c <= right for r in range(top, last + 1)}
        if left in kept:
            continue
        for row in range(top + 1, last + 1):
            if is_blank(rows[row - 1]):
                continue
            if not copied:
                rows = list(rows)
            if row not in copied:
                copied.add(row)
                rows[row - 1] = [*rows[row - 1], *[None] * (left + 1 - len(rows[row - 1]))]
            if is_blank([rows[row - 1][left]]):
                rows[row - 1][left] = anchor
    return rows, unknown
