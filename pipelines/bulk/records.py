"""The bytes of a chunk → the wanted fields of its records, and the places of its damaged lines.

A record is a line with as many fields as the header. A quoted text may hold `;` and, for a few
lines, line ends; one that never closes spoils its own line and no other. pyarrow splits the lines
that are plain; the few that are not go through here one by one, with the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import csv

CODE = re.compile(rb"[ \t]*[A-Za-z]{2}\d{3}[ \t]*")
LINES_OF_A_RECORD = 20
_QUOTED = re.compile(rb'"((?:[^"]|"")*)"([^;]*)')
_BARE = re.compile(rb"[^;]*")
_QUOTE, _SEMICOLON, _NEWLINE, _RETURN = b'";\n\r'
_BLANK = b" \t\r\n"
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
    begins, ends = _lines(data)
    doubtful = _doubtful(data, begins, ends)
    loose, damaged, taken = _settle(data, begins, ends, doubtful, width, places)
    short = map(int, np.flatnonzero(ends - begins <= 2))
    taken |= {line for line in short if _is_blank(data, begins, ends, line)}
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


def is_whole(line: bytes, width: int, code: int) -> bool:
    """Tell whether a line is a record by itself, with a body's code in its place.

    Args:
        line: Its bytes, with or without the line end.
        width: Fields of a record.
        code: Position of the body's code, from 0.
    """
    fields = _fields(line.rstrip(_BLANK))
    return fields is not None and len(fields) == width and bool(CODE.fullmatch(fields[code]))


def last_whole(data: bytes, width: int, code: int) -> int:
    """Return where the last line starts that has its end and is whole; 0 where none is.

    All before it are whole records, so that bytes can be cut there.

    Args:
        data: Bytes that begin with a line.
        width: Fields of a record.
        code: The place of the organism's code among them.
    """
    end = data.rfind(b"\n")
    while end > 0:
        start = data.rfind(b"\n", 0, end) + 1
        if is_whole(data[start:end], width, code):
            return start
        end = start - 1
    return 0


def _lines(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return where lines begin and end (past their line end)."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _NEWLINE) + 1
    if len(data) and (not len(ends) or ends[-1] != len(data)):
        ends = np.append(ends, len(data))
    return np.concatenate([[0], ends[:-1]]).astype(np.int64)[: len(ends)], ends.astype(np.int64)


def _is_blank(data: bytes, begins: np.ndarray, ends: np.ndarray, line: int) -> bool:
    return not data[begins[line] : ends[line]].strip(_BLANK)


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
    fields = _fields(data[begins[line] : ends[line]].rstrip(_BLANK))
    if fields is not None:
        return line, fields
    for last in range(line + 1, min(line + LINES_OF_A_RECORD, len(begins))):
        if is_whole(data[begins[last] : ends[last]], width, code):
            break
        fields = _fields(data[begins[line] : ends[last]].rstrip(_BLANK))
        if fields is not None and len(fields) >= width:
            return (last, fields) if len(fields) == width else (line, None)
    return line, None


def _fields(line: bytes) -> list[bytes] | None:
    """Return the fields of a line, or None when a quoted text does not close."""
    if b'"' not in line:
        return line.split(b";")
    return _quoted_fields(line)


def _quoted_fields(line: bytes) -> list[bytes] | None:
    fields, at = [], 0
    while True:
        if line[at : at + 1] == b'"':
            match = _QUOTED.match(line, at)
            if match is None:
                return None
            fields.append(match[1].replace(b'""', b'"') + match[2])
        else:
            match = _BARE.match(line, at)
            assert match is not None
            fields.append(match[0])
        if match.end() >= len(line):
            return fields
        at = match.end() + 1


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
    body = data if len(lines) == len(begins) else b"".join(_pieces(data, begins, ends, lines))
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
    for run in np.split(lines, np.flatnonzero(np.diff(lines) != 1) + 1):
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
        fields = _fields(data[begins[line] : ends[line]].rstrip(_BLANK))
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
