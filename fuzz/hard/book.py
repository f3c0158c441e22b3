"""A workbook before it is written, and its bytes as XLSX, ODS and SpreadsheetML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

Merge = tuple[int, int, int, int]


@dataclass
class Spot:
    """A cell: what is stored, how it is shown, and the formula behind it.

    Attributes:
        value: Text, number, or nothing stored.
        code: Its number format.
        formula: Its formula, without the sign before it.
        note: What somebody remarked on it (ODS and SpreadsheetML, where it stands in the cell).
    """

    value: str | float | None = None
    code: str = ""
    formula: str | None = None
    note: str = ""


@dataclass
class Book:
    """A workbook of one table.

    Attributes:
        rows: Cells, from the first row of the sheet on.
        hidden: 1-based rows that are not shown.
        merges: First and last row (1-based), first and last column (0-based).
        state: Of its sheet: ``visible``, ``hidden`` or ``veryHidden``.
        beside: A second, visible sheet.
        recalculate: Whether the program is told to calculate when it opens the file.
        parts: Renames a part of the package.
        default: Number format of the style that cells without one of their own have (XLSX).
        spelt: How the style of a cell is written (XLSX), of its number ``{}``.
    """

    rows: list[list[Spot]]
    hidden: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    date1904: bool = False
    state: str = "visible"
    beside: list[list[Spot]] | None = None
    recalculate: bool = False
    parts: Callable[[str], str] = str
    default: str = ""
    spelt: str = ' s="{}"'


def xlsx(book: Book) -> bytes:
    """Return the workbook as XLSX."""
    codes = sorted({s.code for row in book.rows for s in row if s.code} - {book.default})
    styles = {code: n for n, code in enumerate([book.default, *codes])}
    sheets = [("Datos", book.state, _sheet_xml(book, styles))]
    if book.beside is not None:
        sheets.append(("Notas", "visible", _sheet_xml(Book(book.beside), styles)))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state, _) in enumerate(sheets, start=1)
    )
    workbook = (
        f'<workbook xmlns="{main}" xmlns:r="{rels}">'
        f'<workbookPr date1904="{int(book.date1904)}"/><sheets>{listed}</sheets>'
        f'<calcPr calcId="1" fullCalcOnLoad="{int(book.recalculate)}"/></workbook>'
    )
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code or "General")}/>'
        for code, n in styles.items()
    )
    looks = "".join(f'<xf numFmtId="{164 + n}" applyNumberFormat="1"/>' for n in styles.values())
    style = (
        f'<styleSheet xmlns="{main}"><numFmts count="{len(styles)}">{formats}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(styles)}">{looks}</cellXfs></styleSheet>'
    )
    name = book.parts
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{rels}/worksheet" '
        f'Target="{name(f"worksheets/sheet{n}.xml")}"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rId9" Type="{rels}/styles" Target="{name("styles.xml")}"/>'
    package = "http://schemas.openxmlformats.org/package/2006"
    overrides = "".join(
        f'<Override PartName="/{name(f"xl/worksheets/sheet{n}.xml")}" '
        f'ContentType="{kinds}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{name("xl/workbook.xml")}" '
            f'ContentType="{kinds}.sheet.main+xml"/>{overrides}'
            f'<Override PartName="/{name("xl/styles.xml")}" ContentType="{kinds}.styles+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{rels}/officeDocument" Target="{name("xl/workbook.xml")}"/></Relationships>'
        ),
        name("xl/workbook.xml"): workbook,
        name("xl/_rels/workbook.xml.rels"): (
            f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        ),
        name("xl/styles.xml"): style,
    }
    for n, (_, _, content) in enumerate(sheets, start=1):
        parts[name(f"xl/worksheets/sheet{n}.xml")] = content
    return _zipped(parts)


def _sheet_xml(book: Book, styles: dict[str, int]) -> str:
    lines = []
    for number, row in enumerate(book.rows, start=1):
        shown = ' hidden="1"' if number in book.hidden else ""
        cells = "".join(
            _xlsx_cell(book, s, f"{_letter(col)}{number}", styles) for col, s in enumerate(row)
        )
        lines.append(f'<row r="{number}"{shown}>{cells}</row>')
    areas = "".join(
        f'<mergeCell ref="{_letter(left)}{top}:{_letter(right)}{bottom}"/>'
        for top, bottom, left, right in book.merges
    )
    merged = f'<mergeCells count="{len(book.merges)}">{areas}</mergeCells>' if areas else ""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'


def _xlsx_cell(book: Book, spot: Spot, place: str, styles: dict[str, int]) -> str:
    if spot.value is None and spot.formula is None:
        return ""
    style = styles.get(spot.code, 0)
    head = f'<c r="{place}"{book.spelt.format(style) if style or not book.default else ""}'
    formula = f"<f>{escape(spot.formula)}</f>" if spot.formula is not None else ""
    if isinstance(spot.value, str):
        if formula:
            return f'{head} t="str">{formula}<v>{escape(spot.value)}</v></c>'
        return f'{head} t="inlineStr"><is><t>{escape(spot.value)}</t></is></c>'
    value = "" if spot.value is None else f"<v>{spot.value!r}</v>"
    return f"{head}>{formula}{value}</c>"


def ods(book: Book) -> bytes:
    """Return the workbook as ODS."""
    top = {(m[0], m[2]): m for m in book.merges}
    covered = {
        (row, col)
        for first, last, left, right in book.merges
        for row in range(first, last + 1)
        for col in range(left, right + 1)
    } - set(top)
    lines = []
    for number, row in enumerate(book.rows, start=1):
        shown = ' table:visibility="collapse"' if number in book.hidden else ""
        cells = []
        for col, spot in enumerate(row):
            span = ""
            if (number, col) in top:
                first, last, left, right = top[number, col]
                span = f' table:number-rows-spanned="{last - first + 1}"'
                span += f' table:number-columns-spanned="{right - left + 1}"'
            name = "covered-table-cell" if (number, col) in covered else "table-cell"
            cells.append(_ods_cell(spot, name, span))
        lines.append(f"<table:table-row{shown}>{''.join(cells)}</table:table-row>")
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}:'
        f'office:1.0" xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Datos">'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(spot: Spot, name: str, span: str) -> str:
    formula = f" table:formula={quoteattr('of:=' + spot.formula)}" if spot.formula else ""
    note = f"<office:annotation><text:p>{escape(spot.note)}</text:p></office:annotation>"
    note = note if spot.note else ""
    if spot.value is None:
        return f"<table:{name}{span}{formula}>{note}</table:{name}>"
    if isinstance(spot.value, str):
        kind, shown = 'office:value-type="string"', escape(spot.value)
    else:
        scaled = spot.code.endswith("%")
        shown = f"{spot.value * 100:.2f}%" if scaled else str(spot.value)
        name_ = "percentage" if scaled else "float"
        kind = f'office:value-type="{name_}" office:value="{spot.value!r}"'
    return f"<table:{name}{span}{formula} {kind}>{note}<text:p>{shown}</text:p></table:{name}>"


def spreadsheetml(book: Book) -> bytes:
    """Return the workbook as SpreadsheetML 2003."""
    codes = sorted({s.code for row in book.rows for s in row if s.code})
    styles = {code: f"s{n}" for n, code in enumerate(codes, start=1)}
    named = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format={quoteattr(code)}/></Style>'
        for code, name in styles.items()
    )
    starts = {(m[0], m[2]): m for m in book.merges}
    inside = {
        (row, col)
        for first, last, left, right in book.merges
        for row in range(first, last + 1)
        for col in range(left, right + 1)
    } - set(starts)
    lines = []
    for number, row in enumerate(book.rows, start=1):
        shown = ' ss:Hidden="1"' if number in book.hidden else ""
        cells = []
        for col, spot in enumerate(row):
            if (number, col) in inside:
                continue
            about = f' ss:Index="{col + 1}"'
            if (number, col) in starts:
                first, last, left, right = starts[number, col]
                about += f' ss:MergeDown="{last - first}" ss:MergeAcross="{right - left}"'
            about += f' ss:StyleID="{styles[spot.code]}"' if spot.code else ""
            about += f" ss:Formula={quoteattr('=' + spot.formula)}" if spot.formula else ""
            data = ""
            if isinstance(spot.value, str):
                data = f'<Data ss:Type="String">{escape(spot.value)}</Data>'
            elif spot.value is not None:
                data = f'<Data ss:Type="Number">{spot.value!r}</Data>'
            if spot.note:
                data += f"<Comment><ss:Data>{escape(spot.note)}</ss:Data></Comment>"
            cells.append(f"<Cell{about}>{data}</Cell>")
        lines.append(f"<Row{shown}>{''.join(cells)}</Row>")
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    excel = ""
    if book.date1904:
        of = "urn:schemas-microsoft-com:office:excel"
        excel = f'<ExcelWorkbook xmlns="{of}"><Date1904/></ExcelWorkbook>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{urn}" xmlns:ss="{urn}">{excel}<Styles>{named}</Styles>'
        f'<Worksheet ss:Name="Datos"><Table>{"".join(lines)}</Table></Worksheet></Workbook>'
    ).encode()


def _letter(col: int) -> str:
    return chr(ord("A") + col)


def _zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content.encode())
    return stream.getvalue()
