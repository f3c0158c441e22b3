"""Small workbooks made on the spot, ugly ones included."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "reading"


def xlsx(fill) -> bytes:
    """Return a workbook whose first sheet ``fill`` has filled."""
    workbook = openpyxl.Workbook()
    fill(workbook.active)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def rezip(data: bytes, change) -> bytes:
    """Return a zip whose parts ``change`` (a function of the dict of parts) has altered."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def ods(rows: str, *, name: str = "Hoja1") -> bytes:
    """Return an ODS of one sheet from the XML of its rows."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{rows}'
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
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def ods_text(text: str, extra: str = "") -> str:
    """Return the XML of one ODS text cell."""
    return (
        f'<table:table-cell office:value-type="string" {extra}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def ods_number(value: float, kind: str = "float", extra: str = "") -> str:
    """Return the XML of one ODS number."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" {extra}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


SPREADSHEETML = """<?xml version="1.0"{declaration}?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>
<Worksheet ss:Name="Datos"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">Ingresos propios (%)</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">CODIGO</Data></Cell>
<Cell><Data ss:Type="String">MUNICIPIO</Data></Cell><Cell><Data ss:Type="String">2018</Data></Cell>
<Cell><Data ss:Type="String">2017</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">13118</Data></Cell>
<Cell><Data ss:Type="String">Ñuñoa</Data></Cell>
<Cell><Data ss:Type="String">1.234,50</Data></Cell>
<Cell><Data ss:Type="String">No Recepcionado</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">13119</Data></Cell>
<Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.473</Data></Cell>
<Cell><Data ss:Type="DateTime">2018-02-27T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
