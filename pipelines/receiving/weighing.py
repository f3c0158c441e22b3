"""How much a sent file holds, counted in its bytes before anything is parsed.

A count, not a reading: what it lets pass is still held by the limits of the process that reads.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

_CHUNK = 1 << 20
# Where rows and cells of a workbook begin: XLSX, ODS and SpreadsheetML.
_ROWS = re.compile(rb"<row[ >]|<table:table-row[ />]|<(?:ss:)?Row[ />]")
_CELLS = re.compile(rb"<c[ >]|<table:table-cell[ />]|<(?:ss:)?Cell[ />]")
_LONGEST = 24
_PARTS = re.compile(r"^xl/worksheets/[^/]+\.xml$|^content\.xml$", re.IGNORECASE)
_DELIMITERS = (b";", b"\t", b"|", b",")


def weigh(data: bytes) -> tuple[int, int]:
    """Return how many rows and cells a file holds, at least; 0 of what cannot be counted.

    Args:
        data: The bytes of the file: a workbook (XLSX, ODS, SpreadsheetML) or a text.

    Returns:
        Rows and cells.
    """
    if data.startswith(b"PK"):
        return _package(data)
    if data[:5000].lstrip().startswith((b"<?xml", b"\xef\xbb\xbf<?xml", b"<Workbook")):
        return _marks([data])
    return data.count(b"\n"), max(map(data.count, _DELIMITERS)) + data.count(b"\n")


def _package(data: bytes) -> tuple[int, int]:
    rows = cells = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                if _PARTS.match(entry.filename.replace("\\", "/").lstrip("/")):
                    more = _marks(_chunks(package, entry))
                    rows, cells = rows + more[0], cells + more[1]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
        pass  # whoever reads it says what is wrong, unknown ways of packing (RuntimeError) too
    return rows, cells


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            cut = tail + chunk
            end = cut.rfind(b"<", max(0, len(cut) - _LONGEST))
            end = len(cut) if end < 0 else end
            yield cut[:end]
            tail = cut[end:]
        yield tail


def _marks(chunks: Iterable[bytes]) -> tuple[int, int]:
    rows = cells = 0
    for chunk in chunks:
        rows += len(_ROWS.findall(chunk))
        cells += len(_CELLS.findall(chunk))
    return rows, cells
