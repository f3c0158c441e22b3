"""What a workbook shows beside what it stores: percentages, other numbers, parts named oddly."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks_for_tests import ods, ods_number, ods_text, rezip, xlsx

from pipelines.ingest.cells import parse_column
from pipelines.ingest.reading import ReadingError, read_document
from pipelines.ingest.reading.formats import is_of_dates
from pipelines.ingest.reading.shown import compared
from pipelines.ingest.reading.values import Percent

FORMS = ("{:,.2f}", "{:,.1f}", "{:.3f}", "{:,.0f}", "{:.2E}")
RELATIONS = "xl/_rels/workbook.xml.rels"


@given(
    st.floats(-1e9, 1e9, allow_nan=False).filter(lambda number: not 0 < abs(number) < 1e-3),
    st.sampled_from(FORMS),
    st.booleans(),
    st.sampled_from(["{}", "$ {}", "{} pts", "({})"]),
)
def test_a_number_rounded_in_any_locale_is_itself(number, form, is_spanish, around):
    text = around.format(form.format(number))
    if is_spanish:
        text = text.translate(str.maketrans(",.", ".,"))
    assert compared(text, number) is Percent.NONE


@given(st.floats(0.02, 1), st.booleans())
def test_a_share_shown_as_a_percentage_is_scaled(share, is_spanish):
    text = f"{share * 100:.1f} %"
    text = text.replace(".", ",") if is_spanish else text
    assert compared(text, share) is Percent.SCALED
    assert compared(text, share * 100) is Percent.SIGN


@pytest.mark.parametrize(
    ("text", "number"), [("15", 87.5), ("62,5 %", 0.3), ("87,5 %", 0.97), ("1.234", 12)]
)
def test_another_number_is_none_of_these(text, number):
    assert compared(text, number) is None


@pytest.mark.parametrize("text", ["", "###", "sin dato", "1 de 7", "87 1/2", "21:30"])
def test_what_is_no_number_tells_nothing(text):
    assert compared(text, 0.3) is Percent.NONE


def cell(shown, about):
    return f"<table:table-cell {about}><text:p>{shown}</text:p></table:table-cell>"


def floats(value, shown):
    return cell(shown, f'office:value-type="float" office:value="{value}"')


def read_ods(write, *values, more=""):
    rows = "".join(
        f"<table:table-row>{ods_text(name)}{value}</table:table-row>"
        for name, value in zip(("Municipio", "Macul", "Ñuñoa"), values, strict=False)
    )
    data = ods(rows, name="Datos")
    if more:
        data = rezip(data, lambda parts: parts.update({"content.xml": linked(parts, more)}))
    return read_document(write(data, "a.ods"))


def linked(parts, more):
    return parts["content.xml"].replace(b"</table:table>", f"</table:table>{more}".encode(), 1)


def test_a_number_without_a_value_is_what_it_shows(write):
    bare = cell("87,5", 'office:value-type="float"'), cell("41,3", "")
    document = read_ods(write, ods_text("Puntaje"), *bare)
    assert [row[1] for row in document.sheets[0].rows] == ["Puntaje", "87,5", "41,3"]


def test_a_number_shown_as_a_percentage_by_its_text_alone_is_one(write):
    sheet = read_ods(
        write, ods_text("Puntaje"), floats(0.625, "62,5%"), floats(41.25, "41,25")
    ).sheets[0]
    assert sheet.percent_cells == {(2, 1)} and not sheet.sign_cells
    sheet = read_ods(
        write, ods_text("Puntaje"), floats(62.5, "62,5%"), floats(41.25, "41,25")
    ).sheets[0]
    assert sheet.sign_cells == {(2, 1)} and not sheet.percent_cells


def test_a_cell_that_shows_another_thing_than_it_stores_is_told(write):
    other = cell("87,5", 'office:value-type="string" office:string-value="12,5"')
    document = read_ods(write, ods_text("Puntaje"), floats(87.5, "15"), other)
    assert document.notes == ("shown_otherwise sheet=Datos count=2 cells=B2, B3",)
    usual = read_ods(write, ods_text("Puntaje"), ods_number(87.5), floats(0.333333333, "0,33"))
    assert usual.notes == ()


def test_what_a_link_keeps_of_another_file_is_no_sheet(write):
    row = f"<table:table-row>{ods_text('Macul')}{ods_number(12)}</table:table-row>"
    more = (
        f'<table:dde-links><table:dde-link><table:table table:name="x">{row}</table:table>'
        "</table:dde-link></table:dde-links>"
    )
    document = read_ods(write, ods_text("Puntaje"), ods_number(41), more=more)
    assert [sheet.name for sheet in document.sheets] == ["Datos"]
    assert document.notes == ("no_worksheet sheet=x",)


def of_percent(change):
    def fill(sheet):
        sheet.append(["Municipio", "Puntaje"])
        sheet.append(["Macul", 0.625])
        sheet["B2"].number_format = "0.0%"

    return rezip(xlsx(fill), change)


TARGETS = {"backslash": ".\\styles.xml", "escaped": "%73tyles.xml", "whole": "/xl/styles.xml"}


@pytest.mark.parametrize("how", TARGETS)
def test_the_styles_are_found_however_their_part_is_named(write, how):
    def change(parts):
        text = parts[RELATIONS].decode()
        parts[RELATIONS] = re.sub(r'[^"]*styles\.xml', lambda _: TARGETS[how], text).encode()

    document = read_document(write(of_percent(change), "a.xlsx"))
    assert document.sheets[0].percent_cells == {(2, 1)} and document.notes == ()


def test_styles_that_are_gone_are_told(write):
    document = read_document(write(of_percent(lambda parts: parts.pop("xl/styles.xml")), "a.xlsx"))
    assert document.notes == ("formats_unread",)


@pytest.mark.parametrize("number", ["01", "+1", "001"])
def test_the_number_of_a_style_is_a_number(write, number):
    def change(parts):
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = parts[sheet].replace(b's="1"', f's="{number}"'.encode())

    assert read_document(write(of_percent(change), "a.xlsx")).sheets[0].percent_cells == {(2, 1)}


def test_an_area_in_small_letters_is_merged(write):
    def change(parts):
        sheet = "xl/worksheets/sheet1.xml"
        area = b'</sheetData><mergeCells count="1"><mergeCell ref="a2:a3"/></mergeCells>'
        parts[sheet] = parts[sheet].replace(b"</sheetData>", area)

    assert read_document(write(of_percent(change), "a.xlsx")).sheets[0].merged == ((2, 0, 3, 0),)


def spreadsheetml(cell_xml, code=""):
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    style = f'<Style ss:ID="k"><NumberFormat ss:Format="{code}"/></Style>'
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}"><Styles>{style}</Styles>'
        f'<Worksheet ss:Name="Datos"><Table><Row><Cell><Data ss:Type="String">Puntaje</Data></Cell>'
        f"</Row><Row>{cell_xml}</Row></Table></Worksheet></Workbook>"
    ).encode()


@pytest.mark.parametrize(
    ("written", "code", "value"),
    [
        ("45", "Short Date", datetime(1900, 2, 13)),
        ("45", "dd/mm/yyyy", datetime(1900, 2, 13)),
        ("87.5", "Yes/No", "Yes"),
        ("0", "On/Off", "Off"),
        ("87.5", "Fixed", 87.5),
        ("87.5", "General Number", 87.5),
        ("1_0", "", "1_0"),
        ("nan", "", "nan"),
        ("8.75e1", "", 87.5),
    ],
)
def test_a_number_of_spreadsheetml_is_read_as_its_format_shows_it(write, written, code, value):
    data = spreadsheetml(
        f'<Cell ss:StyleID="k"><Data ss:Type="Number">{written}</Data></Cell>', code
    )
    assert read_document(write(data, "a.xls")).sheets[0].rows[1][0] == value


def test_a_text_outside_its_data_is_refused(write):
    with pytest.raises(ReadingError, match="A2 has text and no Data") as caught:
        read_document(write(spreadsheetml("<Cell>87.5</Cell>"), "a.xls"))
    assert caught.value.code == "damaged" and "tiene texto fuera" in caught.value.es


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("dd-mm-yyyy", True), ("[h]:mm", True), ('0.0" días"', False), ("General", False),
        ("0.0E+00", False), ("[Red]0.0", False), (r"0\d", False), ("mmmm", True),
    ],
)  # fmt: skip
def test_a_format_of_dates_is_told_from_others(code, is_one):
    assert is_of_dates(code) is is_one


def test_a_serial_in_a_text_says_the_day_it_counts_from():
    column = parse_column(["41788", "2014-05-30"], type="date")
    assert "serial_text evidence=41788 day=2014-05-29 since=1899" in column.rule
