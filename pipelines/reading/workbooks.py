"""XLSX, ODS and old XLS → sheets of plain cells."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
import xlrd

from pipelines.reading.errors import ReadingError
from pipelines.reading.marks import Marks, percent_styles, sheet_parts, xlsx_marks
from pipelines.reading.model import Sheet, trimmed
from pipelines.reading.ods_marks import ods_marks

_CLOCK = frozenset({time, timedelta})
Read = tuple[list[Sheet], list[str]]


def read_xlsx(data: bytes, parts: dict[str, bytes], *, where: str) -> Read:
    """Return the worksheets of an XLSX package whose ``parts`` were checked, and notes."""
    percent = percent_styles(parts.get("xl/styles.xml"), where=where)
    marks = {
        name: xlsx_marks(parts[part], percent=percent, where=where, part=part)
        for name, part in sheet_parts(parts, where=where).items()
        if part in parts and part.startswith("xl/worksheets/")
    }
    return _with_calamine(data, marks, where=where)


def read_ods(data: bytes, parts: dict[str, bytes], *, where: str) -> Read:
    """Return the worksheets of an ODS package whose ``parts`` were checked, and notes."""
    if "content.xml" not in parts:
        raise ReadingError("damaged", where=where, detail="content.xml is missing")
    return _with_calamine(data, ods_marks(parts["content.xml"], where=where), where=where)


def _with_calamine(data: bytes, marks: dict[str, Marks], *, where: str) -> Read:
    sheets, notes = [], []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    notes.append(f"no_worksheet sheet={meta.name}")
                    continue
                if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                    notes.append(f"hidden_sheet sheet={meta.name}")
                if meta.name not in marks:
                    raise ReadingError("damaged", where=where, detail=f"sheet {meta.name}")
                rows = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                sheets.append(_sheet(meta.name, rows, marks[meta.name]))
    except (ReadingError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust parser is no Exception
        raise ReadingError("damaged", where=where, detail=_short(error)) from error
    return sheets, notes


def _sheet(name: str, rows: list[list[Any]], marks: Marks) -> Sheet:
    plain = [
        [None if cell == "" else str(cell) if cell.__class__ in _CLOCK else cell for cell in row]
        for row in rows
    ]
    for (row, col), text in marks.texts.items():
        while len(plain) < row:
            plain.append([])
        cells = plain[row - 1]
        cells.extend([None] * (col + 1 - len(cells)))
        if cells[col] is None:
            cells[col] = text
    return Sheet(name, trimmed(plain), frozenset(marks.percent), tuple(marks.merged))


def read_xls(data: bytes, *, where: str) -> Read:
    """Return the worksheets of an old binary workbook, and notes.

    Formats that cannot be read are left out with a note: percentages then show no percent mark.

    Raises:
        ReadingError: ``encrypted`` or ``damaged``.
    """
    try:
        return _xls_book(data, with_formats=True)
    except xlrd.XLRDError as error:
        code = "encrypted" if "encrypted" in str(error).lower() else "damaged"
        raise ReadingError(code, where=where, detail=_short(error)) from error
    except (Exception, MemoryError):
        try:
            sheets, notes = _xls_book(data, with_formats=False)
        except (Exception, MemoryError) as error:
            raise ReadingError("damaged", where=where, detail=_short(error)) from error
        return sheets, [*notes, "formats_unread"]


def _xls_book(data: bytes, *, with_formats: bool) -> Read:
    with xlrd.open_workbook(
        file_contents=data, formatting_info=with_formats, logfile=io.StringIO()
    ) as book:
        percent = {
            index
            for index, style in enumerate(book.xf_list if with_formats else ())
            if "%" in book.format_map[style.format_key].format_str
        }
        notes = [f"hidden_sheet sheet={s.name}" for s in book.sheets() if s.visibility]
        return [_xls_sheet(sheet, book.datemode, percent) for sheet in book.sheets()], notes


def _xls_sheet(sheet: Any, datemode: int, shown_as_percent: set[int]) -> Sheet:
    percent: set[tuple[int, int]] = set()
    rows: list[list[object]] = []
    for number in range(sheet.nrows):
        cells = sheet.row(number)
        rows.append([_xls_cell(cell, datemode) for cell in cells])
        percent.update(
            (number + 1, col)
            for col, cell in enumerate(cells)
            if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in shown_as_percent
        )
    merged = tuple((r1 + 1, c1, r2, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells)
    return Sheet(sheet.name, trimmed(rows), frozenset(percent), merged)


def _xls_cell(cell: Any, datemode: int) -> object:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _xls_date(cell.value, datemode)
    return cell.value


def _xls_date(value: float, datemode: int) -> datetime | date | float | str:
    if value < 1:
        return str(timedelta(seconds=round(value * 86400)))
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return value
    return moment.date() if moment.time() == time(0) else moment


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
