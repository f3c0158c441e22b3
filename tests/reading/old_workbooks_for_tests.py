"""Old binary workbooks (BIFF8 in an OLE container) made record by record."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_SECTOR, _SMALLEST, _FREE, _END = 512, 4096, 0xFFFFFFFF, 0xFFFFFFFE
EMPTY_TEXT = b"\x03" + b"\0" * 5 + b"\xff\xff"
TEXT_FOLLOWS = b"\x00" + b"\0" * 5 + b"\xff\xff"


@dataclass
class Formula:
    """A formula cell: the eight bytes of its result, or the number it stores."""

    result: float | bytes
    text: str = ""


@dataclass
class OldSheet:
    """One sheet: numbers, texts and formulas.

    A tuple is a number and its format, and may be the colours of its letters and behind them.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: int = 0
    hidden_rows: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    uncalculated: bool = False
    formats: list[str] = field(default_factory=list)


def xls(*sheets: OldSheet, date1904: bool = False, by_excel: bool = False) -> bytes:
    """Return an old workbook of ``sheets``."""
    styles = list(dict.fromkeys(c[1:] for s in sheets for r in s.rows for c in r if _is_styled(c)))
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", date1904))
    head += _record(0x01C1, struct.pack("<HHI", 0x01C1, 0, 191_029)) if by_excel else b""
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _short("Arial")
    head += _record(0x0031, font) * 5
    for _, letters, _ in map(_whole, styles):
        head += _record(0x0031, font[:4] + struct.pack("<H", letters) + font[6:])
    for number, (code, *_) in enumerate(styles):
        head += _record(0x041E, struct.pack("<H", 164 + number) + _text(code))
    head += _format(0, 0, None)
    for number, style in enumerate(styles):
        # No font has the number 4: what follows is called one higher.
        head += _format(6 + number, 164 + number, _whole(style)[2])
    bodies = [_sheet(sheet, styles) for sheet in sheets]
    names = [_short(sheet.name) for sheet in sheets]
    place = len(head) + sum(10 + len(name) for name in names) + 4
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBB", place, sheet.hidden, 0) + name)
        place += len(body)
    return _container(head + _record(0x000A, b"") + b"".join(bodies))


def _is_styled(cell: object) -> bool:
    return isinstance(cell, tuple)


def _whole(style: tuple[Any, ...]) -> tuple[str, int, int | None]:
    code, letters, behind = (*style, 0x7FFF, None)[:3]
    return code, letters, behind


def _format(font: int, number: int, behind: int | None) -> bytes:
    pattern = 0 if behind is None else 1 << 26
    colours = 0 if behind is None else behind | 65 << 7
    own = struct.pack("<HHHBBBBIIH", font, number, 1, 32, 0, 0, 0, 0, pattern, colours)
    return _record(0x00E0, own)


def _record(code: int, body: bytes) -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _sheet(sheet: OldSheet, styles: list[tuple[Any, ...]]) -> bytes:
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    body += _record(0x005E, b"\0\0") if sheet.uncalculated else b""
    for row in range(len(sheet.rows)):
        flags = 0x20 if row + 1 in sheet.hidden_rows else 0
        body += _record(0x0208, struct.pack("<HHHHHHI", row, 0, 20, 255, 0, 0, flags | 0x100))
    for row, cells in enumerate(sheet.rows):
        for col, cell in enumerate(cells):
            body += _cell(row, col, cell, styles)
    if sheet.merged:
        areas = b"".join(struct.pack("<HHHH", r1, r2, c1, c2) for r1, c1, r2, c2 in sheet.merged)
        body += _record(0x00E5, struct.pack("<H", len(sheet.merged)) + areas)
    return body + _record(0x000A, b"")


def _cell(row: int, col: int, cell: Any, styles: list[tuple[Any, ...]]) -> bytes:
    style = 0
    if _is_styled(cell):
        cell, style = cell[0], 1 + styles.index(cell[1:])
    place = struct.pack("<HHH", row, col, style)
    if cell is None:
        return b""
    if isinstance(cell, Formula):
        result = cell.result
        stored = result if isinstance(result, bytes) else struct.pack("<d", result)
        tokens = b"\x1e\x01\x00"  # the number 1
        record = _record(0x0006, place + stored + struct.pack("<HIH", 0, 0, len(tokens)) + tokens)
        return record + (_record(0x0207, _text(cell.text)) if cell.text else b"")
    if isinstance(cell, str):
        return _record(0x0204, place + _text(cell))
    return _record(0x0203, place + struct.pack("<d", cell))


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(_SMALLEST, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    chain = [*range(3, sectors + 2), _END]
    table = [0xFFFFFFFD, _END, *chain]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return (
        header
        + struct.pack(f"<{_SECTOR // 4}I", *table)
        + folder.ljust(_SECTOR, b"\0")
        + stream.ljust(sectors * _SECTOR, b"\0")
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return head + b"\0" * 36 + struct.pack("<III", start, size, 0)
