"""Every tool under every name a source prints, and in the spellings people give those names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from builds_for_tests import RAW
from hypothesis import given
from hypothesis import strategies as st

from pipelines import specs
from pipelines.ingest.cells.choices import chooser
from pipelines.ingest.checking.check import check_file
from pipelines.ingest.reference import Reference
from pipelines.methods import models

HERE = Path(__file__).resolve().parent
NAMES = list(csv.DictReader((HERE / "printed_names.csv").open(encoding="utf-8", newline="")))
SPELLINGS = {
    "as printed": lambda name: name,
    "capitals": str.upper,
    "small": str.lower,
    "no accents": lambda name: name.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")),
    "numbered": lambda name: f"3. {name}",
    "lettered": lambda name: f"b) {name}.",
    "labelled": lambda name: f"Herramienta N° 7: {name}",
    "no articles": lambda name: name.replace(" de la ", " ").replace(" de ", " "),
    "aside": lambda name: f"{name} (MGTM)",
    "described": lambda name: f"{name}: lo que la fuente dice de esta herramienta",
    "quoted": lambda name: f"«{name}»",
    "two lines": lambda name: name.replace(" ", "\n", 1),
    "mojibake": lambda name: name.encode("utf-8").decode("latin-1"),
}
COLUMN = specs.kinds()["adopcion"].columns["tool_id"]
READ = chooser(Reference(RAW).choices(COLUMN) or {}, COLUMN.headers, by_words=True)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_printed_name_enters_however_it_is_spelled(spelling):
    written = {row["printed_name"]: SPELLINGS[spelling](row["printed_name"]) for row in NAMES}
    assert {name: READ(text) for name, text in written.items()} == {
        row["printed_name"]: row["tool_id"] for row in NAMES
    }


@given(row=st.sampled_from(NAMES), ways=st.lists(st.sampled_from(list(SPELLINGS)), max_size=3))
def test_a_name_is_never_taken_for_another_tool(row, ways):
    text = row["printed_name"]
    for way in ways:
        text = SPELLINGS[way](text)
    assert READ(text) in (row["tool_id"], None)


def test_the_names_stand_by_tool_version_and_source():
    known = {
        (one.source_id, tool.id, one.text)
        for _, _, _, tool in models.library().tools()
        for one in tool.printed
    }
    assert {(r["source_id"], r["tool_id"], r["printed_name"]) for r in NAMES} <= known


@pytest.mark.parametrize("text", ["Datos abiertos", "Convenio", "Canales", "Capacitación", "Plan"])
def test_what_names_no_tool_alone_is_no_guess(text):
    assert READ(text) is None


def check(tmp_path, rows):
    """Check a delivery of stages, a row a tool and stage."""
    path = tmp_path / "adopcion.csv"
    head = "Municipio;Código;Herramienta;Etapa;Fecha"
    lines = [f"Macul;13118;{tool};{stage};12-04-2017" for tool, stage in rows]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return check_file(path, kind="adopcion", raw=RAW)


def test_suggestions_come_first_from_the_model_of_the_sheet(tmp_path):
    for known, wanted in (
        ("Política de Transparencia y Acceso a la Información Pública", "Política de datos"),
        ("Cuentas públicas participativas", "Publicación de datos"),
    ):
        report = check(tmp_path, [(known, "iniciada"), ("Datos abiertos municipales", "iniciada")])
        [finding] = report.findings
        assert finding.suggestions[0].startswith(wanted), finding


def test_a_refused_name_is_one_problem(tmp_path):
    report = check(tmp_path, [("Reglamento Interno", "iniciada"), ("Nada de eso", "iniciada")])
    assert [(one.code, one.row) for one in report.findings] == [("not_a_choice", 3)]
