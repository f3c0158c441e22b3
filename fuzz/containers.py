"""A grid → the bytes of a file, and where each of its rows stands."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Literal
from xml.sax.saxutils import escape

import openpyxl

from fuzz.grid import Cell, Grid, Row

Place = tuple[str | None, int]


@dataclass
class Written:
    """One file: its bytes, and which row of the grid stands in which row of which sheet."""

    name: str
    data: bytes
    places: dict[Place, Row] = field(default_factory=dict)
    sheets: int = 1


def write(grid: Grid, container: str, rng: Random) -> Written:
    """Write ``grid`` as ``csv``, ``xlsx``, ``ods`` or ``xls`` (SpreadsheetML)."""
    if container == "csv":
        return _csv(grid, rng)
    if container == "xlsx":
        return _xlsx(grid)
    lines, rows = _lines(grid, text=False)
    places: dict[Place, Row] = {
        ("Datos", number): row for number, row in enumerate(rows, start=1) if row is not None
    }
    data = _ods(lines) if container == "ods" else _spreadsheetml(lines)
    return Written(f"entrega.{container}", data, places)


def _lines(grid: Grid, *, text: bool) -> tuple[list[list[Any]], list[Row | None]]:
    headers = [Cell(column.header) for column in grid.columns]
    lines: list[list[Any]] = [[Cell(t) for t in title] for title in grid.titles]
    if grid.upper is not None:
        lines.append([Cell(t) for t in grid.upper])
    lines.append(headers)
    rows: list[Row | None] = [None] * len(lines)
    for row in grid.rows:
        if row.role == "data":
            cells = [row.cells[id(column)] for column in grid.columns]
        else:
            texts = [c.header for c in grid.columns] if row.token == "header" else row.literal  # noqa: S105
            cells = [Cell(t) for t in texts]
        if text and row.shape < 0 and row.role == "data":
            _without_tail(grid, row)
            cells = cells[: row.shape]
        if text and row.shape > 0:
            cells = [*cells, *[Cell("de más")] * row.shape]
        lines.append(cells)
        rows.append(row)
    return lines, rows


def _without_tail(grid: Grid, row: Row) -> None:
    """Allow for the cells that a short row leaves out."""
    for column in grid.columns[row.shape :]:
        cell = row.cells[id(column)]
        cell.allowed, cell.state = (*cell.allowed, None, False), None
        if column.field in ("municipality", "institution"):
            row.cuts = row.by_code
        if column.field in ("code", "organism_code"):
            row.cuts = row.by_name


def _csv(grid: Grid, rng: Random) -> Written:
    encoding = rng.choice(["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
    delimiter = rng.choice([";", ";", ",", "\t"])
    ends = rng.choice([["\r\n"], ["\n"], ["\r"], ["\r\n", "\n"]])
    quoting: Literal[0, 1] = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    grid.log.append(f"csv {encoding} {delimiter!r} {ends!r} quoting={quoting}")
    lines, rows = _lines(grid, text=True)
    places: dict[Place, Row] = {}
    parts: list[str] = []
    number = 1
    for cells, row in zip(lines, rows, strict=True):
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator="")
        writer.writerow([cell.text for cell in cells])
        line = stream.getvalue()
        if row is not None:
            places[None, number] = row
        number += 1 + line.count("\n")
        parts.append(line + rng.choice(ends))
    if rng.random() < 0.2:
        parts[-1] = parts[-1].rstrip("\r\n")
    text = "".join(parts)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        encoding = "utf-8"
        grid.log.append("utf-8 after all")
    name = rng.choice(["entrega.csv", "entrega.txt", "entrega final (2).CSV", "Planilla ñandú.csv"])
    return Written(name, text.encode(encoding), places)


def _xlsx(grid: Grid) -> Written:
    workbook = openpyxl.Workbook()
    del workbook["Sheet"]
    written = Written("entrega.xlsx", b"")
    names = ["Datos", "Copia"] if grid.repeated_sheet else ["Datos"]
    lines, rows = _lines(grid, text=False)
    for name in names:
        sheet = workbook.create_sheet(name)
        for number, (cells, row) in enumerate(zip(lines, rows, strict=True), start=1):
            for col, cell in enumerate(cells, start=1):
                if cell.native is not None:
                    _fill(sheet.cell(number, col), cell)
            if row is not None:
                written.places[name, number] = row
        top = len(grid.titles) + (2 if grid.upper is not None else 1)
        for area in grid.merged_columns:
            sheet.merge_cells(area.format(top=top, first=top + 1, second=top + 2))
    for name, content in grid.other_sheets:
        sheet = workbook.create_sheet(name, index=0 if name.startswith("0") else None)
        for other in content:
            sheet.append(other)
    stream = io.BytesIO()
    workbook.save(stream)
    written.data = stream.getvalue()
    written.sheets = len(names)
    return written


def _fill(target: Any, cell: Cell) -> None:
    target.value = cell.native
    if isinstance(cell.native, str):
        target.data_type = "s"
    if cell.number_format:
        target.number_format = cell.number_format


def _spreadsheetml(lines: list[list[Cell]]) -> bytes:
    body = "".join(
        "<Row>" + "".join(_ml_cell(cell) for cell in cells) + "</Row>" for cells in lines
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.00%"/></Style></Styles>'
        f'<Worksheet ss:Name="Datos"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def _ml_cell(cell: Cell) -> str:
    value = cell.native
    if value is None:
        return "<Cell/>"
    if isinstance(value, date):
        return f'<Cell><Data ss:Type="DateTime">{value:%Y-%m-%d}T00:00:00.000</Data></Cell>'
    if isinstance(value, (int, float)):
        style = ' ss:StyleID="p"' if cell.number_format else ""
        return f'<Cell{style}><Data ss:Type="Number">{value}</Data></Cell>'
    return f'<Cell><Data ss:Type="String">{escape(value)}</Data></Cell>'


def _ods(lines: list[list[Cell]]) -> bytes:
    body = "".join(
        "<table:table-row>" + "".join(_ods_cell(cell) for cell in cells) + "</table:table-row>"
        for cells in lines
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Datos">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", kind, zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def _ods_cell(cell: Cell) -> str:
    value = cell.native
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, shown = f'"date" office:date-value="{value:%Y-%m-%d}"', f"{value:%d-%m-%Y}"
    elif isinstance(value, (int, float)):
        name = "percentage" if cell.number_format else "float"
        kind, shown = f'"{name}" office:value="{value}"', str(value)
    else:
        kind, shown = '"string"', escape(value)
    return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"
