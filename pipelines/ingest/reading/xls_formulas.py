"""The formulas of an old binary workbook, which its parser gives by their stored values alone.

Records as in [MS-XLS] 2.4: BOUNDSHEET, FORMULA with its eight bytes of result, STRING after it,
UNCALCED and RECALCID.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from xlrd.compdoc import CompDoc

from pipelines.ingest.reading.marks import Place

_BOF, _EOF, _BOUNDSHEET = 0x0809, 0x000A, 0x0085
_FORMULA, _STRING, _UNCALCED, _RECALCID = 0x0006, 0x0207, 0x005E, 0x01C1
_FIRST_BIFF = 50  # older ones have one sheet and no result that can be told from an empty one
_EMPTY_TEXT = 3
Formulas = dict[Place, tuple[str, object]]


def xls_formulas(data: bytes, book: Any) -> tuple[list[Formulas], bool | None]:
    """Return the formulas of each sheet, and whether the workbook is still to be calculated.

    ``None`` where the workbook does not say: one written by Excel carries the number of the
    engine that calculated it.

    Args:
        data: The file.
        book: The workbook as ``xlrd`` opened it.

    Returns:
        Place → the formula, whose text is never read, and what is stored as its value; one a sheet,
        in order.
    """
    if book.biff_version < _FIRST_BIFF:
        return [{} for _ in book.sheets()], False
    stream = _stream(data)
    places: list[int] = []
    stale: bool | None = None
    for code, body in _records(stream, 0):
        if code == _BOUNDSHEET and body[5] == 0:  # worksheets only, as the parser gives them
            places.append(struct.unpack_from("<I", body)[0])
        elif code == _RECALCID:
            stale = False
    by_sheet: list[Formulas] = []
    for place in places:
        formulas, uncalculated = _sheet(stream, place)
        by_sheet.append(formulas)
        stale = True if uncalculated else stale
    by_sheet += [{} for _ in range(len(book.sheets()) - len(by_sheet))]
    return by_sheet[: len(book.sheets())], stale


def _stream(data: bytes) -> bytes:
    document = CompDoc(data, logfile=None)
    for name in ("Workbook", "Book"):
        if stream := document.get_named_stream(name):
            return bytes(stream)
    return b""


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from ``place`` to the end of its substream, without those nested in it."""
    depth = 0
    while place + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        place += 4 + size
        depth += (code == _BOF) - (code == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield code, body


def _sheet(stream: bytes, place: int) -> tuple[Formulas, bool]:
    formulas: Formulas = {}
    waiting: Place | None = None
    uncalculated = False
    for code, body in _records(stream, place):
        if code == _UNCALCED:
            uncalculated = True
        elif code == _FORMULA and len(body) >= 14:
            row, col = struct.unpack_from("<HH", body)
            waiting = (row + 1, col)
            formulas[waiting] = "", _result(body[6:14])
        elif code == _STRING and waiting:
            formulas[waiting] = "", "text"
    return formulas, uncalculated


def _result(content: bytes) -> object:
    """Return the stored number; for a text ``None`` until its STRING record is seen."""
    if content[6:] != b"\xff\xff":
        return struct.unpack("<d", content)[0]
    if content[0] == 0:
        return None
    return "" if content[0] == _EMPTY_TEXT else bool(content[2]) if content[0] == 1 else "error"
