"""Ways in which rows once went missing, or a file was taken for another: found by fuzzing."""

from __future__ import annotations

import pytest
from delivered_files import accepted, quarantined, write_csv, write_xlsx

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest import intake, reading

HEADER = ["Municipio", "Ronda", "Puntaje"]


def test_rows_above_a_repeated_header_are_no_titles(tmp_path, taken):
    rows = [
        ["Municipio", "Rondx", "Puntaje"],
        ["Macul", "2024", "50,5"],
        ["Paine", "2024", "60,5"],
        HEADER,
        ["Natales", "2024", "70,5"],
    ]
    parts = taken(write_csv(tmp_path / "t.csv", rows), "fiscalizacion_total")
    assert accepted(parts, "cut") == [("12401",)]
    assert quarantined(parts) == [(2, None, "above_header"), (3, None, "above_header")]


def test_titles_above_a_header_stay_titles(tmp_path, taken):
    titles = [["CPLT", "Resultados 2024"], ["Fecha", "", "27-08-2024"], []]
    rows = [*titles, HEADER, ["Macul", "2024", "50,5"]]
    [part] = taken(write_csv(tmp_path / "t.csv", rows), "fiscalizacion_total")
    assert part.delivered == part.accepted.num_rows == 1


def test_the_rows_of_a_spoilt_sheet_are_in_quarantine(tmp_path, taken):
    south = [["Municipio", "Ronda", "Puntage"], ["Paine", 2024, 50.5], ["Natales", 2024, 60.5]]
    notes = [["Autor", "Unidad"], ["Ana", "Estudios"]]
    path = write_xlsx(
        tmp_path / "t.xlsx",
        [HEADER, ["Macul", 2024, 50.5]],
        more=[("Sur", south), ("Léame", notes)],
    )
    parts = taken(path, "fiscalizacion_total")
    assert [part.sheet for part in parts] == ["Datos", "Sur"]
    assert accepted(parts, "cut") == [("13118",)]
    assert quarantined(parts) == [(2, None, "no_table_in_sheet"), (3, None, "no_table_in_sheet")]
    assert sum(part.delivered for part in parts) == 3


def test_a_spoilt_file_of_one_kind_is_not_taken_for_another(tmp_path):
    header = [
        "Archivo",
        "Institucion",
        "Codgo",
        "Año",
        "Enero",
        "Febrero",
        "Marzo",
        "Abril",
        "Total",
    ]
    row = ["TA_Marco_normativo", "Municipalidad de Macul", "MU161", "2024", "x", "x", "", "", "2"]
    path = write_csv(tmp_path / "auditoria.csv", [header, row])
    with pytest.raises(FaroError) as refused:
        intake.recognise(intake.read(path, path.name), specs.kinds())
    assert refused.value.code == "unknown_kind"


def test_the_same_fact_under_two_spellings_is_a_repeat(tmp_path, taken):
    rows = [
        HEADER,
        ["Municipalidad de Macul", "2024", "50,5"],
        ["MACUL", "2024", "50,5"],
        ["Paine", "2024", "60,5"],
        ["I. Municipalidad de Paine", "2024", "61,5"],
    ]
    parts = taken(write_csv(tmp_path / "t.csv", rows), "fiscalizacion_total")
    assert accepted(parts, "_row", "cut") == [(2, "13118")]
    assert quarantined(parts) == [
        (3, None, "duplicate_row"),
        (4, None, "duplicate_key_conflict"),
        (5, None, "duplicate_key_conflict"),
    ]


def test_a_record_is_not_the_upper_row_of_a_header():
    fields = {"municipality": ["Municipio"], "round": ["Ronda"], "compras": ["Compras"]}
    rows: list[list[object]] = [
        ["Macul", "2024", "Compras", "50,5"],
        ["Municipio", "Ronda", None, "Puntaje"],
        ["Paine", "2024", "Subsidios", "60,5"],
    ]
    table = reading.find_table(reading.Sheet(None, rows), fields=fields, required=["round"])
    assert (table.header_row, table.header_rows) == (2, 1)
    assert [reason for _, reason, _ in table.skipped] == ["above_header"]
    assert [number for number, _ in table.rows] == [3]
