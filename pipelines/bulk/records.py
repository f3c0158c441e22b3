"""The bytes of a chunk → the wanted fields of its records, and the places of its damaged lines.

A record is a line with as many fields as the header. A quoted text may hold `;` and, for a few
lines, line ends; one that never closes spoils its own line and no other. pyarrow splits the lines
that are plain; the few that are not go through here one by one, with the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import csv

from pipelines.bulk.lines import BLANK, begins_record, cells_of, lines_in

LINES_OF_A_RECORD = 20
_QUOTE, _SEMICOLON, _NEWLINE, _RETURN = b'";\n\r'
# What is wanted is ASCII, in either encoding; a no-break space (0xA0, or 0xC2 0xA0) is a space.
_ASCII = bytes(b if b < 0x80 else ord(" ") if b in (0xA0, 0xC2) else ord("?") for b in range(256))


@dataclass(frozen=True)
class Records:
    """What a chunk holds.

    Attributes:
        columns: The wanted fields, each dictionary-encoded bytes, a row a record.
        offsets: Where each record starts, in bytes of the file.
        damaged: `(offset, reason)` of each damaged line; `fields` when it has too few or too
            many, `quote` when a quoted text never closes.
    """

    columns: list[pa.DictionaryArray]
    offsets: np.ndarray
    damaged: list[tuple[int, str]]


def split(data: bytes, width: int, places: Sequence[int], start: int = 0) -> Records:
    """Split the bytes of whole lines into records.

    Args:
        data: Whole lines.
        width: Fields of a record.
        places: Positions of the wanted fields; the first is the body's code.
        start: Where the bytes start in their file.

    Returns:
        (n,) records with their offsets, and the damaged lines; blank lines are neither.
    """
    data = data.translate(_ASCII)
    begins, ends = lines_in(data)
    doubtful = _doubtful(data, begins, ends)
    loose, damaged, taken = _settle(data, begins, ends, doubtful, width, places)
    rest = np.setdiff1d(np.arange(len(begins)), np.fromiter(taken, np.int64), assume_unique=True)
    columns, whole, broken = _plain(data, begins, ends, rest, width, places)
    damaged += broken
    loose_columns = zip(*(fields for _, fields in loose), strict=True) if loose else ()
    for index, texts in enumerate(loose_columns):
        columns[index] = _joined(columns[index], list(texts))
    offsets = np.concatenate([begins[whole], begins[[line for line, _ in loose]]]) + start
    return Records(
        columns,
        offsets.astype(np.int64),
        sorted(
            (int(begins[line]) + start, reason)
            for line, reason in damaged
            if not _is_blank(data, begins, ends, line)
        ),
    )


def _is_blank(data: bytes, begins: np.ndarray, ends: np.ndarray, line: int) -> bool:
    return not data[begins[line] : ends[line]].strip(BLANK)


def _doubtful(data: bytes, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the lines with quotes that need not close within them.

    A line is sure when the quotes that open a field (after `;`) and those that close one (before
    `;`) take turns, none closes that may be half of a doubled one, and their number is even.
    """
    array = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(array == _QUOTE)
    if not len(quotes):
        return quotes
    framed = np.concatenate([[_NEWLINE], array, [_NEWLINE]])
    before, after = framed[quotes], framed[quotes + 2]
    opens = (before == _SEMICOLON) | (before == _NEWLINE)
    closes = (after == _SEMICOLON) | (after == _NEWLINE) | (after == _RETURN)
    unsure = opens & closes
    follows = np.concatenate([[False], (np.diff(quotes) == 1) & ~opens[:-1]])
    unsure |= closes & follows
    turns = np.cumsum(opens.astype(np.int64) - closes.astype(np.int64))
    first = np.searchsorted(quotes, begins)
    past = np.searchsorted(quotes, ends)
    turns = np.concatenate([[0], turns])
    line_of = np.searchsorted(ends, quotes, side="right")
    level = turns[1:] - turns[first][line_of]
    unsure |= (level < 0) | (level > 1)
    doubtful = ((past - first) % 2 == 1) | (turns[past] != turns[first])
    doubtful[line_of[unsure]] = True
    return np.flatnonzero(doubtful)


def _settle(
    data: bytes,
    begins: np.ndarray,
    ends: np.ndarray,
    doubtful: np.ndarray,
    width: int,
    places: Sequence[int],
) -> tuple[list[tuple[int, list[bytes]]], list[tuple[int, str]], set[int]]:
    """Return the records of doubtful lines, the damaged ones, and all the lines they take."""
    loose: list[tuple[int, list[bytes]]] = []
    damaged: list[tuple[int, str]] = []
    taken: set[int] = set()
    for line in map(int, doubtful):
        if line in taken:
            continue
        last, fields = _record_at(data, begins, ends, line, width, places[0])
        taken |= set(range(line, last + 1))
        if fields is None:
            damaged.append((line, "quote"))
        elif len(fields) != width:
            damaged.append((line, "fields"))
        else:
            loose.append((line, [fields[place] for place in places]))
    return loose, damaged, taken


def _record_at(
    data: bytes, begins: np.ndarray, ends: np.ndarray, line: int, width: int, code: int
) -> tuple[int, list[bytes] | None]:
    """Return the last line of the record that starts at a line, and its fields if it closes."""
    fields = cells_of(data[begins[line] : ends[line]].rstrip(BLANK))
    if fields is not None:
        return line, fields
    for last in range(line + 1, min(line + LINES_OF_A_RECORD, len(begins))):
        if begins_record(data[begins[last] : ends[last]], width, code):
            break
        fields = cells_of(data[begins[line] : ends[last]].rstrip(BLANK))
        if fields is not None and len(fields) >= width:
            return (last, fields) if len(fields) == width else (line, None)
    return line, None


def _plain(
    data: bytes,
    begins: np.ndarray,
    ends: np.ndarray,
    lines: np.ndarray,
    width: int,
    places: Sequence[int],
) -> tuple[list[pa.DictionaryArray], np.ndarray, list[tuple[int, str]]]:
    """Return the wanted columns of lines without a text that goes on, and which lines are broken.

    Where pyarrow counts other lines than we do, the lines are split one by one.
    """
    bad: list[int] = []

    def broken(row: csv.InvalidRow) -> str:
        bad.append(row.number - 1)
        return "skip"

    if not len(lines):
        return [_encoded([]) for _ in places], lines, []
    is_all = int((ends[lines] - begins[lines]).sum()) == len(data)
    body = data if is_all else b"".join(_pieces(data, begins, ends, lines))
    if body.count(b"\r") != body.count(b"\r\n"):  # a line end to pyarrow, none to us
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    names = [str(number) for number in range(width)]
    wanted = [names[place] for place in places]
    kind = pa.dictionary(pa.int32(), pa.binary())
    try:
        table = csv.read_csv(
            pa.BufferReader(body),
            read_options=csv.ReadOptions(
                use_threads=False, column_names=names, block_size=len(body) + 1
            ),
            parse_options=csv.ParseOptions(
                delimiter=";", invalid_row_handler=broken, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, kind), check_utf8=False
            ),
        )
        agreed = table.num_rows + len(bad) == len(lines)
    except pa.ArrowInvalid:
        agreed = False
    if not agreed:
        return _one_by_one(data, begins, ends, lines, width, places)
    keep = np.ones(len(lines), bool)
    keep[bad] = False
    columns = [column.combine_chunks() for column in table.columns]
    return columns, lines[keep], [(int(line), "fields") for line in lines[bad]]


def _pieces(
    data: bytes, begins: np.ndarray, ends: np.ndarray, lines: np.ndarray
) -> Iterator[memoryview]:
    """Yield the bytes of lines, neighbours in one piece."""
    view = memoryview(data)
    gaps = np.flatnonzero(begins[lines[1:]] != ends[lines[:-1]]) + 1
    for run in np.split(lines, gaps):
        yield view[begins[run[0]] : ends[run[-1]]]


def _one_by_one(
    data: bytes,
    begins: np.ndarray,
    ends: np.ndarray,
    lines: np.ndarray,
    width: int,
    places: Sequence[int],
) -> tuple[list[pa.DictionaryArray], np.ndarray, list[tuple[int, str]]]:
    whole, broken, values = [], [], []
    for line in map(int, lines):
        fields = cells_of(data[begins[line] : ends[line]].rstrip(BLANK))
        if fields is None or len(fields) != width:
            broken.append((line, "fields" if fields else "quote"))
        else:
            whole.append(line)
            values.append([fields[place] for place in places])
    columns = list(zip(*values, strict=True)) or [()] * len(places)
    return [_encoded(list(column)) for column in columns], np.array(whole, np.int64), broken


def _encoded(texts: list[bytes]) -> pa.DictionaryArray:
    return pa.array(texts, pa.binary()).dictionary_encode()


def _joined(column: pa.DictionaryArray, texts: list[bytes]) -> pa.DictionaryArray:
    parts = pa.chunked_array([column, _encoded(texts)])
    return parts.unify_dictionaries().combine_chunks()
