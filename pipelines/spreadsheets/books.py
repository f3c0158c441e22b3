"""XLSX files as Faro writes them: same bytes for the same content, and no cell that runs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from pipelines.errors import FaroError
from pipelines.spreadsheets.guard import clean, inert
from pipelines.spreadsheets.missing import is_missing

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
DATE_FORMAT, MOMENT_FORMAT, PERCENT_FORMAT = "dd-mm-yyyy", "dd-mm-yyyy hh:mm:ss", "0.0##%"
INK, PAPER, HEAD, ATTENTION = "#16202E", "#FBFAF6", "#DCEBEC", "#F3D3E3"
_CREATED = datetime(2024, 1, 1)
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


class _Sheet(Worksheet):
    """A worksheet whose texts and comments are inert, whoever writes them; it takes no formula."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        return super()._write_string(row, col, clean(string), cell_format)

    def write_comment(self, row: int, col: int, comment: str, options: Any = None) -> Any:
        return super().write_comment(row, col, clean(comment), options)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a cell of Faro is text, a number or a date")

    _write_formula = _write_array_formula = _write_url = _write_rich_string = _refuse


class Book(xlsxwriter.Workbook):
    """A workbook of inert worksheets."""

    def __init__(self, target: Path | BytesIO) -> None:
        super().__init__(target, _OPTIONS)
        self.worksheet_class = _Sheet

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Worksheet:
        """Add an inert worksheet; a name that begins as a formula gets a dash before it.

        Args:
            name: The name it should have; one of the usual row when None.
            worksheet_class: Not heeded: every sheet is inert.
        """
        return super().add_worksheet(_inert_name(name) if name else None)


@contextmanager
def workbook(
    target: Path | BytesIO, *, title: str | None = None, created: datetime = _CREATED
) -> Iterator[Book]:
    """Open a workbook for writing; text is never taken for a formula, a number or a link.

    Nothing is written when the block raises.

    Args:
        target: The file, or where to keep its bytes.
        title: Title of the document.
        created: When what it says was made; never the present, so that equal content gives equal
            bytes.

    Yields:
        The book, to be filled before the block ends.

    Raises:
        FaroError: The file cannot be written there (``cannot_write``).
    """
    book = Book(target)
    titled = {"title": title[:200]} if title else {}
    book.set_properties({**titled, "created": created.replace(tzinfo=None), "author": "Faro"})
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise FaroError(
            "the file cannot be written",
            where=target.name if isinstance(target, Path) else None,
            fix="Check that its folder exists and that it is not open elsewhere",
            code="cannot_write",
            es="el archivo no se puede escribir. Revise que su carpeta exista y que no esté "
            "abierto en otro programa",
        ) from error


def write(
    sheet: Any,
    row: int,
    col: int,
    value: object,
    formats: dict[str, Any] | None = None,
    *,
    percent: bool = False,
) -> None:
    """Write one cell as what it is; a missing value is a blank cell.

    Args:
        sheet: A worksheet.
        row: 0-based row.
        col: 0-based column.
        value: Text, number, boolean, date or nothing.
        formats: Formats by ``plain``, ``percent``, ``date`` and ``moment``, those there are.
        percent: Whether the number, a share from 0 to 1, is shown as a percentage.
    """
    looks = formats or {}
    plain = looks.get("plain")
    if hasattr(value, "item"):
        value = value.item()
    if is_missing(value):
        sheet.write_blank(row, col, None, plain)
    elif isinstance(value, bool):
        sheet.write_boolean(row, col, value, plain)
    elif isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 1e300:
        sheet.write_number(row, col, value, looks.get("percent") if percent else plain)
    elif isinstance(value, datetime) and value.year >= 1900:
        moment = value.replace(tzinfo=None)
        sheet.write_datetime(row, col, moment, looks.get("moment"))
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, col, value, looks.get("date"))
    else:
        sheet.write_string(row, col, str(value), plain)


def add_frame(book: Book, name: str, frame: pd.DataFrame) -> None:
    """Add a sheet with the rows of a frame under its column names; the heading stays in view.

    Args:
        book: The book.
        name: Name of the sheet.
        frame: The rows; its index is left out. Moments that all are midnight are written as days.
    """
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for col, column in enumerate(frame.columns):
        sheet.set_column(col, col, min(max(len(str(column)) + 2, 12), 40))
        sheet.write_string(0, col, str(column), head)
        cells = frame.iloc[:, col]
        formats = {"date": day, "moment": day if _are_days(cells) else moment}
        for row, value in enumerate(cells.tolist(), start=1):
            if not is_missing(value):
                write(sheet, row, col, value, formats)


def _are_days(cells: pd.Series) -> bool:
    if not pd.api.types.is_datetime64_any_dtype(cells):
        return False
    return bool((cells.dropna().dt.normalize() == cells.dropna()).all())


def cell_formats(book: Any, **style: Any) -> dict[str, Any]:
    """Return the formats that :func:`write` needs, all with ``style``.

    Args:
        book: The book.
        **style: Attributes of a format, as XlsxWriter names them.

    Returns:
        Formats by ``plain``, ``percent``, ``date`` and ``moment``.
    """
    return {
        "plain": book.add_format(style),
        "percent": book.add_format({**style, "num_format": PERCENT_FORMAT}),
        "date": book.add_format({**style, "num_format": DATE_FORMAT}),
        "moment": book.add_format({**style, "num_format": MOMENT_FORMAT}),
    }


def sheet_name(name: str | None, taken: set[str], fallback: str) -> str:
    """Return a name that a worksheet may have and none of ``taken`` has; it joins ``taken``.

    Args:
        name: The name it should have, whatever it holds.
        taken: Names in use, folded to lower case.
        fallback: What it is called where nothing is left of the name.

    Returns:
        At most 31 characters.
    """
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name or fallback).strip().strip("'")
    plain = _inert_name(plain)[:31].rstrip("'")
    if plain.casefold() == "history":
        plain = "History_"
    plain = plain or fallback
    candidate, number = plain, 2
    while candidate.casefold() in taken:
        candidate = f"{plain[:27]} ({number})"
        number += 1
    taken.add(candidate.casefold())
    return candidate


def _inert_name(name: str) -> str:
    """Return the name of a sheet; where it would run it begins with a low dash."""
    return name if inert(name) == name else f"_{name}"[:31]
