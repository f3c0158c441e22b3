"""What a name says of all its rows: a part of a whole, or figures that were made up."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from pipelines import specs
from pipelines.ingest.checking import check_file
from pipelines.ingest.deliveries import Delivery, take_in_all
from pipelines.marking import NOTICE

SCORES = "Municipio,Ronda,Puntaje\nMacul,2024,87.5\nPaine,2024,60\n"
MATERIAS = "Municipio,Ronda,Compras,Presupuesto\nMacul,2024,87.5,40\nPaine,2024,60,30\n"


def doubts(path) -> dict[str, str]:
    """Each doubt that a name raises, and the words of the name that it quotes."""
    return {
        finding.code: finding.reason_es.split("«", 1)[1].split("»", 1)[0]
        for finding in check_file(path).findings
        if finding.code in ("maybe_named_part", "maybe_simulated")
    }


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("puntajes_compras.csv", SCORES, "compras"),
        ("Puntaje compra 2024.csv", SCORES, "compra"),
        ("2024-Presupuesto.csv", SCORES, "presupuesto"),
        ("personal_2024.csv", SCORES, "personal"),
        ("actos_terceros.csv", SCORES, "actos terceros"),
        ("puntajes_disponibilidad.csv", SCORES, "disponibilidad"),
        ("resultados_DAI.csv", SCORES, "dai"),
        ("a.csv", f"Materia: Presupuesto\n{SCORES}", "presupuesto"),
        ("usabilidad.csv", MATERIAS, "usabilidad"),
        ("puntajes_2024.csv", SCORES, None),
        ("Resultados fiscalización transparencia activa.csv", SCORES, None),
        ("compras.csv", MATERIAS, None),  # its columns say of which each figure is
    ],
)
def test_a_name_that_says_one_part_of_a_score_is_told(tmp_path, name, text, word):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert doubts(path).get("maybe_named_part") == word


def test_a_sheet_that_says_one_materia_is_told(tmp_path):
    book = Workbook()
    book.active.title = "Transferencias"
    for row in SCORES.splitlines():
        book.active.append(row.split(","))
    book.save(tmp_path / "a.xlsx")
    assert doubts(tmp_path / "a.xlsx")["maybe_named_part"] == "transferencias"


def test_two_files_that_each_say_another_materia_hold_no_total(tmp_path, reference):
    given = []
    for name in ("puntajes_compras.csv", "puntajes_presupuesto.csv"):
        (tmp_path / name).write_text(SCORES, encoding="utf-8")
        given.append(Delivery(tmp_path / name, name, "delivered", name))
    parts, refused = take_in_all(given, specs.kinds(), reference)
    assert not refused and [part.accepted.num_rows for part in parts] == [0, 0]


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("faro_municipality_round-simulado.csv", SCORES, "simulado"),
        ("a.csv", f"DATOS SIMULADOS para demostración\n{SCORES}", "simulados"),
        ("a.csv", f"{SCORES}\n{NOTICE['es']}\n", "Simulado"),
        ("a.csv", SCORES.replace("Puntaje", "Puntaje,origin").replace(".5", ".5,simulated")
         .replace("60", "60,published"), "simulated"),
        ("a.csv", SCORES.replace("Puntaje", "Puntaje,Comentario").replace(".5", '.5,"(Simulado: x"')
         .replace("60", "60,"), "(Simulado"),
        ("simulacro_de_incendio.csv", SCORES, None),
        ("a.csv", SCORES, None),
    ],
)  # fmt: skip
def test_figures_that_say_they_were_made_up_are_told_and_taken_in(
    tmp_path, reference, name, text, word
):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert doubts(path).get("maybe_simulated") == word
    for origin in ("delivered", "simulated"):  # who simulates knows it
        [part], _ = take_in_all([Delivery(path, name, origin, "")], specs.kinds(), reference)
        codes = {problem.code for problem in part.problems}
        assert part.accepted.num_rows == 2
        assert ("maybe_simulated" in codes) == (origin == "delivered" and word is not None)
