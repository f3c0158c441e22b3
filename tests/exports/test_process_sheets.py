"""Role and process sheets: all that the source prints, and room where it leaves a blank."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader

from exports.process import sheets
from pipelines import serving
from pipelines.errors import FaroError
from presentation.words import Text


@pytest.fixture
def build(built):
    return serving.open(root=built)


def flat(text):
    return " ".join(text.split())


def words_of(body, ending):
    """Return the words of a PDF or DOCX."""
    if ending == "pdf":
        return flat(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))
    document = Document(io.BytesIO(body))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return flat(" ".join([*(p.text for p in document.paragraphs), *cells]))


@pytest.mark.few(3)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("kind", sheets.KINDS)
def test_every_sheet_says_all_that_its_tables_hold(build, kind, lang):
    t = Text(lang, build)
    for name in sheets.names(build, kind):
        sheet = sheets.read(build, kind, name, t)
        for ending, make in (("pdf", sheets.pdf), ("docx", sheets.docx)):
            text = words_of(make(build, kind, name, lang), ending)
            lines_of = [line for _, lines in sheet.fields for line in lines]
            lines_of += [cell for row in sheet.activities or [] for cell in row]
            missing = [line for line in lines_of if flat(line)[:24] not in text]
            assert not missing, (name, ending, missing)
            assert " nan " not in text
            if any(not lines for _, lines in sheet.fields):
                assert t("sheet.blank") in text


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_sheet_is_cited_by_the_address_that_lasts(build, monkeypatch, ending):
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example.org")
    make = {"pdf": sheets.pdf, "docx": sheets.docx}[ending]
    text = words_of(make(build, "process", "generation", "es"), ending)
    assert f"https://faro.example.org/publico/cita/{build.build_id}/historia?lang=es" in text


def test_the_sheet_of_generation_is_the_one_the_source_prints(build):
    sheet = sheets.read(build, "process", "generation", Text("es", build))
    fields = dict(sheet.fields)
    assert len(fields["Insumos"]) == 14 and len(sheet.activities or []) == 2
    assert fields["Usuario interno"] == ["Encargado de revisar la documentación que se publica"]


def test_equal_words_give_equal_bytes(build):
    for make in (sheets.pdf, sheets.docx):
        assert make(build, "role", "ta_officer", "es") == make(build, "role", "ta_officer", "es")


@pytest.mark.parametrize(("kind", "name"), [("role", "nobody"), ("person", "ta_officer")])
def test_a_sheet_there_is_none_of_is_one_clear_error(build, kind, name):
    with pytest.raises(FaroError) as error:
        sheets.pdf(build, kind, name, "es")
    assert error.value.code == "no_sheet"
