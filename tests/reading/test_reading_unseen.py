"""What a sheet holds and does not show, and cells that stand where another stands."""

from __future__ import annotations

import re

import pytest
from old_workbooks_for_tests import OldSheet, xls
from openpyxl.styles import Font, PatternFill
from workbooks_for_tests import ods, ods_number, ods_text, rezip, xlsx

from pipelines.ingest.reading import ReadingError, read_document
from pipelines.ingest.reading.formats import is_of_note, shows_nothing

ROWS = [["Municipio", "Puntaje"], ["Macul", 0.5], ["Ñuñoa", 0.9]]
SHEET = "xl/worksheets/sheet1.xml"
BY_A_PROGRAM = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
    "<meta:generator>LibreOffice/7.4</meta:generator></office:meta></office:document-meta>"
)
CELL_B3 = re.compile(r'<c r="B3".*?</c>')


@pytest.mark.parametrize(
    ("code", "value", "nothing"),
    [
        (";;;", 5, True), ("0.0;-0.0;", 0, True), ("0.0;-0.0;", 5, False), ("0;", -1, True),
        ("[<1];0.0", 0.5, True), ("[<1];0.0", 5, False), ('0;0;"-"', 0, False),
        ("", 5, False), ("General", 5, False), ("0.0", 0, False),
    ],
)  # fmt: skip
def test_a_number_format_may_show_nothing(code, value, nothing):
    assert shows_nothing(code, value) is nothing
    assert is_of_note(code) or not nothing


def in_xlsx(change, fill=lambda sheet: None):
    """Return the rows as XLSX, the text of their sheet changed."""

    def filled(sheet):
        for row in ROWS:
            sheet.append(row)
        fill(sheet)

    def changed(parts):
        parts[SHEET] = change(parts[SHEET].decode()).encode()

    return rezip(xlsx(filled), changed)


def ml(rows, styles=""):
    head = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in ROWS[0])
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="Sheet"><Table><Row>{head}</Row>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def ml_row(name, *cells):
    return f'<Row><Cell><Data ss:Type="String">{name}</Data></Cell>{"".join(cells)}</Row>'


def ml_number(value, about=""):
    return f'<Cell {about}><Data ss:Type="Number">{value}</Data></Cell>'


def unseen_xlsx():
    def fill(sheet):
        sheet["B3"].number_format = ";;;"
        sheet["B9"].number_format = ";;;"  # nothing stands there

    return in_xlsx(str, fill)


def unseen_ml():
    style = '<Style ss:ID="k"><NumberFormat ss:Format=";;;"/></Style>'
    numbers = ml_number(0.5), ml_number(0.9, 'ss:StyleID="k"')
    return ml(ml_row("Macul", numbers[0]) + ml_row("Ñuñoa", numbers[1]), style)


def unseen_xls():
    return xls(OldSheet("Sheet", [*ROWS[:2], ["Ñuñoa", (0.9, ";;;")]]))


def of_ods(*rows):
    lines = (f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    head = f"<table:table-row>{ods_text('Municipio')}{ods_text('Puntaje')}</table:table-row>"
    made = ods(head + "".join(lines), name="Sheet")
    return rezip(made, lambda parts: parts.update({"meta.xml": BY_A_PROGRAM.encode()}))


def unseen_ods():
    bare = '<table:table-cell office:value-type="float" office:value="0.9"/>'
    return of_ods((ods_text("Macul"), ods_number(0.5)), (ods_text("Ñuñoa"), bare))


@pytest.mark.parametrize(
    ("make", "name"),
    [(unseen_xlsx, "a.xlsx"), (unseen_ml, "b.xls"), (unseen_xls, "a.xls"), (unseen_ods, "a.ods")],
)
def test_a_number_that_its_format_hides_is_read_and_told(write, make, name):
    document = read_document(write(make(), name))
    assert "unseen_cells sheet=Sheet count=1 cells=B3" in document.notes
    assert document.sheets[0].rows[2][1] == 0.9


def test_a_number_without_its_text_is_not_hidden_where_no_program_wrote_the_file(write):
    data = rezip(unseen_ods(), lambda parts: parts.pop("meta.xml"))
    document = read_document(write(data, "a.ods"))
    assert document.notes == () and document.sheets[0].rows[2][1] == 0.9


def under_xlsx():
    areas = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="D8:F9"/></mergeCells>'
    return in_xlsx(lambda text: text.replace("</sheetData>", f"</sheetData>{areas}"))


def under_ml():
    first = ml_row("Macul", ml_number(0.5)).replace("<Cell>", '<Cell ss:MergeDown="1">', 1)
    return ml(first + ml_row("Ñuñoa", ml_number(0.9)))


def under_ods():
    span = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    below = ods_text("Ñuñoa").replace("table-cell", "covered-table-cell")
    return of_ods((ods_text("Macul", span), ods_number(0.5)), (below, ods_number(0.9)))


@pytest.mark.parametrize(
    ("make", "name"), [(under_xlsx, "a.xlsx"), (under_ml, "b.xls"), (under_ods, "a.ods")]
)
def test_what_lies_under_a_merged_cell_is_read_and_told(write, make, name):
    document = read_document(write(make(), name))
    assert "unseen_cells sheet=Sheet count=1 cells=A3" in document.notes
    assert document.sheets[0].rows[2][0] == "Ñuñoa"


def test_columns_that_no_width_shows_are_told(write):
    shown = '<cols><col min="1" max="1" width="12"/></cols>'
    for more, columns in (("", "A, B"), (shown, "B")):
        own = f'<sheetFormatPr defaultColWidth="0"/>{more}'
        data = in_xlsx(lambda text, own=own: re.sub("<sheetFormatPr[^>]*/>", own, text))
        notes = read_document(write(data, "a.xlsx")).notes
        assert notes == (f"hidden_columns sheet=Sheet columns={columns}",)


TWICE = {
    "usual": lambda cell: cell * 2,
    "other quotes": lambda cell: (cell * 2).replace('"', "'"),
    "of another row": lambda cell: cell.replace("B3", "B2"),
}


@pytest.mark.parametrize("how", TWICE)
def test_two_cells_in_one_place_are_refused(write, how):
    data = in_xlsx(lambda text: CELL_B3.sub(lambda cell: TWICE[how](cell[0]), text))
    with pytest.raises(ReadingError, match=r"B3 stands twice|B2 in row 3") as caught:
        read_document(write(data, "a.xlsx"))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    "cells",
    [
        ml_number(0.5) + ml_number(0.9, 'ss:Index="2"'),
        '<Cell><Data ss:Type="Number">1</Data><Data ss:Type="Number">2</Data></Cell>',
    ],
)
def test_two_cells_in_one_place_of_spreadsheetml_are_refused(write, cells):
    with pytest.raises(ReadingError, match="B2 stands twice"):
        read_document(write(ml(ml_row("Macul", cells)), "b.xls"))


def test_cells_that_do_not_say_where_they_are_follow_one_another(write):
    def bare(text):
        return re.sub(r'<(c|row) r="[A-Z]*\d+"', r"<\1", text)

    assert read_document(write(in_xlsx(bare), "a.xlsx")).sheets[0].rows[2] == ROWS[2]


def pale_xlsx(letters, behind):
    def fill(sheet):
        sheet["B3"].font = Font(color=letters)
        if behind:
            sheet["B3"].fill = PatternFill("solid", fgColor=behind)

    return in_xlsx(str, fill)


def pale_ml(letters, behind):
    back = f'<Interior ss:Color="#{behind}" ss:Pattern="Solid"/>' if behind else ""
    style = f'<Style ss:ID="k"><Font ss:Color="#{letters}"/>{back}</Style>'
    numbers = ml_number(0.5), ml_number(0.9, 'ss:StyleID="k"')
    return ml(ml_row("Macul", numbers[0]) + ml_row("Ñuñoa", numbers[1]), style)


def pale_ods(letters, behind):
    back = f' fo:background-color="#{behind}"' if behind else ""
    fo = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    style = (
        f'<style:style style:name="k" style:family="table-cell" {fo}>'
        f'<style:table-cell-properties{back}/><style:text-properties fo:color="#{letters}"/>'
        "</style:style>"
    )
    number = ods_number(0.9, extra='table:style-name="k"')
    made = of_ods((ods_text("Macul"), ods_number(0.5)), (ods_text("Ñuñoa"), number))

    def styled(parts):
        text = parts["content.xml"].decode()
        assert "<office:body>" in text
        styles = f"<office:automatic-styles>{style}</office:automatic-styles>"
        parts["content.xml"] = text.replace("<office:body>", f"{styles}<office:body>").encode()

    return rezip(made, styled)


def pale_xls(letters, behind):
    colour = {"FFFFFF": 9, "FF0000": 10, "000000": 8}
    cell = (0.9, "0.0", colour[letters], colour.get(behind))
    return xls(OldSheet("Sheet", [*ROWS[:2], ["Ñuñoa", cell]]))


@pytest.mark.parametrize(
    ("make", "name"),
    [(pale_xlsx, "a.xlsx"), (pale_ml, "b.xls"), (pale_ods, "a.ods"), (pale_xls, "a.xls")],
)
@pytest.mark.parametrize(
    ("letters", "behind", "is_noted"),
    [
        ("FFFFFF", None, True), ("FFFFFF", "FFFFFF", True), ("000000", "000000", True),
        ("FF0000", "FF0000", True), ("FF0000", None, False), ("FFFFFF", "FF0000", False),
        ("000000", None, False), ("000000", "FFFFFF", False),
    ],
)  # fmt: skip
def test_letters_in_the_colour_behind_them_are_read_and_told(
    write, make, name, letters, behind, is_noted
):
    document = read_document(write(make(letters, behind), name))
    notes = tuple(note for note in document.notes if not note.startswith("extension_mismatch"))
    assert notes == (("unseen_cells sheet=Sheet count=1 cells=B3",) if is_noted else ())
    assert document.sheets[0].rows[2][1] == 0.9
