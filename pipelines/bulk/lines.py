"""One line of a bulk file: its cells, whether it is a record by itself, and where lines begin."""

from __future__ import annotations

import re

import numpy as np

CODE = re.compile(rb"[ \t]*[A-Za-z]{2}\d{3}[ \t]*")
BLANK = b" \t\r\n"
_QUOTED = re.compile(rb'"((?:[^"]|"")*)"([^;]*)')
_BARE = re.compile(rb"[^;]*")
_NEWLINE, _RETURN = b"\n\r"


def lines_in(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return where lines begin and end (past their line end), empty ones left out.

    Those are told from the bytes around them: places of as many as there may be would not fit.

    Args:
        data: Whole lines; the last may lack its end.
    """
    array = np.frombuffer(data, np.uint8)
    ends = array == _NEWLINE
    begin = np.concatenate([[True], ends[:-1]])[: len(array)]
    empty = begin & ends
    crlf = array[:-1] == _RETURN
    crlf &= begin[:-1]
    crlf &= ends[1:]
    for marks, lone in ((begin, begin[:-1]), (ends, ends[1:])):  # in place: they are many
        np.greater(marks, empty, out=marks)
        np.greater(lone, crlf, out=lone)
    del empty, crlf
    begins, past = np.flatnonzero(begin), np.flatnonzero(ends) + 1
    return begins, past if len(past) == len(begins) else np.append(past, len(data))


def cells_of(line: bytes) -> list[bytes] | None:
    """Return the cells of a line, or None when a quoted text does not close.

    Args:
        line: Its bytes, without the line end.
    """
    if b'"' not in line:
        return line.split(b";")
    return _quoted_cells(line)


def _quoted_cells(line: bytes) -> list[bytes] | None:
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


def is_whole(line: bytes, width: int, code: int) -> bool:
    """Tell whether a line is a record by itself, with a body's code in its place.

    Args:
        line: Its bytes, with or without the line end.
        width: Fields of a record.
        code: Position of the body's code, from 0.
    """
    fields = cells_of(line.rstrip(BLANK))
    return fields is not None and len(fields) == width and bool(CODE.fullmatch(fields[code]))


def begins_record(line: bytes, width: int, code: int) -> bool:
    """Tell whether a line is a record of its own, even one with a quoted text that never closes.

    Else two such lines one after the other would be one record: the quotes of both are a pair.

    Args:
        line: Its bytes, with or without the line end.
        width: Cells of a record.
        code: Position of the body's code, from 0.
    """
    cells = line.rstrip(BLANK).replace(b'"', b"").split(b";")
    is_record = len(cells) >= width and CODE.fullmatch(cells[code])
    return bool(is_record) or is_whole(line, width, code)


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
