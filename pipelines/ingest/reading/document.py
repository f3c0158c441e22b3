"""A file → a :class:`Document`: its kind is decided by its content, never by its name."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from pipelines.ingest.reading import other_kinds
from pipelines.ingest.reading.delimited import choose_delimiter, read_rows
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.model import Document, Format, Sheet
from pipelines.ingest.reading.old_workbooks import read_xls
from pipelines.ingest.reading.packages import open_package
from pipelines.ingest.reading.row_view import Rows
from pipelines.ingest.reading.spreadsheetml import read_spreadsheetml
from pipelines.ingest.reading.text import Decoded, decode
from pipelines.ingest.reading.workbooks import read_ods, read_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS: dict[str, set[str]] = {
    "csv": {".csv", ".txt", ".tsv", ".tab"},
    "xlsx": {".xlsx"},
    "xls": {".xls"},
    "spreadsheetml": {".xml"},
    "ods": {".ods"},
}
_CONTENT = re.compile(rb"[^\0 \t\r\n\x1a\xef\xbb\xbf\xff\xfe]")
_CONSTANT = re.compile(r'="([^"]*)"')
_COMMENTS = re.compile(r"\A\s*(?:<!--.*?-->\s*)+", re.DOTALL)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"


def read_document(path: Path, *, max_bytes: int = 100_000_000) -> Document:
    """Read one delivered file.

    Args:
        path: The file.
        max_bytes: Files larger than this are refused.

    Raises:
        ReadingError: For any file that cannot be read safely and completely. No other
            exception is raised, whatever the bytes.
    """
    where = path.name
    data = _load(path, max_bytes=max_bytes)
    try:
        return _parse(path, data, where=where)
    except ReadingError:
        raise
    except (Exception, MemoryError) as error:
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise ReadingError("damaged", where=where, detail=detail) from error


def _load(path: Path, *, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadingError("not_a_file", where=path.name)
        if status.st_size > max_bytes:
            raise ReadingError("too_large", where=path.name, size=status.st_size, limit=max_bytes)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError("not_found", where=path.name) from error
    except (OSError, ValueError) as error:
        detail = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "name"
        raise ReadingError("unreadable", where=path.name, detail=detail) from error
    if not _CONTENT.search(data):
        raise ReadingError("empty_file", where=path.name)
    return data


def _parse(path: Path, data: bytes, *, where: str) -> Document:
    if detail := other_kinds.by_magic(data):
        raise ReadingError("unknown_format", where=where, detail=detail)
    if data.startswith(_OLE):
        return _old_workbook(path, data, where=where)
    if data.startswith(b"PK"):
        return _package(path, data, where=where)
    return _text_file(path, data, where=where)


def _old_workbook(path: Path, data: bytes, *, where: str) -> Document:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadingError("encrypted", where=where)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise ReadingError("macros", where=where, detail="a VBA project")
    if not any(
        name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")
    ):
        raise ReadingError(
            "unknown_format", where=where, detail="an old Office file without a whole workbook"
        )
    sheets, notes = read_xls(data, where=where)
    return _document(path, "xls", sheets, notes)


def _package(path: Path, data: bytes, *, where: str) -> Document:
    parts = open_package(data, where=where)
    if "xl/workbook.xml" in parts:
        sheets, notes = read_xlsx(data, parts, where=where)
        return _document(path, "xlsx", sheets, notes)
    if "content.xml" in parts:
        sheets, notes = read_ods(data, parts, where=where)
        return _document(path, "ods", sheets, notes)
    raise ReadingError("unknown_format", where=where, detail=other_kinds.by_parts(parts, data))


def _text_file(path: Path, data: bytes, *, where: str) -> Document:
    decoded = decode(_declared_utf8(data), where=where)
    head = _COMMENTS.sub("", decoded.text)[:5000]
    if other_kinds.is_mhtml(head):
        raise ReadingError("unknown_format", where=where, detail="a web archive (MHTML)")
    if other_kinds.is_html(head):
        raise ReadingError("html", where=where)
    if head.lstrip().startswith("<?xml") or head.lstrip().startswith("<Workbook"):
        if _SPREADSHEETML not in head and "Excel.Sheet" not in head:
            if re.search(r"<!DOCTYPE|<!ENTITY", head):
                raise ReadingError("xml_entities", where=where, detail="document")
            raise ReadingError("unknown_format", where=where, detail="XML of another kind")
        sheets, notes = read_spreadsheetml(decoded.text.lstrip(), where=where)
        return _document(path, "spreadsheetml", sheets, [*decoded.notes, *notes], text=decoded)
    if "\0" in decoded.text:
        raise ReadingError("binary_rubbish", where=where)
    delimiter = choose_delimiter(decoded.text)
    if detail := other_kinds.by_text(decoded.text, delimiter):
        raise ReadingError("unknown_format", where=where, detail=detail)
    rows, loose = read_rows(decoded.text, delimiter, where=where)
    if '="' in decoded.text:
        rows = Rows([column.mapped(_constant) for column in rows.columns], rows.lengths)
    notes = list(decoded.notes)
    notes += ["loose_quotes"] if loose else []
    notes += [] if delimiter else ["single_column"]
    sheet = Sheet(None, rows.trimmed(), delimiter=delimiter)
    return _document(path, "csv", [sheet], notes, text=decoded, delimiter=delimiter)


def _constant(cell: object) -> object:
    """Return what ``="13118"`` stands for: so a program writes a text that is to stay one."""
    match = _CONSTANT.fullmatch(cell) if isinstance(cell, str) else None
    return match[1] if match else cell


def _declared_utf8(data: bytes) -> bytes:
    """Return XML that declares a one-byte encoding as UTF-8; anything else as it is."""
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)[\"']", data[:300])
    if declared and declared[1].lower() in (b"iso-8859-1", b"windows-1252", b"latin1", b"latin-1"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace").encode("utf-8")
    return data


def _document(
    path: Path,
    kind: Format,
    sheets: list[Sheet],
    notes: list[str],
    *,
    text: Decoded | None = None,
    delimiter: str | None = None,
) -> Document:
    if not sheets and any(note.startswith("very_hidden_sheet") for note in notes):
        raise ReadingError("only_very_hidden", where=path.name)
    if not sheets:
        raise ReadingError("no_sheets", where=path.name)
    if path.suffix.lower() not in _ENDINGS[kind]:
        notes = [f"extension_mismatch format={kind} extension={path.suffix or '-'}", *notes]
    encoding = text.encoding if text else None
    return Document(path, kind, encoding, delimiter, tuple(sheets), tuple(notes))
