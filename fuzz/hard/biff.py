"""A workbook as XLS: BIFF8 records in a compound file, just enough to be one."""

from __future__ import annotations

import struct

from fuzz.hard.book import Book, Spot

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512


def xls(book: Book) -> bytes:
    """Return the workbook as XLS."""
    codes = sorted({s.code for row in book.rows for s in row if s.code})
    formats = {code: n for n, code in enumerate(codes)}
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0x41, 6))
    head += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", book.date1904))
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text(
        "Arial", short=True
    )
    head += _record(0x31, font) * 4
    for code, n in formats.items():
        head += _record(0x41E, struct.pack("<H", 164 + n) + _text(code))
    for index in [0, *(164 + n for n in formats.values())]:
        head += _record(0xE0, struct.pack("<HHH", 0, index, 1) + bytes(14))
    state = {"visible": 0, "hidden": 1, "veryHidden": 2}[book.state]
    name = _text("Datos", short=True)
    length = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x85, struct.pack("<IBB", length, state, 0) + name) + _record(0x0A, b"")
    return _compound(head + _sheet(book, formats))


def _sheet(book: Book, formats: dict[str, int]) -> bytes:
    made = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0x41, 6))
    width = max(len(row) for row in book.rows)
    made += _record(0x200, struct.pack("<IIHHH", 0, len(book.rows), 0, width, 0))
    for row in range(len(book.rows)):
        hidden = 0x20 if row + 1 in book.hidden else 0
        made += _record(0x208, struct.pack("<HHHHHHI", row, 0, width, 255, 0, 0, 0x100 | hidden))
    for row, cells in enumerate(book.rows):
        for col, spot in enumerate(cells):
            look = formats[spot.code] + 1 if spot.code else 0
            made += _cell(spot, struct.pack("<HHH", row, col, look))
    if book.merges:
        areas = b"".join(struct.pack("<HHHH", t - 1, b - 1, le, r) for t, b, le, r in book.merges)
        made += _record(0xE5, struct.pack("<H", len(book.merges)) + areas)
    return made + _record(0x0A, b"")


def _cell(spot: Spot, place: bytes) -> bytes:
    if spot.formula is not None:
        tokens = b"\x1e" + struct.pack("<H", 1)  # the number one: enough of a formula
        if isinstance(spot.value, (int, float)):
            stored = struct.pack("<d", spot.value)
        else:
            stored = b"\x03" + bytes(5) + b"\xff\xff"  # nothing stored
        flags = struct.pack("<HI", 0x0002, 0)
        return _record(0x06, place + stored + flags + struct.pack("<H", len(tokens)) + tokens)
    if isinstance(spot.value, str):
        return _record(0x204, place + _text(spot.value))
    if spot.value is None:
        return b""
    return _record(0x203, place + struct.pack("<d", spot.value))


def _text(text: str, *, short: bool = False) -> bytes:
    return struct.pack("<B" if short else "<H", len(text)) + b"\x01" + text.encode("utf-16-le")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """Return a compound file with one stream, named Workbook."""
    size = max(len(stream), 4096)
    stream = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    count = len(stream) // _SECTOR
    # Sector 0 the table of sectors, sector 1 the directory, then the stream.
    table = [_FAT, _END, *range(3, count + 2), _END]
    assert len(table) <= _SECTOR // 4, "too large for one table"
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    entries += _entry("", 0, _FREE, 0, 0) * 2
    return header + struct.pack("<128I", *table) + entries + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le") if name else b""
    made = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    made += struct.pack("<III", _FREE, _FREE, child) + bytes(36)
    return made + struct.pack("<IQ", start, size)
