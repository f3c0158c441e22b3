"""Ugly files as people send them: what each row is worth, or why it is not taken.

Each is read as a build reads it, against every kind. A case is the text of the file, the score of
each row that is accepted, by its row in the file, and why the others, or the file, are not.
"""

from __future__ import annotations

import pytest

from pipelines import specs
from pipelines.ingest.deliveries import Delivery, take_in_all

HEAD = "Municipio;Ronda;Puntaje\n"
TOLD = {"unknown_column", "maybe_scale", "footnote", "total_row", "total", "title"}
CASES = {
    # decimals that a comma file splits
    "only the last": ("Municipio,Ronda,Puntaje\nMacul,2024,87\nPaine,2024,41\nBuin,2024,12,5\n",
                      {2: 87, 3: 41}, {"too_many_cells"}),
    "an empty header beside": ("Municipio,Ronda,Puntaje,\nMacul,2024,87,5\nPaine,2024,41,2\n", {},
                               {"rows_over_header"}),
    "the round behind": ("Municipio,Puntaje,Ronda\nMacul,87,5,2024\nPaine,41,2,2024\n", {},
                         {"rows_over_header"}),
    "single quotes": ("Municipio,Ronda,Puntaje\nMacul,2024,'87,5'\nPaine,2024,'41,2'\n", {},
                      {"rows_over_header"}),
    "a known column behind": ("Municipio,Ronda,Puntaje,Versión\nMacul,2024,87,5\n", {},
                              {"not_a_choice"}),
    "a code before": ("Municipio,Código,Ronda,Puntaje\nMacul,13118,2024,87,5\n"
                      "Paine,13404,2024,41,2\n", {}, {"rows_over_header"}),
    "some quoted": ('Municipio,Ronda,Puntaje\nMacul,2024,"87,5"\nPaine,2024,41,2\nBuin,2024,33\n',
                    {2: 87.5, 4: 33}, {"too_many_cells"}),
    "lines of another sign": (f'{HEAD}Macul,2024,"87,5"\nPaine;2024;41,2\n', {3: 41.2},
                              {"short_row", "missing_required", "unknown_name"}),
    # signs, scales and what stands with a number
    "a full-width sign": (f"{HEAD}Macul;2024;62,5％\nPaine;2024;41\n", {3: 41}, {"not_a_number"}),
    "a note behind": (f"{HEAD}Macul;2024;87,5*\nPaine;2024;41\n* provisional\n", {3: 41},
                      {"not_a_number"}),
    "a raised digit": (f"{HEAD}Macul;2024;87,5²\nPaine;2024;41\n", {3: 41}, {"not_a_number"}),
    "less than": (f"{HEAD}Macul;2024;<5\nPaine;2024;80-90\nBuin;2024;~87\n", {}, {"not_a_number"}),
    "brackets": (f"{HEAD}Macul;2024;(87,5)\nPaine;2024;41,2-\n", {}, {"not_a_number"}),
    "a long minus": (f"{HEAD}Macul;2024;−87,5\nPaine;2024;41\n", {3: 41}, {"outside_bounds"}),
    "money and points": (f"{HEAD}Macul;2024;$87,5\nPaine;2024;41 pts\n", {}, {"not_a_number"}),
    "a blank for a comma": (f"{HEAD}Macul;2024;87 5\nPaine;2024;22,25\n", {3: 22.25},
                            {"not_a_number"}),
    "other decimal signs": (f"{HEAD}Macul;2024;81'5\nPaine;2024;22·5\n", {}, {"not_a_number"}),
    "points and commas": (f"{HEAD}Macul;2024;87.5\nPaine;2024;22,25\nBuin;2024;91\n",
                          {2: 87.5, 3: 22.25, 4: 91}, set()),
    "three decimals": (f"{HEAD}Macul;2024;87.500\nPaine;2024;22.125\n", {2: 87.5, 3: 22.125},
                       set()),
    "powers of ten": (f"{HEAD}Macul;2024;8,75E1\nPaine;2024;2.225e+01\nBuin;2024;1,5e3\n",
                      {2: 87.5, 3: 22.25}, {"outside_bounds"}),
    "a day for a number": (f"{HEAD}Macul;2024;05-ene\nPaine;2024;22,5\n", {3: 22.5},
                           {"not_a_number"}),
    "commas lost": (f"{HEAD}Macul;2024;8750\nPaine;2024;4125\nBuin;2024;9100\n", {},
                    {"lost_decimals"}),
    "grades": ("Municipio;Ronda;Nota (1,0 a 7,0)\nMacul;2024;6,1\n", {}, {"unknown_kind"}),
    "of ten": ("Municipio;Ronda;Puntaje (0 a 10)\nMacul;2024;8,1\n", {}, {"unknown_kind"}),
    "words for nothing": (f"{HEAD}Macul;2024;-\nPaine;2024;ND\nBuin;2024;NULL\nTalca;2024;55,5\n",
                          {2: None, 3: None, 4: None, 5: 55.5}, set()),
    "an error of a sheet": (f"{HEAD}Macul;2024;#N/A\nPaine;2024;55,5\n", {3: 55.5},
                            {"excel_error"}),
    # tables in tables
    "a second header": (f"{HEAD}Macul;2024;87,5\n\nPorcentaje;Comuna;Año\n33,1;Buin;2024\n",
                        {2: 87.5, 5: 33.1}, set()),
    "side by side": ("Municipio;Ronda;Puntaje;;Municipio;Ronda;Puntaje\n"
                     "Macul;2024;87,5;;Buin;2024;33\n", {}, {"ambiguous_column"}),
    "two columns of one meaning": ("Municipio;Año;Ronda;Puntaje\nMacul;2024;2025;87,5\n", {},
                                   {"ambiguous_column"}),
    "turned on its side": ("Municipio;Macul;Paine\nRonda;2024;2024\nPuntaje;87,5;41\n", {},
                           {"unknown_kind"}),
    "years as columns": ("Municipio;2024;2025\nMacul;87,5;33\nPaine;41,2;22\n", {},
                         {"unknown_kind"}),
    "means below": (f"{HEAD}Macul;2024;87,5\nPromedio Región Metropolitana;2024;55\n"
                    "Total general;2024;44\n", {2: 87.5}, {"total_row"}),
    "a half year each": ("Municipio;Ronda;Semestre;Puntaje\nMacul;2024;1;80,5\nMacul;2024;2;90\n"
                         "Paine;2024;1;70\nPaine;2024;2;60\n", {}, {"split_by_unknown_column"}),
    "a short row in the middle": ("Municipio;Código;Ronda;Puntaje\nMacul;13118;2024;80\n"
                                  "Paine;2024;41,2\n", {2: 80},
                                  {"short_row", "not_a_choice", "unknown_code"}),
    "a field too many": (f"{HEAD}Macul;2024;80,5;;\nPaine;2024;41,2;x\n", {2: 80.5},
                         {"too_many_cells"}),
    # rounds and names
    "rounds like others": (f"{HEAD}Macul;24;87,5\nPaine;2024 (preliminar);22\nBuin;2024;33\n",
                           {4: 33}, {"not_a_choice"}),
    "a code of another": ("Municipio;Código;Ronda;Puntaje\nMacul;13119;2024;87,5\n", {},
                          {"code_name_contradiction"}),
    # what a file is
    "old line ends": ("Municipio;Ronda;Puntaje\rMacul;2024;87,5\rPaine;2024;41\r",
                      {2: 87.5, 3: 41}, set()),
    "a line that says the sign": (f"sep=;\n{HEAD}Macul;2024;87,5\n", {3: 87.5}, set()),
    "an open quote": (f'{HEAD}"Macul;2024;87,5\nPaine;2024;41,2\nBuin;2024;33\n', {},
                      {"open_quote"}),
    "whole lines quoted": (f'{HEAD}"Macul;2024;87,5"\n"Paine;2024;41,2"\n', {},
                           {"unknown_format"}),
    "lines of JSON": ('{"municipio":"Macul","puntaje":87.5}\n{"municipio":"Paine"}\n', {},
                      {"unknown_format"}),
    "fixed width": ("Municipio           Ronda Puntaje\nMacul               2024     87,5\n"
                    "San Ramón           2024     41,2\n", {}, {"unknown_format"}),
    "a table of Markdown": ("|Municipio|Ronda|Puntaje|\n|---|---|---|\n|Macul|2024|8,5|\n",
                            {3: 8.5}, {"missing_required", "empty"}),
    "a page": ("\ufeff<html><table><tr><td>Municipio</td></tr></table></html>", {}, {"html"}),
    "a byte of nothing": (f"{HEAD}Macul;2024;87\0,5\n", {}, {"binary_rubbish"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_row_is_what_it_says_or_set_apart_with_its_reason(tmp_path, reference, name):
    text, scores, reasons = CASES[name]
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    delivery = Delivery(path, "entregas/a.csv", "delivered", "0" * 64)
    intakes, refused = take_in_all([delivery], specs.kinds(), reference)
    accepted = {row["_row"]: row["score_pct"] for i in intakes for row in i.accepted.to_pylist()}
    assert accepted == scores
    codes = {problem.code for i in intakes for problem in i.problems}
    codes |= {entry.error.code for entry in refused}
    assert codes - TOLD == reasons - TOLD and reasons <= codes
