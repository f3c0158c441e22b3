"""Old binary workbooks (XLS) → sheets of plain cells."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import xlrd

from pipelines.ingest.reading import colours
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import is_of_note
from pipelines.ingest.reading.marks import Marks, as_sheet, hidden_notes, settle_formulas
from pipelines.ingest.reading.values import EPOCH, EPOCH_1904, Apart, set_apart
from pipelines.ingest.reading.workbooks import Read, short
from pipelines.ingest.reading.xls_formulas import xls_formulas

_VERY_HIDDEN, _SOLID = 2, 1
_VERTICAL: dict[int, Apart] = {1: "raised", 2: "lowered"}


def read_xls(data: bytes, *, where: str) -> Read:
    """Return the worksheets of an old binary workbook, and notes.

    Formats that cannot be read are left out with a note: percentages then show no percent mark.

    Args:
        data: The file.
        where: Its name, for the error.

    Raises:
        ReadingError: ``encrypted`` or ``damaged``.
    """
    try:
        return _book(data, with_formats=True)
    except xlrd.XLRDError as error:
        code = "encrypted" if "encrypted" in str(error).lower() else "damaged"
        raise ReadingError(code, where=where, detail=short(error)) from error
    except (Exception, MemoryError):
        try:
            sheets, notes = _book(data, with_formats=False)
        except (Exception, MemoryError) as error:
            raise ReadingError("damaged", where=where, detail=short(error)) from error
        return sheets, [*notes, "formats_unread"]


def _book(data: bytes, *, with_formats: bool) -> Read:
    with xlrd.open_workbook(
        file_contents=data, formatting_info=with_formats, logfile=io.StringIO()
    ) as book:
        codes = [
            book.format_map[style.format_key].format_str
            for style in (book.xf_list if with_formats else ())
        ]
        formulas, stale = xls_formulas(data, book)
        apart: dict[int, Apart] = {
            number: "struck" if font.struck_out else _VERTICAL[font.escapement]
            for number, font in enumerate(book.font_list)
            if font.struck_out or font.escapement in _VERTICAL
        }
        struck = {
            number
            for number, style in enumerate(book.xf_list if with_formats else ())
            if book.font_list[style.font_index].struck_out
        }
        pale = {
            number
            for number, style in enumerate(book.xf_list if with_formats else ())
            if _is_pale(book, style)
        }
        marks = [_marks(sheet, codes, apart, struck, pale) for sheet in book.sheets()]
        for sheet_marks, sheet_formulas in zip(marks, formulas, strict=True):
            sheet_marks.formulas = sheet_formulas
        notes = settle_formulas(marks, stale=stale)
        epoch = EPOCH_1904 if book.datemode else EPOCH
        sheets = []
        for sheet, sheet_marks in zip(book.sheets(), marks, strict=True):
            if sheet.visibility == _VERY_HIDDEN:
                notes.append(f"very_hidden_sheet sheet={sheet.name}")
                continue
            notes += [f"hidden_sheet sheet={sheet.name}"] if sheet.visibility else []
            rows = [[_cell(c, book.datemode) for c in sheet.row(n)] for n in range(sheet.nrows)]
            sheets.append(as_sheet(sheet.name, rows, sheet_marks, epoch))
            notes += hidden_notes(sheets[-1], sheet_marks)
        return sheets, notes


def _is_pale(book: Any, style: Any) -> bool:
    """Tell whether the letters of a style have the colour of what is behind them."""
    own = book.colour_map.get(book.font_list[style.font_index].colour_index)
    letters = bytes(own).hex() if own else None
    behind = style.background
    if not behind.fill_pattern:
        return colours.is_unseen(letters, None)
    fill = book.colour_map.get(behind.pattern_colour_index)
    return behind.fill_pattern == _SOLID and bool(fill) and bytes(fill).hex() == letters


def _marks(
    sheet: Any, codes: list[str], apart: Mapping[int, Apart], struck: set[int], pale: set[int]
) -> Marks:
    marks = Marks(merged=[(r1 + 1, c1, r2, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells])
    marks.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    marks.hidden_columns = {col for col, info in sheet.colinfo_map.items() if info.hidden}
    telling = {index for index, code in enumerate(codes) if is_of_note(code)}
    for number in range(sheet.nrows) if telling or struck or pale else ():
        for col, cell in enumerate(sheet.row(number)):
            if cell.xf_index in struck:
                marks.struck.add((number + 1, col))
            if cell.xf_index in pale:
                marks.pale.add((number + 1, col))
            if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in telling:
                marks.show((number + 1, col), codes[cell.xf_index], cell.value)
    for (row, col), runs in sheet.rich_text_runlist_map.items():
        if apart.keys() & {font for _, font in runs}:
            text = in_parts(sheet.cell_value(row, col), runs, apart)
            marks.say([(row + 1, col)], text)
    return marks


def in_parts(text: str, runs: list[tuple[int, int]], apart: Mapping[int, Apart]) -> str:
    """Return a text with those runs that stand apart as such.

    Args:
        text: The text of a cell.
        runs: Where each run begins in it, and the number of its font; what stands before the first
            does not stand apart.
        apart: Number of a font → how what is written in it stands.
    """
    ends = [start for start, _ in runs[1:]] + [len(text)]
    parts = [text[: runs[0][0]]]
    for (start, font), end in zip(runs, ends, strict=True):
        run = text[start:end]
        parts.append(set_apart(run, apart[font]) if font in apart else run)
    return "".join(parts)


def _cell(cell: Any, datemode: int) -> object:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, datemode)
    return cell.value


def _date(value: float, datemode: int) -> datetime | date | float | str:
    if value < 1:
        return str(timedelta(seconds=round(value * 86400)))
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return value
    return moment.date() if moment.time() == time(0) else moment
