"""``faro names``: every row in order, as it came, whatever the file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from senders import write_csv, write_xlsx

NAMES = [
    " Municipalidad de Macul ",
    "Ñuñoa",
    "PeÃ±alolÃ©n",
    "Macull",
    "Corporación Municipal de Macul",
]
CUTS = ["13118", "13120", "13122", "", ""]
LIST = [["Nombre", "Otra"], *[[name, "y"] for name in NAMES]]


def rows_of(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_and_delimiter(tmp_path, faro, encoding, delimiter):
    path = write_csv(tmp_path / "l.csv", LIST, encoding=encoding, delimiter=delimiter)
    code, printed, _ = faro("names", path, "--column", "NOMBRE")
    rows = rows_of(printed)
    assert code == 0
    assert [row["name"] for row in rows] == NAMES
    assert [row["cut"] for row in rows] == CUTS
    assert [row["basis"] for row in rows] == ["exact", "exact", "exact", "none", "none"]
    assert [row["reason"] for row in rows] == ["", "", "", "unknown_name", "other_body"]
    assert rows[3]["suggestions"].startswith("Macul (13118)")


def test_a_list_of_one_column_in_a_text_file(tmp_path, faro):
    path = tmp_path / "lista.txt"
    path.write_text("Comuna\nPaine\nTorres del Paine\n", encoding="latin-1")
    _, printed, _ = faro("names", path, "--column", "comuna")
    assert [(row["name"], row["comuna"]) for row in rows_of(printed)] == [
        ("Paine", "Paine"),
        ("Torres del Paine", "Torres del Paine"),
    ]


def test_codes_win_and_contradictions_are_refused_in_json(tmp_path, faro):
    rows = [["n", "c"], ["lo que sea", "13118"], ["Paine", "12402"], ["Ñuñoa", 13120]]
    path = write_xlsx(tmp_path / "l.xlsx", [["Listado"], [], *rows])
    code, printed, _ = faro(
        "names", path, "--column", "n", "--code-column", "c", "--format", "json"
    )
    matches = json.loads(printed)
    assert code == 0
    assert [row["row"] for row in matches] == [4, 5, 6]
    assert [row["code"] for row in matches] == ["13118", "12402", "13120"]
    assert [row["cut"] for row in matches] == ["13118", None, "13120"]
    assert [row["basis"] for row in matches] == ["code", "none", "code"]
    assert matches[1]["reason"] == "code_name_contradiction"
    assert "código" in matches[1]["reason_text"]


def test_totals_and_empty_names_are_rows_too(tmp_path, faro):
    path = write_csv(tmp_path / "l.csv", [["n", "x"], ["Macul", "1"], ["", "2"], ["Total", "3"]])
    _, printed, _ = faro("names", path, "--column", "n")
    assert [row["reason"] for row in rows_of(printed)] == ["", "empty", "total_row"]


def test_a_region_only_confirms(tmp_path, faro):
    path = write_csv(tmp_path / "l.csv", [["n", "r"], ["Macul", "Biobío"], ["Macul", ""]])
    _, printed, _ = faro("names", path, "--column", "n", "--region-column", "r")
    assert [row["cut"] for row in rows_of(printed)] == ["", "13118"]


def test_a_column_letter_or_number_works_where_no_header_reads_so(tmp_path, faro):
    path = write_csv(tmp_path / "l.csv", [["x", "n"], ["1", "Macul"]])
    for column in ("B", "2"):
        _, printed, _ = faro("names", path, "--column", column)
        assert [row["cut"] for row in rows_of(printed)] == ["13118"]


def test_a_missing_column_is_refused_and_the_headers_are_listed(tmp_path, faro):
    path = write_csv(tmp_path / "l.csv", LIST)
    code, printed, refusal = faro("names", path, "--column", "municipio")
    assert (code, printed) == (1, "")
    assert "«municipio»" in refusal
    assert "«Nombre»" in refusal
    assert str(tmp_path) not in refusal


def test_formulas_do_not_run_in_the_csv_and_stay_verbatim_in_json(tmp_path, faro):
    path = write_csv(tmp_path / "l.csv", [["n", "x"], ['=HYPERLINK("a")', "1"]])
    _, printed, _ = faro("names", path, "--column", "n")
    assert rows_of(printed)[0]["name"] == '\'=HYPERLINK("a")'
    _, printed, _ = faro("names", path, "--column", "n", "--format", "json")
    assert json.loads(printed)[0]["name"] == '=HYPERLINK("a")'
