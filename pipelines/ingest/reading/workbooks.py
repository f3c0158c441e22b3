"""XLSX and ODS → sheets of plain cells."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import python_calamine

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.marks import Marks, as_sheet, hidden_notes, settle_formulas
from pipelines.ingest.reading.model import Sheet
from pipelines.ingest.reading.ods_marks import ods_marks
from pipelines.ingest.reading.values import EPOCH, EPOCH_1904
from pipelines.ingest.reading.xlsx_marks import xlsx_marks
from pipelines.ingest.reading.xlsx_workbook import strings_in_parts, telling_styles, workbook

_CLOCK = frozenset({time, timedelta})
# LibreOffice keeps what its formulas read of other files as sheets of that name.
_OTHER_FILE = ("'file:", "'http:", "'https:")
_VISIBLE = python_calamine.SheetVisibleEnum
Read = tuple[list[Sheet], list[str]]


def read_xlsx(data: bytes, parts: dict[str, bytes], *, where: str) -> Read:
    """Return the worksheets of an XLSX package, and notes.

    Args:
        data: The file.
        parts: Its XML parts, checked, by name in lower case.
        where: Its name, for the error.

    Raises:
        ReadingError: A part is missing or damaged (``damaged``), or a sheet too large
            (``too_wide``).
    """
    book = workbook(parts, where=where)
    styles = telling_styles(parts.get(book.styles), where=where)
    in_parts = strings_in_parts(parts.get("xl/sharedstrings.xml", b""), where=where)
    marks = {
        name: xlsx_marks(parts[part], styles=styles, in_parts=in_parts, where=where, part=part)
        for name, part in book.sheets.items()
        if part in parts and part.startswith("xl/worksheets/")
    }
    stored = settle_formulas(marks.values(), stale=book.stale)
    stored += [] if not book.styles or book.styles in parts else ["formats_unread"]
    epoch = EPOCH_1904 if book.is_1904 else EPOCH
    sheets, notes = _with_calamine(data, marks, epoch, where=where)
    return sheets, [*stored, *notes]


def read_ods(data: bytes, parts: dict[str, bytes], *, where: str) -> Read:
    """Return the worksheets of an ODS package, and notes.

    Args:
        data: The file.
        parts: Its XML parts, checked, by name in lower case.
        where: Its name, for the error.

    Raises:
        ReadingError: A part is missing or damaged (``damaged``), or a sheet too large
            (``too_wide``).
    """
    if "content.xml" not in parts:
        raise ReadingError("damaged", where=where, detail="content.xml is missing")
    marks, epoch = ods_marks(parts, where=where)
    return _with_calamine(data, marks, epoch, where=where)


def _with_calamine(data: bytes, marks: Mapping[str, Marks], epoch: datetime, *, where: str) -> Read:
    sheets: list[Sheet] = []
    notes: list[str] = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                own = marks.get(meta.name)
                is_cached = meta.name.startswith(_OTHER_FILE) or (own and own.is_of_other_file)
                if meta.typ != python_calamine.SheetTypeEnum.WorkSheet or is_cached:
                    notes.append(f"no_worksheet sheet={meta.name}")
                    continue
                if meta.visible == _VISIBLE.VeryHidden:
                    notes.append(f"very_hidden_sheet sheet={meta.name}")
                    continue
                if meta.visible != _VISIBLE.Visible:
                    notes.append(f"hidden_sheet sheet={meta.name}")
                if own is None:
                    raise ReadingError("damaged", where=where, detail=f"sheet {meta.name}")
                rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                sheets.append(as_sheet(meta.name, _plain(rows), own, epoch))
                notes += hidden_notes(sheets[-1], own)
    except (ReadingError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust parser is no Exception
        raise ReadingError("damaged", where=where, detail=short(error)) from error
    return sheets, notes


def _plain(rows: list[list[Any]]) -> list[list[object]]:
    return [
        [None if cell == "" else str(cell) if cell.__class__ in _CLOCK else cell for cell in row]
        for row in rows
    ]


def short(error: BaseException) -> str:
    """Return the message of an error on one short line.

    Args:
        error: Any; one that says nothing is called by its class.
    """
    return " ".join(str(error).split())[:120] or type(error).__name__
