"""Self-assessments worked by hand on the instrument of 2025, for every surface that scores them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import openpyxl

from pipelines.methods.questionnaires.instrument_2025 import Answer


@dataclass(frozen=True)
class Worked:
    """Answers by item, and what the rule makes of them: total and materias, in percent."""

    name: str
    answers: dict[str, Answer]
    total: float | None
    materias: dict[str, float | None]


CASES = (
    Worked(
        "each scenario",
        {
            "diario_oficial_1": Answer("there", met=13),  # 0.75 × 1 + 0.25 × 13/13 = 1
            "marco_normativo_1": Answer("nothing_to_publish"),  # out
            "marco_normativo_2": Answer("not_due"),  # out: the materia has no scored item
            "estructura_1": Answer("absent"),  # 0
            "estructura_2": Answer("broken"),  # 0
            "estructura_3": Answer("there", met=4),  # 1
        },
        # (0.04 × 1 + 0.04 × 1/3) / (0.04 + 0.04)
        100 * 2 / 3,
        {"diario_oficial": 100.0, "marco_normativo": None, "estructura": 100 / 3},
    ),
    Worked(
        "completeness that cannot be told, and one that is not",
        {
            "compras_5": Answer("there", complete="unknown", met=1),  # 0.75 + 0.25 × 1/2 = 0.875
            "transferencias_1": Answer("there", complete="no", met=2),  # 0.75 × 0.25 + 0.25
        },
        65.625,  # both weigh 0.10
        {"compras": 87.5, "transferencias": 43.75},
    ),
    Worked(
        "weights that differ, some that apply, and a materia that is only recorded",
        {
            "tramites_2": Answer("there", is_available=False, met=2),  # 0.75 × 0 + 0.25 = 0.25
            "auditorias_1": Answer("there", met=3, applicable=4),  # 0.75 + 0.25 × 3/4 = 0.9375
            "informe_subdere_1": Answer("absent"),  # 0, and weighs nothing
        },
        # (0.05 × 0.25 + 0.10 × 0.9375) / 0.15
        100 * 0.10625 / 0.15,
        {"tramites": 25.0, "auditorias": 93.75, "informe_subdere": 0.0},
    ),
    Worked(
        "nothing scores",
        {"pyme_1": Answer("nothing_to_publish"), "vinculos_1": Answer("not_due")},
        None,
        {"pyme": None, "vinculos": None},
    ),
)
WORDS = {
    "scenario": {
        "there": "está",
        "nothing_to_publish": "sin datos que publicar",
        "not_due": "no exigible",
        "absent": "falta",
        "broken": "no funciona",
    },
    "complete": {"yes": "sí", "no": "no", "unknown": "no se puede determinar"},
}


def fill_in(book: openpyxl.Workbook, case: Worked, place: str, day: Any) -> None:
    """Write a case into the workbook of the template, as a person would."""
    page = book["Autoevaluación"]
    cells = {cell.value: cell for row in page.iter_rows(max_row=9) for cell in row if cell.value}
    page.cell(cells["Municipio"].row, cells["Municipio"].column + 1).value = place
    page.cell(cells["Fecha"].row, cells["Fecha"].column + 1).value = day
    at = {cell.value: cell.column for cell in page[cells["Escenario"].row]}
    for row in range(cells["Escenario"].row + 1, page.max_row + 1):
        answer = case.answers.get(page.cell(row, at["Ítem del instrumento"]).value)
        if answer is None:
            continue
        page.cell(row, at["Escenario"]).value = WORDS["scenario"][answer.scenario]
        if answer.scenario == "there":
            values = {
                "Disponible": "sí" if answer.is_available else "no",
                "Actualizada": "sí" if answer.is_current else "no",
                "Completa": WORDS["complete"][answer.complete],
                "Específicos cumplidos": answer.met,
                "Específicos que aplican": answer.applicable,
            }
            for label, value in values.items():
                page.cell(row, at[label]).value = value
