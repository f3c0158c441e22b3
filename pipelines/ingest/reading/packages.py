"""Zip containers (XLSX, ODS): refuse the dangerous ones before any parser sees them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipelines.ingest.reading.errors import ReadingError

MAX_UNPACKED = 600_000_000
MAX_ENTRIES = 5_000
MAX_RATIO = 200
RATIO_MATTERS_FROM = 10_000_000
_XML_ENDINGS = (".xml", ".rels", ".vml", ".rdf")
_MACROS = re.compile(r"vbaproject\.bin$|^xl/macrosheets/|^(basic|scripts)/", re.IGNORECASE)
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    for mark in ("<!DOCTYPE", "<!ENTITY")
)


def open_package(data: bytes, *, where: str) -> dict[str, bytes]:
    """Return the XML parts of a zip by name, after checking that all of it is safe and whole.

    Names are in lower case: parts are found whatever the case of their name.

    Args:
        data: The file.
        where: Its name, for the error.

    Raises:
        ReadingError: ``damaged``, ``zip_bomb``, ``encrypted``, ``macros`` or ``xml_entities``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries, where=where)
            _check_names(entries, where=where)
            return {
                _name(entry): content
                for entry in entries
                if (content := _read(package, entry, where=where)) is not None
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise ReadingError("damaged", where=where, detail=_short(error)) from error
    except (NotImplementedError, RuntimeError, IndexError, KeyError, OverflowError) as error:
        raise ReadingError("damaged", where=where, detail=_short(error)) from error
    except Exception as error:
        if isinstance(error, ReadingError):
            raise
        raise ReadingError("damaged", where=where, detail=_short(error)) from error


def _check_sizes(entries: list[zipfile.ZipInfo], *, where: str) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise ReadingError("zip_bomb", where=where, detail=f"{len(entries):,} parts")
    if total > MAX_UNPACKED:
        raise ReadingError("zip_bomb", where=where, detail=f"{total:,} bytes unpacked")
    for size, compressed in [(total, packed)] + [(e.file_size, e.compress_size) for e in entries]:
        if size > RATIO_MATTERS_FROM and size > MAX_RATIO * max(compressed, 1):
            raise ReadingError(
                "zip_bomb", where=where, detail=f"{size:,} bytes from {compressed:,}"
            )


def _check_names(entries: list[zipfile.ZipInfo], *, where: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = _name(entry)
        if entry.flag_bits & 0x1:
            raise ReadingError("encrypted", where=where)
        if name in seen:
            raise ReadingError("zip_bomb", where=where, detail=f"part {name!r} stands twice")
        if _MACROS.search(name):
            raise ReadingError("macros", where=where, detail=name)
        seen.add(name)


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lstrip("/").lower()


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, *, where: str) -> bytes | None:
    """Unpack a part whole, which checks its length and checksum; keep it when it is XML."""
    content = package.read(entry)
    if not entry.filename.lower().endswith(_XML_ENDINGS):
        return None
    if any(mark in content for mark in _DECLARATIONS):
        raise ReadingError("xml_entities", where=where, detail=entry.filename)
    if _name(entry) == "[content_types].xml" and b"macroEnabled" in content:
        raise ReadingError("macros", where=where, detail="macro-enabled type")
    if _name(entry) == "meta-inf/manifest.xml" and b"encryption-data" in content:
        raise ReadingError("encrypted", where=where)
    return content


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
