"""The annotated copy: same places, same values, marks where something must be mended."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from senders import KINDS, write_csv, write_xlsx

from pipelines.errors import FaroError
from pipelines.ingest.checking import (
    SELF_ASSESSMENT,
    check_file,
    template_bytes,
    template_of,
    write_annotated,
)

ROWS = [
    ["Informe", None, None, None, None],
    ["Municipio", "Año", "Cumplimiento", "Fecha revisión", "Nota libre"],
    ["Macul", 2024, 87.5, date(2024, 8, 27), "=2+3"],
    ["Macull", 2024, 144.3, date(2024, 8, 28), None],
    ["Ñuñoa", "2024", "44,3", "30-02-2024", "@cmd"],
]


@pytest.fixture
def copied(tmp_path):
    report = check_file(write_xlsx(tmp_path / "envio.xlsx", ROWS))
    return openpyxl.load_workbook(write_annotated(report, tmp_path / "copia.xlsx"))


def test_every_cell_stands_where_it_was_with_its_value(copied):
    sheet = copied.worksheets[0]
    assert sheet["A1"].value == "Informe"
    assert sheet["A5"].value == "Ñuñoa"
    assert (sheet["B3"].value, sheet["C3"].value) == (2024, 87.5)
    assert sheet["D3"].value == datetime(2024, 8, 27)
    assert (sheet["B5"].value, sheet["C5"].value) == ("2024", "44,3")


def test_offending_cells_and_no_others_are_coloured_and_commented(copied):
    sheet = copied.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    coloured = {cell.coordinate for cell in cells if cell.fill.fill_type == "solid"}
    commented = {cell.coordinate: cell.comment.text for cell in cells if cell.comment}
    assert coloured == set(commented) == {"A4", "C4", "D5", "E2"}
    assert "«Macull»" in commented["A4"]
    assert "Macul (13118)" in commented["A4"]
    assert "rango" in commented["C4"]


def test_nothing_in_the_copy_runs(copied):
    for sheet in copied.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    sheet = copied.worksheets[0]
    assert sheet["E3"].value == "'=2+3"
    assert sheet["E5"].value == "'@cmd"


def test_the_summary_lists_what_to_mend(copied):
    texts = [[cell.value for cell in row] for row in copied.worksheets[-1].iter_rows()]
    listed = {row[0] for row in texts if row[2] and row[0] != "Celda"}
    assert listed == {"A4", "C4", "D5"}
    assert any("3 entregadas = 1 aceptadas + 2 en cuarentena" in str(row[1]) for row in texts)


def test_the_mended_copy_is_accepted(tmp_path, copied):
    sheet = copied.worksheets[0]
    sheet["A4"], sheet["C4"], sheet["D5"] = "Macul", 44.3, "28-02-2024"
    sheet["B4"] = 2025
    copied.save(tmp_path / "corregido.xlsx")
    report = check_file(tmp_path / "corregido.xlsx")
    assert (report.verdict, report.accepted) == ("ok", 3)


def test_a_csv_gets_a_copy_in_english_too(tmp_path):
    path = write_csv(
        tmp_path / "envio.csv", [["Comuna", "Ronda", "Total"], ["Macull", "2024", "5"]]
    )
    out = write_annotated(check_file(path), tmp_path / "copy.xlsx", lang="en")
    assert "is not the name" in openpyxl.load_workbook(out).worksheets[0]["A2"].comment.text


def test_percentages_keep_their_look(tmp_path):
    path = write_xlsx(
        tmp_path / "envio.xlsx", [["Comuna", "Ronda", "Total"], ["Macul", 2024, 0.473]]
    )
    book = openpyxl.load_workbook(path)
    book.active["C2"].number_format = "0.0%"
    book.save(path)
    copy = write_annotated(check_file(path), tmp_path / "copia.xlsx")
    cell = openpyxl.load_workbook(copy).worksheets[0]["C2"]
    assert cell.value == 0.473
    assert "%" in cell.number_format


def test_what_cannot_be_read_cannot_be_annotated(tmp_path):
    report = check_file(tmp_path / "nada.xlsx")
    with pytest.raises(FaroError) as caught:
        write_annotated(report, tmp_path / "copia.xlsx")
    assert caught.value.code == "nothing_to_annotate"
    with pytest.raises(FaroError) as caught:
        write_annotated(report, tmp_path / "copia.csv")
    assert caught.value.code == "not_xlsx"


def test_each_sheet_that_holds_the_table_is_marked_in_its_own_copy(tmp_path, faro):
    book = openpyxl.Workbook()
    for number, name in enumerate(("Norte", "Sur", "Portada")):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
    for name, comuna in (("Norte", "Macull"), ("Sur", "Ñuñoaa")):
        book[name].append(["Comuna", "Ronda", "Total"])
        book[name].append([comuna, "2024", 50.5])
    book["Portada"].append(["Hecho en la unidad"])
    book.save(tmp_path / "envio.xlsx")
    code, printed, _ = faro("check", tmp_path / "envio.xlsx", "--annotated", tmp_path / "c.xlsx")
    assert code == 1
    assert "Norte!A2" in printed
    assert "Sur!A2" in printed
    assert "«Portada» no contiene la tabla" in printed
    copy = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert copy.sheetnames == ["Norte", "Sur", "Diccionario", "Listas", "Faro"]
    assert "«Ñuñoaa»" in copy["Sur"]["A2"].comment.text
    assert "«Macull»" in copy["Norte"]["A2"].comment.text


def admitted(book, header=1, page=0):
    """Return what each column of a sheet admits by its heading, and the last row that does."""
    sheet, rules, last = book.worksheets[page], {}, []
    for rule in sheet.data_validations.dataValidation:
        (span,) = rule.sqref.ranges
        if span.min_row <= header:  # a fact above the table
            continue
        assert span.min_row == header + 1
        last.append(span.max_row)
        what = rule.formula1, rule.formula2, rule.operator
        if rule.type == "list" and "!" in rule.formula1:
            name, _, cells = rule.formula1.partition("!")
            col, first, _, end = range_boundaries(cells)
            lists = book[name.strip("'")]
            what = [lists.cell(row, col).value for row in range(first, end + 1)]
        warned = (rule.errorStyle, rule.showErrorMessage, rule.error)
        rules[sheet.cell(header, span.min_col).value] = (rule.type, what, warned)
    return rules, min(last)


@pytest.mark.parametrize(
    ("kind_id", "column", "wrong", "mended"),
    [
        ("convenio", "Tipo de convenio", "MGTMM", "MGTM"),
        ("fiscalizacion_total", "Puntaje", 8.75, 0.875),
    ],
)
def test_the_copy_has_the_lists_of_the_template(
    tmp_path, reference, kind_id, column, wrong, mended
):
    kind = next(kind for kind in KINDS if kind.id == kind_id)
    template = openpyxl.load_workbook(BytesIO(template_bytes(kind, reference)))
    filled = openpyxl.Workbook()
    filled.active.append(["Envío de la unidad"])
    for row, cells in enumerate(template["Datos"].iter_rows(), start=2):
        for col, cell in enumerate(reversed(cells), start=1):
            copy = filled.active.cell(row, col, cell.value)
            copy.number_format = cell.number_format
    heads = {cell.value: cell.column for cell in filled.active[2]}
    filled.active.cell(3, heads[column]).value = wrong
    filled.save(tmp_path / "envio.xlsx")
    report = check_file(tmp_path / "envio.xlsx")
    assert (report.verdict, report.spec.id) == ("problems", kind_id)
    book = openpyxl.load_workbook(write_annotated(report, tmp_path / "copia.xlsx"))
    rules, last = admitted(book, header=2)
    assert rules == admitted(template)[0] and rules[column] and last >= 5_000
    assert book["Listas"].sheet_state == "hidden"
    described = [[cell.value for cell in row] for row in template["Diccionario"].iter_rows()]
    assert [[cell.value for cell in row] for row in book["Diccionario"].iter_rows()] == described
    book.worksheets[0].cell(3, heads[column]).value = mended
    book.save(tmp_path / "corregido.xlsx")
    report = check_file(tmp_path / "corregido.xlsx")
    assert (report.verdict, report.accepted, report.notes) == ("ok", 2, ())


def test_a_column_of_87_5_admits_up_to_a_hundred(copied):
    kind, bounds, _ = admitted(copied, header=2)[0]["Cumplimiento"]
    assert (kind, [float(bound) for bound in bounds[:2]]) == ("decimal", [0, 100])


def test_the_copy_of_a_self_assessment_has_the_choices_of_its_workbook(tmp_path, reference):
    kind = next(kind for kind in KINDS if kind.id == SELF_ASSESSMENT)
    book = openpyxl.load_workbook(BytesIO(template_of(kind, reference, "es")[1]))
    page, heading = book.worksheets[1], kind.columns["item_id"].label.es
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == heading)
    chosen = admitted(book, header, page=1)[0]
    page["D4"], page["D5"], page["D6"] = "Macul", "13118", date(2025, 3, 3)
    page.cell(header + 1, 5).value = "quizás"
    book.save(tmp_path / "envio.xlsx")
    report = check_file(tmp_path / "envio.xlsx")
    assert report.spec.id == kind.id
    copy = openpyxl.load_workbook(write_annotated(report, tmp_path / "copia.xlsx"))
    assert admitted(copy, header)[0] == chosen
    assert copy.sheetnames == [page.title, "Faro"]
