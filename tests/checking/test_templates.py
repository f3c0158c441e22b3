"""``faro template``: every kind, and what it writes passes ``faro check``."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from senders import KIND_IDS, KINDS, headers

from pipelines.ingest.cells import State, parse_column
from pipelines.ingest.checking import SELF_ASSESSMENT, check_file, template_bytes
from pipelines.ingest.reading import cell_address, read_document

each_kind = pytest.mark.parametrize("kind", KINDS, ids=KIND_IDS)


@pytest.mark.few(2)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.id != SELF_ASSESSMENT])
def test_what_it_writes_passes_check(tmp_path, faro, kind):
    out = tmp_path / "plantilla.xlsx"
    code, printed, _ = faro("template", kind.id, "--out", out)
    assert (code, printed.strip()) == (0, str(out))
    report = check_file(out)
    assert (report.verdict, report.spec.id, report.accepted) == ("ok", kind.id, 2)
    assert report.findings == ()
    assert report.sheets[0].absent == ()


@each_kind
def test_header_lists_dictionary_and_look(reference, kind):
    book = openpyxl.load_workbook(BytesIO(template_bytes(kind, reference)))
    data, dictionary, lists = book.worksheets
    names = list(kind.columns)
    assert [cell.value for cell in data[1]] == headers(kind, names)
    assert data.freeze_panes == "A2"
    assert lists.sheet_state == "hidden"
    labels = [row[0].value for row in dictionary.iter_rows(min_row=2)]
    assert labels == headers(kind, names)
    with_list = {
        str(validation.sqref).split(":")[0]
        for validation in data.data_validations.dataValidation
        if validation.type == "list"
    }
    chosen = {
        cell_address(2, col)
        for col, spec in enumerate(kind.columns.values())
        if spec.choices or spec.choices_from or spec.type == "mark"
    }
    assert chosen <= with_list


@each_kind
def test_every_listed_choice_is_accepted(reference, kind):
    book = openpyxl.load_workbook(BytesIO(template_bytes(kind, reference)))
    for column in book["Listas"].iter_cols(values_only=True):
        name, *texts = [text for text in column if text is not None]
        spec = kind.columns[name.removeprefix("lista de ")]
        accepted = reference.choices(spec) or {}
        if spec.choices or spec.choices_from:
            parsed = parse_column(texts, type="text", choices=accepted)
            assert State.INVALID not in parsed.states
            assert set(parsed.values) - {None} == set(accepted.values())


@each_kind
def test_the_same_kind_gives_the_same_bytes(tmp_path, reference, kind):
    path = tmp_path / "a.xlsx"
    path.write_bytes(template_bytes(kind, reference))
    assert path.read_bytes() == template_bytes(kind, reference)
    assert len(read_document(path).sheets) == 3


def test_percentages_and_dates_are_real_ones(reference):
    kind = next(kind for kind in KINDS if kind.id == "fiscalizacion_total")
    book = openpyxl.load_workbook(BytesIO(template_bytes(kind, reference)))
    row = {head.value: cell for head, cell in zip(book["Datos"][1], book["Datos"][2], strict=True)}
    assert row["Puntaje"].value == pytest.approx(0.875)
    assert "%" in row["Puntaje"].number_format
    assert row["Fecha de revisión"].is_date
    assert row["Código"].value == "13118"


def test_a_family_is_its_first_shape_and_names_the_others(tmp_path, faro):
    out = tmp_path / "p.xlsx"
    code, _, refusal = faro("template", "fiscalizacion", "--out", out)
    assert code == 0
    assert "fiscalizacion_wide" in refusal
    assert "fiscalizacion_long" in refusal
    assert check_file(out).spec.id == "fiscalizacion_total"


def test_a_filled_template_is_not_overwritten(tmp_path, faro):
    out = tmp_path / "p.xlsx"
    out.write_bytes(b"mine")
    code, _, refusal = faro("template", "convenio", "--out", out)
    assert (code, out.read_bytes()) == (1, b"mine")
    assert "p.xlsx" in refusal
    assert faro("template", "convenio", "--out", out, "--force")[0] == 0
    assert faro("template", "convenio", "--out", out)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["p.xlsx"]


def test_an_unknown_kind_lists_the_kinds(faro):
    code, _, refusal = faro("template", "nada")
    assert code == 1
    assert all(kind in refusal for kind in KIND_IDS)
