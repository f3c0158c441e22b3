"""Write a grid in the formats deliveries come in. The same grid gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.demo.sheets import Cell, Grid, Pct
from pipelines.spreadsheets import rows_csv
from pipelines.spreadsheets.books import workbook

CREATED = datetime(2026, 1, 1)


def csv_writer(
    *, encoding: str, delimiter: str, decimal: str = ",", sign: str = "", day: str = "%d-%m-%Y"
) -> Callable[[Path, Grid], None]:
    """Return a writer of CSV files in an encoding, with CRLF line ends.

    Args:
        encoding: Of the file.
        delimiter: Between cells.
        decimal: The sign before decimals.
        sign: What follows a percentage.
        day: How dates are written, as ``strftime`` takes it.
    """

    def text(cell: Cell) -> str:
        if isinstance(cell, Pct):
            return cell.text(decimal) + sign
        if isinstance(cell, date):
            return cell.strftime(day)
        plain = "" if cell is None else str(cell)
        return plain.replace(".", decimal) if isinstance(cell, float) else plain

    def write(path: Path, grid: Grid) -> None:
        rows = [*([title] for title in grid.title), grid.headers, *grid.rows]
        rows += [grid.total] if grid.total else []
        lines = [[text(cell) for cell in row] for row in rows]
        content = rows_csv(lines[0], lines[1:], bom=False, delimiter=delimiter)
        path.write_bytes(content.decode().encode(encoding))

    return write


def xlsx_writer(*, sheet: str, percent_format: bool = False) -> Callable[[Path, Grid], None]:
    """Return a writer of workbooks; scores are shown as percentages or stored as points.

    Args:
        sheet: Name of the sheet.
        percent_format: Whether scores are stored as fractions and shown as percentages.
    """

    def write(path: Path, grid: Grid) -> None:
        with workbook(path) as book:
            book.set_properties({"title": grid.title[0], "created": CREATED})
            page = book.add_worksheet(sheet)
            bold = book.add_format({"bold": True})
            formats = {
                "day": book.add_format({"num_format": "dd-mm-yyyy"}),
                "score": book.add_format({"num_format": "0.00%" if percent_format else "0.00"}),
            }
            first = _heading(page, grid, bold)
            rows = [*grid.rows, grid.total] if grid.total else grid.rows
            scale = 10_000 if percent_format else 100
            for number, row in enumerate(rows, start=first):
                for column, cell in enumerate(row):
                    _put(page, (number, column), cell, formats, scale)

    return write


def _heading(page: Any, grid: Grid, bold: Any) -> int:
    """Write titles, a blank row and the header; return the first data row (0-based)."""
    for number, line in enumerate(grid.title):
        page.write_string(number, 0, line)
    row = len(grid.title) + 1
    column = 0
    for text, span in grid.bands:
        alone = grid.headers[column : column + span] == [text]
        if span > 1 or alone:
            page.merge_range(row, column, row + alone, column + span - 1, text, bold)
        column += span
    alone_in = {text for text, span in grid.bands if span == 1}
    row += bool(grid.bands)
    for column, header in enumerate(grid.headers):
        if header not in alone_in:
            page.write_string(row, column, header, bold)
    return row + 1


def _put(
    page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any], scale: int
) -> None:
    if isinstance(cell, Pct):
        page.write_number(*place, cell.hundredths / scale, formats["score"])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, formats["day"])
    elif isinstance(cell, str):
        page.write_string(*place, cell)
    elif cell is not None:
        page.write_number(*place, cell)


def write_spreadsheetml(path: Path, grid: Grid) -> None:
    """Write SpreadsheetML 2003, which systems save under an ``.xls`` name.

    Args:
        path: Where it goes.
        grid: What is written.
    """
    rows = [[line] for line in grid.title] + [[*grid.headers]] + [[*row] for row in grid.rows]
    rows += [[*grid.total]] if grid.total else []
    body = "".join(f"<Row>{''.join(map(_element, row))}</Row>\n" for row in rows)
    path.write_bytes(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"\n'
            ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
            f"<Worksheet ss:Name={quoteattr('Datos')}><Table>\n{body}</Table></Worksheet>\n"
            "</Workbook>\n"
        ).encode()
    )


def _element(cell: Cell) -> str:
    if cell is None:
        return '<Cell><Data ss:Type="String"></Data></Cell>'
    text = cell.text(",") if isinstance(cell, Pct) else str(cell)
    kind = "Number" if isinstance(cell, int) else "String"
    return f'<Cell><Data ss:Type="{kind}">{escape(text)}</Data></Cell>'
