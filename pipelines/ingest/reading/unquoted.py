"""CSV text without a quotation mark → rows, cut by Arrow: there each line is a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from pipelines.ingest.reading.row_view import Rows, RowsBuilder

_AT_ONCE = 4_000_000  # characters
_SAMPLE = 20_000
_RAGGED = 20  # times as many fields as usual
_MOST = 5_000
_END = re.compile(r"\r\n?|\n")
_TEXTS = pa.dictionary(pa.int32(), pa.string())


def read_unquoted(text: str, separator: str) -> Rows | None:
    """Return the rows of a text, or None where it is not as plain as that.

    They are those that the csv module gives; empty fields are ``None``, and a row of nothing else
    has no cells.

    Args:
        text: All of it.
        separator: One character.
    """
    if '"' in text or "\ufeff" in text or not separator.isascii() or separator in "\r\n":
        return None
    builder = RowsBuilder(nothing="")
    try:
        fits = all(_add(builder, part, separator) for part in _parts(text))
    except pa.ArrowInvalid:  # a line or a field beyond what Arrow takes
        return None
    return builder.rows() if fits and not builder.is_too_wide else None


def _parts(text: str) -> Iterator[str]:
    """Yield the text in whole lines, many at a time."""
    start = 0
    while start < len(text):
        match = _END.search(text, min(start + _AT_ONCE, len(text)))
        end = match.end() if match else len(text)
        yield text[start:end]
        start = end


def _add(builder: RowsBuilder, text: str, separator: str) -> bool:
    """Add the rows of some lines, unless one of them is far longer than the others."""
    width = _usual_width(text, separator)
    if width > _MOST:
        return False
    table, odd = _cut(text, separator, width)
    size = table.num_rows + len(odd)
    fields = [row.text.split(separator) if row.text else [] for row in odd]
    widest = max([width, *map(len, fields)])
    if widest > min(_RAGGED * width, _MOST):
        return False
    places = np.array([row.number - 1 for row in odd], np.int64)
    usual = np.ones(size, np.bool_)
    usual[places] = False
    lengths = np.full(size, width, np.int32)
    lengths[places] = [len(row) for row in fields]
    columns = []
    filled = np.zeros(size, np.bool_)
    for position in range(widest):
        cells, codes = [""], np.zeros(size, np.int32)
        if position < width and table.num_rows:
            column = table.column(position).combine_chunks()
            cells, codes[usual] = column.dictionary.to_pylist(), column.indices.to_numpy()
        codes[places] = np.arange(len(odd)) + len(cells)
        cells += [row[position] if position < len(row) else "" for row in fields]
        columns.append((cells, codes))
        filled |= np.array([*map(bool, cells)])[codes]
    lengths[~filled] = 0
    builder.add_columns(columns, lengths)
    return True


def _usual_width(text: str, separator: str) -> int:
    sample = text[:_SAMPLE].replace("\r", "\n").split("\n")
    counts = Counter([line.count(separator) for line in sample if line] or [0])
    return counts.most_common(1)[0][0] + 1


def _cut(text: str, separator: str, width: int) -> tuple[pa.Table, list[pa_csv.InvalidRow]]:
    """Return the records of ``width`` fields as columns, and the others as they are."""
    odd: list[pa_csv.InvalidRow] = []

    def set_apart(row: pa_csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    names = [str(position) for position in range(width)]
    data = text.encode()
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        pa_csv.ParseOptions(
            delimiter=separator,
            quote_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=set_apart,
        ),
        pa_csv.ConvertOptions(column_types=dict.fromkeys(names, _TEXTS)),
    )
    return table, odd
