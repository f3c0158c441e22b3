"""A person's name in a cell that is refused stands nowhere: report, table, copy or quarantine."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from builds_for_tests import RAW
from delivered_files import write_csv
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines import specs
from pipelines.ingest.cells import is_role
from pipelines.ingest.checking.annotate import write_annotated
from pipelines.ingest.checking.check import check_file
from pipelines.ingest.intake import quarantine_table
from pipelines.ingest.intake.people import hidden

PEOPLE = [kind for kind in specs.kinds().values() if kind.drops_people]
NAMES = ("Juana Quispe Ñancupil", "QUISPE ÑANCUPIL, JUANA", "JUANA.QUISPE-NANCUPIL", "jquispe")
PARTS = ("juana", "quispe", "ñancupil", "nancupil")


def names_in(text: str) -> list[str]:
    return [part for part in PARTS if part in text.casefold()]


def everything_said(report, taken, tmp_path) -> str:
    """Return all that is told or kept of a checked file."""
    copy = write_annotated(report, tmp_path / "copia.xlsx")
    book = load_workbook(copy)
    cells = [
        f"{cell.value} {cell.comment.text if cell.comment else ''}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    ]
    kept = [part.raw.to_pylist() for part in taken] + [part.accepted.to_pylist() for part in taken]
    told = [str(finding) for finding in report.findings]
    return "\n".join([*cells, *told, str(quarantine_table(taken).to_pylist()), str(kept)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", PEOPLE, ids=lambda kind: kind.id)
def test_a_name_in_any_column_that_refuses_it_is_hidden(kind, name, tmp_path, taken):
    """The name in each column that cannot hold it in turn, beside what the example row says."""
    heads = {column: spec.headers[0] for column, spec in kind.columns.items() if spec.headers}
    example = dict(kind.examples[0])
    rows = [list(heads.values())]
    for column, spec in kind.columns.items():
        free = spec.type == "text" and not any(
            (spec.choices, spec.choices_from, spec.pattern, spec.values, spec.is_role)
        ) and not (spec.is_country or spec.is_ogp_member)  # fmt: skip
        if not free and column in heads:
            said = {**example, column: name}
            rows.append([str(said.get(one, "")) for one in heads])
    path = write_csv(tmp_path / "entrega.csv", rows)
    report = check_file(path, kind=kind.id, raw=RAW)
    assert report.findings
    assert not names_in(everything_said(report, taken(path, kind.id), tmp_path))


def test_a_municipality_that_is_a_name_is_hidden_and_a_misspelt_one_is_shown(tmp_path, taken):
    head = ["Comuna", "Folio", "Fecha ingreso"]
    rows = [head, ["Juana Quispe", "MU1T1", "04-03-2024"], ["Peñalolem", "MU1T2", "04-03-2024"]]
    path = write_csv(tmp_path / "log.csv", rows)
    report = check_file(path, kind="solicitud", raw=RAW)
    said = [finding.raw_text for finding in report.findings]
    assert said == ["•••", "Peñalolem"]
    assert not names_in(everything_said(report, taken(path, "solicitud"), tmp_path))


@pytest.mark.parametrize("folio", ["JUANA.QUISPE-NANCUPIL", "jquispe", "JUANA-1", "1-QUISPE"])
def test_a_folio_is_a_code_and_never_a_name(folio, tmp_path):
    rows = [["Comuna", "Folio", "Fecha ingreso"], ["Macul", folio, "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    [finding] = report.findings
    assert finding.code == "bad_format" and not names_in(str(finding))


@pytest.mark.parametrize("folio", ["MU145T0000101", "AW002W-0000123", "123/2024", "SAI-24_7"])
def test_folios_as_they_are_written_enter(folio, tmp_path):
    rows = [["Comuna", "Folio", "Fecha ingreso"], ["Macul", folio, "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    assert report.findings == ()


@pytest.mark.parametrize(
    "role",
    [
        *("Unidad de Transparencia", "Dirección de Control", "Alcaldía", "Encargada de SAI"),
        *("Director Jurídico", "Secretaria Municipal", "Jefa (s) de Gabinete", "Transparency Unit"),
        *("Head of Data", "Equipo municipal", "Profesional Unidad de Datos", "Directora"),
    ],
)
def test_a_post_or_unit_is_a_role(role):
    assert is_role(role)


@pytest.mark.parametrize(
    "text", ["Juana Quispe", "Directora Juana Quispe", "Jefe: Juan Soto", "J. Quispe", "Pérez"]
)
def test_a_name_is_no_role(text):
    assert not is_role(text)


@given(st.lists(st.sampled_from([*NAMES, "12-03-2024", "CL0099", "3", "—"]), min_size=1))
def test_hiding_leaves_numbers_and_codes_and_no_name(parts):
    text = hidden(" ".join(parts))
    assert not names_in(text)
    assert all(part in text for part in parts if part in ("12-03-2024", "CL0099", "3"))


def test_a_report_as_csv_and_json_names_nobody(tmp_path):
    rows = [["Comuna", "Folio", "Canal", "Fecha ingreso"], ["Macul", "A1", NAMES[0], "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    told = json.dumps([vars(one) for one in report.findings], default=str, ensure_ascii=False)
    table = io.StringIO()
    csv.writer(table).writerows([[one.raw_text, one.reason.es] for one in report.findings])
    assert not names_in(told + table.getvalue()) and "•••" in told
    assert pd.notna(report.findings[0].cell)
