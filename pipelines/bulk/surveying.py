"""Which files of a folder are bulk files, what their headers say, and into which chunks they fall.

Everything that can be known without reading a file through is judged here, before hours of work.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from pipelines.bulk import finding, headers, lines, records
from pipelines.bulk.cells import READERS
from pipelines.bulk.headers import FIELDS
from pipelines.errors import FaroError, readable

CHUNK = 16 << 20
_WINDOW = headers.LONGEST
_SEARCHED = 1 << 22
_HALF_A_CHARACTER = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})$"
)
# In Windows-1252 a text would end in Â, Ã or â€: no Spanish word does.
_SURELY_HALF = re.compile(rb"(?:[\xc2\xc3]|\xe2[\x80-\xbf])$")


@dataclass(frozen=True)
class Chunk:
    """A part of a file that holds whole lines.

    Attributes:
        path: The file.
        ta_file: Its name in the catalogue.
        index: 0 for the first chunk of the file.
        start, end: Its bytes.
        width: Fields of a whole line.
        places: Position (0-based) of each of `FIELDS`.
        is_one_line: Whether it is a line so long that only its beginning is read.
    """

    path: str
    ta_file: str
    index: int
    start: int
    end: int
    width: int
    places: tuple[int, ...]
    is_one_line: bool = False


@dataclass(frozen=True)
class BulkFile:
    """One bulk file, ready to be read.

    Attributes:
        mark: Changes when the file does: size, time of change, and both ends.
    """

    path: Path
    ta_file: str
    size: int
    mark: str
    chunks: tuple[Chunk, ...]


def survey(folder: Path, catalogue: Path, *, chunk: int = CHUNK) -> list[BulkFile]:
    """Find the bulk files of a folder and hold each against what a bulk file has to be.

    Args:
        folder: Folder with `TA_<name>.csv`, below it too.
        catalogue: The list of TA files (`catalogues/ta_files.csv`).
        chunk: Bytes of a chunk; it ends with the line it falls into.

    Returns:
        The files by their names in the catalogue, each with its chunks.

    Raises:
        FaroError: A file is unknown, there twice, no CSV, empty, cut off, or lacks a column; all
            of them are named. Or there is none.
    """
    if not folder.is_dir():
        raise _error("no_folder", folder.name, "there is no such folder", "no existe esa carpeta")
    with catalogue.open(encoding="utf-8", newline="") as handle:
        known = [row["ta_file"] for row in csv.DictReader(handle)]
    paths, errors = finding.find(folder, known)
    files = []
    for name, path in paths.items():
        try:
            files.append(_open(path, name, chunk))
        except FaroError as error:
            errors.append(error)
    if errors:
        raise _together(errors)
    return files


def _together(errors: Sequence[FaroError]) -> FaroError:
    """Return one error that says all of them."""
    first, *others = errors
    if not others:
        return first
    return FaroError(
        " · ".join([first.what, *map(str, others)]),
        where=first.where,
        code=first.code,
        es=" · ".join([first.es or "", *(error.in_language("es") for error in others)]),
    )


def _open(path: Path, ta_file: str, chunk: int) -> BulkFile:
    """Read the header and the ends of a file and cut it into chunks of whole lines."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(0)
        head = handle.read(_WINDOW)
        if not head:
            raise _error(
                "empty_file",
                path.name,
                "it is empty: nothing of it arrived. Copy it again or move it away",
                "está vacío: no llegó nada de él. Cópielo de nuevo o sáquelo",
            )
        header = head[: headers.header_end(head)]
        width, places = headers.columns(header, path.name)
        first = min(len(header) + 1, size)
        handle.seek(max(first, size - _WINDOW))
        hold_end(handle.read(), width, places, path.name, size)
        bounds, long_lines = [first], set()
        for near in range(first + chunk, size, chunk):
            if near <= bounds[-1]:
                continue
            if (after := _past_line(handle, near)) - near > _SEARCHED:
                begin = _line_begin(handle, bounds[-1], near)
                long_lines.add(begin)
                bounds += [begin, after]
            else:
                bounds.append(_line_start(handle, after, width, places))
        bounds = sorted({*bounds, size})
        handle.seek(max(0, size - _WINDOW))
        ends = hashlib.sha256(head + handle.read()).hexdigest()
    mark = f"{size}:{path.stat().st_mtime_ns}:{chunk}:{ends}"
    chunks = tuple(
        Chunk(str(path), ta_file, index, start, end, width, places, start in long_lines)
        for index, (start, end) in enumerate(pairwise(bounds))
    )
    return BulkFile(path, ta_file, size, mark, chunks)


def hold_end(tail: bytes, width: int, places: Sequence[int], name: str, size: int) -> None:
    """Refuse a file that ends within a character, a line or a cell: the rest of it is missing.

    Args:
        tail: Its last bytes.
        width: Fields of a record.
        places: Where the fields that are read stand, the organism's code first.
        name: Of the file, for the error.
        size: In bytes, for the error.

    Raises:
        FaroError: It ends early (``cut_file``).
    """
    if not tail or tail.endswith(b"\n"):
        return
    half = _HALF_A_CHARACTER.search(tail)
    if half and (_SURELY_HALF.search(tail) or _is_utf8(tail[: half.start()])):
        what, donde = "in the middle of a character", "en medio de un carácter"
    elif not lines.is_whole(tail.rsplit(b"\n", 1)[-1], width, places[0]):
        what, donde = "in the middle of a line", "en medio de una línea"
    elif not _is_last_cell_read(tail.rsplit(b"\n", 1)[-1], width, places):
        what, donde = "in the middle of a cell", "en medio de una celda"
    else:
        return
    raise _error(
        "cut_file",
        name,
        f"it ends {what}, at byte {size}: the rest did not arrive. Copy it again; what was read "
        "of the other files is kept",
        f"termina {donde}, en el byte {size}: el resto no llegó. Cópielo de nuevo; lo leído de "
        "los otros archivos se conserva",
    )


def _is_last_cell_read(line: bytes, width: int, places: Sequence[int]) -> bool:
    """Tell whether the last cell of a line is understood, or none of those that are read."""
    if width - 1 not in places:
        return True
    field = places.index(width - 1)
    cells = records.split(line, width, places).columns[field].to_pylist()
    judged = [READERS[FIELDS[field]](cell.decode("latin-1").strip()) for cell in cells]
    return not any(is_bad for _, is_bad in judged)


def _is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 and more than ASCII; the first may be the end of a character."""
    data = data.lstrip(bytes(range(0x80, 0xC0)))
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _past_line(handle: BinaryIO, near: int) -> int:
    """Return where the line ends into which byte `near` falls, however long it is."""
    handle.seek(near)
    while (piece := handle.readline(_WINDOW)) and not piece.endswith(b"\n"):
        pass
    return handle.tell()


def _line_begin(handle: BinaryIO, since: int, near: int) -> int:
    """Return where the line begins into which byte `near` falls; `since` begins one as well."""
    handle.seek(since)
    return since + handle.read(near - since).rfind(b"\n") + 1


def _line_start(handle: BinaryIO, start: int, width: int, places: Sequence[int]) -> int:
    """Return where the first whole line from `start` on begins; `start` where none is whole.

    A line within a quoted text is no whole line, so chunks can be read each by itself.
    """
    handle.seek(start)
    while (line := handle.readline(_SEARCHED)) and handle.tell() - start < _SEARCHED:
        if lines.is_whole(line, width, places[0]):
            return int(handle.tell() - len(line))
    return start


def _error(code: str, where: str, what: str, es: str) -> FaroError:
    return FaroError(what, where=readable(where), code=code, es=es)
