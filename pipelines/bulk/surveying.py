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

from pipelines.bulk import records
from pipelines.bulk.cells import READERS
from pipelines.errors import FaroError, readable
from pipelines.ingest.reading.headers import normalise_header

CHUNK = 16 << 20
_WINDOW = 1 << 16
_SEARCHED = 1 << 22
_HEADERS = {
    "organism_code": ("organismo_codigo", "codigo_organismo", "codigo organismo"),
    "year": ("anyo", "año", "anio", "ano"),
    "month": ("mes",),
    "published_on": ("fecha_publicacion", "fecha_publicacion_ta"),
}
FIELDS = tuple(_HEADERS)
_SPELLINGS = {normalise_header(text): name for name, texts in _HEADERS.items() for text in texts}
_HALF_A_CHARACTER = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})$"
)


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
    """

    path: str
    ta_file: str
    index: int
    start: int
    end: int
    width: int
    places: tuple[int, ...]


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
        FaroError: A file is unknown, there twice, cut off, or lacks a column; all of them are
            named. Or there is none.
    """
    if not folder.is_dir():
        raise _error("no_folder", folder.name, "there is no such folder", "no existe esa carpeta")
    with catalogue.open(encoding="utf-8", newline="") as handle:
        known = [row["ta_file"] for row in csv.DictReader(handle)]
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() == ".csv")
    if not paths:
        raise _error(
            "no_bulk",
            folder.name,
            "it holds no TA_<name>.csv. Name the folder of the bulk files",
            "no contiene ningún TA_<nombre>.csv. Indique la carpeta de los archivos masivos",
        )
    files, errors = [], []
    for name, path in _named(paths, known).items():
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


def _named(paths: Sequence[Path], known: Sequence[str]) -> dict[str, Path]:
    """Return the file of each TA file, in the order of their names."""
    by_name: dict[str, Path] = {}
    for path in paths:
        name = _ta_file(path.stem, known)
        if name is None:
            raise _error(
                "unknown_file",
                path.name,
                "no TA file of the catalogue is called so. Rename it, move it away, or add it "
                "to catalogues/ta_files.csv",
                "ningún archivo TA del catálogo se llama así. Cámbiele el nombre, sáquelo o "
                "agréguelo a catalogues/ta_files.csv",
            )
        if name in by_name:
            raise _error(
                "two_editions",
                f"{by_name[name].name}, {path.name}",
                f"both are editions of {name}; their records would count twice. Leave one",
                f"ambos son ediciones de {name}; sus registros contarían dos veces. Deje uno",
            )
        by_name[name] = path
    return dict(sorted(by_name.items()))


def _ta_file(stem: str, known: Sequence[str]) -> str | None:
    """Return the TA file that a file name means: the name itself, or it and a mark of an edition.

    Example:
        >>> _ta_file("TA_Auditorias (1)", ["TA_Auditorias"])
        'TA_Auditorias'
    """
    folded = stem.casefold()
    for name in sorted(known, key=len, reverse=True):
        rest = folded.removeprefix(name.casefold())
        if rest != folded and not rest[:1].isalpha() and not re.match(r"_[a-z]{5}", rest):
            return name
    return None


def _open(path: Path, ta_file: str, chunk: int) -> BulkFile:
    """Read the header and the ends of a file and cut it into chunks of whole lines."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(0)
        head = handle.read(_WINDOW)
        header = head.split(b"\n", 1)[0]
        width, places = columns(header, path.name)
        first = min(len(header) + 1, size)
        handle.seek(max(first, size - _WINDOW))
        hold_end(handle.read(), width, places, path.name, size)
        bounds = [first]
        for near in range(first + chunk, size, chunk):
            if near > bounds[-1] and (at := _line_start(handle, near, width, places)) < size:
                bounds.append(at)
        bounds = sorted({*bounds, size})
        handle.seek(max(0, size - _WINDOW))
        ends = hashlib.sha256(head + handle.read()).hexdigest()
    mark = f"{size}:{path.stat().st_mtime_ns}:{chunk}:{ends}"
    chunks = tuple(
        Chunk(str(path), ta_file, index, start, end, width, places)
        for index, (start, end) in enumerate(pairwise(bounds))
    )
    return BulkFile(path, ta_file, size, mark, chunks)


def columns(header: bytes, name: str) -> tuple[int, tuple[int, ...]]:
    """Return how many columns a header has and where each of `FIELDS` stands.

    Args:
        header: The first line of the file, without its end.
        name: What the file is called where it is refused.

    Raises:
        FaroError: It lacks a column or has one twice, or is UTF-16. What stands in a line that
            knows none of them is not said: it may be a record, with a person's name.
    """
    if header[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _error(
            "utf16",
            name,
            "it is UTF-16. Save it as Windows-1252 or UTF-8",
            "está en UTF-16. Guárdelo como Windows-1252 o UTF-8",
        )
    plain = header.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        text = plain.decode("cp1252", errors="replace")
    titles = [title.strip().strip('"') for title in text.split(";")]
    places: dict[str, int] = {}
    for position, title in enumerate(titles):
        field = _SPELLINGS.get(normalise_header(title))
        if field is not None and field in places:
            raise _error(
                "ambiguous_column",
                name,
                f"two columns mean the same: «{titles[places[field]]}» and «{title}». Leave one",
                f"dos columnas dicen lo mismo: «{titles[places[field]]}» y «{title}». Deje una",
            )
        if field is not None:
            places[field] = position
    if missing := [_HEADERS[field][0] for field in FIELDS if field not in places]:
        lacking = ", ".join(f"«{column}»" for column in missing)
        seen = ", ".join(titles)[:400] if places else "–"
        raise _error(
            "missing_columns",
            name,
            f"its header lacks {lacking}; found: {seen}. Ask for the whole file, with `;` between "
            "columns",
            f"a su encabezado le falta {lacking}; se encontró: {seen}. Pida el archivo completo, "
            "con `;` entre columnas",
        )
    return len(titles), tuple(places[field] for field in FIELDS)


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
    if half and _is_utf8(tail[: half.start()]):
        what, donde = "in the middle of a character", "en medio de un carácter"
    elif not records.is_whole(tail.rsplit(b"\n", 1)[-1], width, places[0]):
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


def _line_start(handle: BinaryIO, near: int, width: int, places: Sequence[int]) -> int:
    """Return where the first whole line after byte `near` starts; any line where none is whole.

    A line within a quoted text is no whole line, so chunks can be read each by itself.
    """
    handle.seek(near)
    handle.readline()
    start = handle.tell()
    while (line := handle.readline()) and handle.tell() - start < _SEARCHED:
        if records.is_whole(line, width, places[0]):
            return int(handle.tell() - len(line))
    return int(start)


def _error(code: str, where: str, what: str, es: str) -> FaroError:
    return FaroError(what, where=readable(where), code=code, es=es)
