"""The PMG sheet: figures as numbers, states in words, roles and blank lines, never a person."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest

from exports.process import pmg
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import WORD
from presentation.links import pmg_link
from presentation.words import Text


@pytest.fixture(scope="module")
def delivered(demo_built):
    build = serving.open(root=demo_built)
    row = build.table("out_pmg__programme").sort_values("code").iloc[0]
    return build, str(row["code"]), int(row["year"])


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_sheet_is_a_tagged_pdf_with_roles_and_lines_and_says_simulated(delivered, lang):
    build, code, year = delivered
    body = pmg.pdf(build, "CL", code, year, lang)
    assert body == pmg.pdf(build, "CL", code, year, lang)
    reader = pypdf.PdfReader(io.BytesIO(body))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    t, sheet = Text(lang), pmg.read(build, "CL", code, year)
    title = f"PMG {year} · {sheet.municipality}"
    assert reader.metadata.title == f"{WORD[lang]}: {title}"
    for signer in pmg.SIGNERS:
        assert t(f"pmg.signer.{signer}") in text
    assert t("pmg.sheet.simulated") in text
    for row in sheet.programmes.to_dict("records"):
        assert " ".join(pmg.programme_text(row, t).split(" (")[0].split()) in text


def test_the_workbook_keeps_numbers_as_numbers_and_what_is_missing_empty(delivered):
    build, code, year = delivered
    body = pmg.xlsx(build, "CL", code, year, "es")
    assert body == pmg.xlsx(build, "CL", code, year, "es")
    book = openpyxl.load_workbook(io.BytesIO(body))
    rows = list(book["Indicadores"].values)
    heads, first = rows[0], dict(zip(rows[0], rows[1], strict=True))
    assert len(rows) - 1 == len(pmg.read(build, "CL", code, year).indicators)
    assert {"Programa", "Numerador", "Peso", "Cumplimiento", "Origen"} <= set(heads)
    assert isinstance(first["Peso"], int | float) and first["Origen"] == "Simulado"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"programme_state": "value", "compliance_pct": 87.26}, "87,3 %"),
        ({"programme_state": "weights", "weight_sum_pct": 90.0}, "90,0 %, no 100"),
        (
            {"programme_state": "missing", "secured_pct": 35.0, "measured_weight_pct": 70.0},
            "al menos 35,0 % (medido 70 % del peso)",
        ),
    ],
)
def test_a_programme_says_its_figure_or_why_it_has_none(row, words):
    assert words.replace(" %", "\u00a0%") in pmg.programme_text(row, Text("es"))


def test_one_that_was_not_delivered_is_one_clear_line(delivered, faro, monkeypatch, demo_built):
    build, code, _ = delivered
    with pytest.raises(FaroError) as refused:
        pmg.read(build, "CL", code, 1999)
    assert refused.value.code == "no_pmg" and "template" in refused.value.fix
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    status, _, refusal = faro("export", "pmg", "--municipality", "99999", "--year", "2024")
    assert status == 1 and refusal.count("\n") <= 2 and "99999" in refusal


def test_the_link_names_municipality_year_and_kind():
    assert pmg_link("abc", "13118", 2024, "pdf", "en") == (
        "/data/abc/pmg/CL/13118/2024.pdf?lang=en"
    )
