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

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipelines.cells import neutralise
from pipelines.errors import FaroError

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
DATE_FORMAT, MOMENT_FORMAT, PERCENT_FORMAT = "dd-mm-yyyy", "dd-mm-yyyy hh:mm:ss", "0.0##%"
INK, PAPER, HEAD, ATTENTION = "#16202E", "#FBFAF6", "#DCEBEC", "#F3D3E3"
_CREATED = datetime(2024, 1, 1)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@contextmanager
def workbook(path: Path | BytesIO) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook for writing; text is never taken for a formula, a number or a link.

    Nothing is written when the block raises.

    Raises:
        FaroError: The file cannot be written there.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "in_memory": True,
    }
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"created": _CREATED, "author": "Faro"})
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise FaroError(
            "the file cannot be written",
            where=path.name if isinstance(path, Path) else None,
            fix="Check that its folder exists and that it is not open elsewhere",
            code="cannot_write",
            es="el archivo no se puede escribir. Revise que su carpeta exista y que no esté "
            "abierto en otro programa",
        ) from error


def write(
    sheet: Any, row: int, col: int, value: object, formats: dict[str, Any], *, percent: bool = False
) -> None:
    """Write one cell as what it is; text that would run as a formula is neutralised.

    Args:
        sheet: A worksheet.
        row: 0-based row.
        col: 0-based column.
        value: Text, number, boolean, date or ``None``.
        formats: Formats by ``plain``, ``percent``, ``date`` and ``moment``.
        percent: Whether the number is shown as a percentage.
    """
    if value is None:
        sheet.write_blank(row, col, None, formats["plain"])
    elif isinstance(value, bool):
        sheet.write_boolean(row, col, value, formats["plain"])
    elif isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 1e300:
        sheet.write_number(row, col, value, formats["percent" if percent else "plain"])
    elif isinstance(value, datetime) and value.year >= 1900:
        moment = value.replace(tzinfo=None)
        sheet.write_datetime(row, col, moment, formats["moment"])
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, col, value, formats["date"])
    else:
        sheet.write_string(row, col, clean(str(value)), formats["plain"])


def clean(text: str) -> str:
    """Return text that a cell may hold: neutralised, without control characters, not too long."""
    text = neutralise(_ILLEGAL.sub("\ufffd", text))
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def cell_formats(book: Any, **style: Any) -> dict[str, Any]:
    """Return the formats that :func:`write` needs, all with ``style``."""
    return {
        "plain": book.add_format(style),
        "percent": book.add_format({**style, "num_format": PERCENT_FORMAT}),
        "date": book.add_format({**style, "num_format": DATE_FORMAT}),
        "moment": book.add_format({**style, "num_format": MOMENT_FORMAT}),
    }


def sheet_name(name: str | None, taken: set[str], fallback: str) -> str:
    """Return a name that a worksheet may have and none of ``taken`` has; it joins ``taken``."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name or fallback).strip().strip("'")[:31]
    if plain.casefold() == "history":
        plain = "History_"
    plain = plain or fallback
    candidate, number = plain, 2
    while candidate.casefold() in taken:
        candidate = f"{plain[:27]} ({number})"
        number += 1
    taken.add(candidate.casefold())
    return candidate
