"""Facts a sheet says once, above its header: a label, and its value in the cell to the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipelines.ingest import reading
from pipelines.ingest.reading.columns import Cells, Column
from pipelines.ingest.reading.row_view import Rows


def with_facts(
    sheet: reading.Sheet, table: reading.Table, fields: Mapping[str, Sequence[str]]
) -> reading.Table:
    """Return a table whose rows also say what stands once above its header.

    A field that is a column of the table is left to the table. The first label wins.

    Args:
        sheet: The sheet.
        table: The table found in it.
        fields: Field that may stand above → accepted spellings of its label.
    """
    lookup = {
        reading.normalise_header(spelling): name
        for name, spellings in fields.items()
        if name not in table.columns
        for spelling in spellings
    }
    facts: dict[str, tuple[int, int, str, object]] = {}
    for row, col, text, value in _pairs(sheet, table.header_row - 1):
        if name := lookup.get(reading.normalise_header(text)):
            facts.setdefault(name, (row, col, text, value))
    if not facts:
        return table
    width = max(len(table.cells.columns), max(table.headers, default=-1) + 1)
    size = len(table.numbers)
    once = [Column(Cells([None, value]), np.ones(size, np.int32)) for *_, value in facts.values()]
    places = {name: width + index for index, name in enumerate(facts)}
    lengths = np.full(size, width + len(once), np.int32)
    return replace(
        table,
        columns={**table.columns, **places},
        headers={**table.headers, **{places[n]: text for n, (_, _, text, _) in facts.items()}},
        cells=Rows([*table.cells.padded(width).columns, *once], lengths),
        above={name: (row, col) for name, (row, col, _, _) in facts.items()},
    )


def _pairs(sheet: reading.Sheet, rows: int) -> Iterator[tuple[int, int, str, object]]:
    """Yield each text above row ``rows`` with the place and value of the cell to its right."""
    for number, cells in enumerate(sheet.rows[:rows], start=1):
        for col, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) <= 80:
                yield number, col + 1, cell, cells[col + 1] if col + 1 < len(cells) else None
