"""The workbook of a diagnosis: made, filled in, read back; what is wrong is said once."""

from __future__ import annotations

from datetime import date

import pytest
from builds_for_tests import RAW
from workbooks import Filled

from pipelines import specs
from pipelines.ingest.checking import check_file, diagnosis_bytes
from pipelines.methods import questionnaires as instruments

DAY = date(2024, 3, 31)
MOMENT = {"es": "después", "en": "after"}


@pytest.mark.few(8)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("model", ["mgtm", "mgtm2", "ig11_pmg", "gam", "regional"])
def test_a_filled_workbook_is_read_back_whole(tmp_path, model, lang):
    book = Filled(model, lang)
    book.fill("Macul", DAY, MOMENT[lang], lambda n: n % 6 - 1)
    report = check_file(book.save(tmp_path / "diagnostico.xlsx"))
    size = sum(1 for _ in instruments.instrument(model).questions())
    assert report.spec.id == "diagnostico"
    assert (report.verdict, report.accepted, report.quarantined) == ("ok", size, 0)
    assert not report.notes


def test_the_same_instrument_gives_the_same_bytes_and_says_what_it_is():
    instrument, kind = instruments.instrument("regional"), specs.kinds()["diagnostico"]
    assert diagnosis_bytes(instrument, kind, "es") == diagnosis_bytes(instrument, kind, "es")
    page = Filled("regional", "es").book.worksheets[0]
    text = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    assert "propuesta ilustrativa de Faro" in text and instrument.version in text
    assert "no cuenta como cero" in text


WRONG = {
    "level_off_scale": ("E", 9),
    "unknown_question": ("A", "zzz_1"),
    "bad_format": ("F", "mi carpeta"),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_cell_sets_its_row_apart_and_no_other(tmp_path, code):
    column, value = WRONG[code]
    book = Filled("regional", "es")
    book.fill("Macul", DAY, "antes", lambda n: 1)
    book.page[f"{column}{book.header + 3}"].value = value
    report = check_file(book.save(tmp_path / "diagnostico.xlsx"))
    assert [(f.code, f.cell) for f in report.findings] == [(code, f"{column}{book.header + 3}")]
    assert (report.accepted, report.quarantined) == (39, 1)


@pytest.mark.parametrize(
    "level", ["2,5", "-1", "4", "dos", "2 puntos", "22", "1-2", "1 – 2", "01-feb", "1-Ene."]
)
def test_a_level_is_a_whole_number_of_its_scale_or_its_text(tmp_path, level):
    book = Filled("regional", "es")
    book.fill("Macul", DAY, "antes", lambda n: 1)
    book.page[f"E{book.header + 1}"].value = level
    report = check_file(book.save(tmp_path / "diagnostico.xlsx"))
    assert [f.code for f in report.findings] == ["level_off_scale"]
    assert "Elija uno de la lista" in report.findings[0].reason.es


def test_a_question_twice_with_other_answers_sets_both_apart(tmp_path):
    book = Filled("regional", "es")
    book.fill("Macul", DAY, "antes", lambda n: n % 3)
    row, other = book.header + 1, book.header + 2
    book.page[f"A{other}"].value = book.page[f"A{row}"].value
    report = check_file(book.save(tmp_path / "diagnostico.xlsx"))
    assert {(f.code, f.cell) for f in report.findings} == {
        ("duplicate_key_conflict", f"A{row}"),
        ("duplicate_key_conflict", f"A{other}"),
    }


@pytest.mark.parametrize("missing", ["Fecha", "Momento", "Municipio"])
def test_what_is_said_once_is_missed_once(tmp_path, missing):
    book = Filled("regional", "es")
    book.fill("Macul", DAY, "antes", lambda n: 1)
    book.facts[missing].value = None
    report = check_file(book.save(tmp_path / "diagnostico.xlsx"))
    assert (report.accepted, report.quarantined) == (0, 40)
    assert len(report.findings) == 1
    assert report.findings[0].cell == book.facts[missing].coordinate


def test_data_of_people_in_a_remark_are_masked(tmp_path):
    from pipelines.ingest import intake
    from pipelines.ingest.reference import Reference

    book = Filled("gam", "es")
    book.fill("Macul", DAY, "antes", lambda n: 1)
    book.page[f"G{book.header + 1}"].value = "escribir a juana@ejemplo.cl"
    path = book.save(tmp_path / "diagnostico.xlsx")
    kind, reference = specs.kinds()["diagnostico"], Reference(RAW)
    [taken] = intake.take_in(path, source=kind, file=path.name, reference=reference)
    assert taken.accepted.column("remark")[0].as_py() == "escribir a •••"
    assert "juana" not in str(taken.raw.to_pylist())


def test_the_command_writes_the_workbook_of_a_model(faro, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = faro("template", "diagnostico", "--model", "regional", "--lang", "en")
    assert (code, out.strip()) == (0, "plantilla_diagnostico_regional_2022_v1.xlsx")
    assert (tmp_path / out.strip()).read_bytes()[:2] == b"PK"
    code, _, err = faro("template", "diagnostico", "--model", "nada")
    assert code == 1 and "no hay instrumento de diagnóstico para «nada»" in err
    code, _, err = faro("template", "adopcion", "--model", "mgtm")
    assert code == 1 and "Quite --model" in err
