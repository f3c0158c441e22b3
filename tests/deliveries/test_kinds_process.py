"""Logs of the process and PMG programmes: what is taken, what is set apart, and why."""

from __future__ import annotations

from datetime import date

from delivered_files import accepted, quarantined, write_csv

LOG = ["Municipio", "Código", "Ítem IG 11", "Año", "Mes", "Etapa del proceso", "Inicio", "Término"]
PMG = ["Municipio", "Código", "Año", "Tipo de objetivo", "Unidad", "Etapa del PMG", "Objetivo",
       "Indicador", "Numerador", "Denominador", "Meta", "Peso"]  # fmt: skip
STAGE = "Evaluación del cumplimiento"


def test_a_log_with_an_open_stage_and_a_municipality_abroad(tmp_path, taken):
    rows = [
        [*LOG, "País", "Rol", "Nombre del funcionario"],
        ["Macul", "13118", "1.4", "2024", "octubre", "generación", "04-11-2024", "08-11-2024",
         "", "Unidad generadora", "Juana Pérez"],
        ["Macul", "13118", "1.4", "2024", "10", "Revisión", "11-11-2024", "", "", "Revisor", ""],
        ["Toluca", "15106", "1.4", "2024", "octubre", "publicación", "14-11-2024", "15-11-2024",
         "México", "Publicador", ""],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "log.csv", rows), "proceso")
    assert quarantined(parts) == []
    assert [p.code for part in parts for p in part.problems] == ["personal_column"]
    assert "Juana" not in str(parts[0].raw.to_pylist())
    names = ("country", "municipality_code", "item_id", "month", "stage_id", "finished", "role_id")
    assert accepted(parts, *names) == [
        ("CL", "13118", "1.4", 10, "generation", date(2024, 11, 8), "generating_unit"),
        ("CL", "13118", "1.4", 10, "review", None, "reviewer"),
        ("MX", "15106", "1.4", 10, "publication", date(2024, 11, 15), "publisher"),
    ]


def test_a_log_that_cannot_be(tmp_path, taken):
    rows = [
        LOG,
        ["Macul", "13118", "1.4", "2024", "octubre", "generación", "08-11-2024", "04-11-2024"],
        ["Macul", "13118", "1.15", "2024", "octubre", "revisión", "08-11-2024", ""],
        ["Macul", "13118", "1.5", "2022", "octubre", "revisión", "08-11-2024", ""],
        ["Macul", "13118", "1.6", "2024", "octubre", "archivo", "08-11-2024", ""],
    ]
    parts = taken(write_csv(tmp_path / "log.csv", rows), "proceso")
    assert accepted(parts, "item_id") == []
    assert quarantined(parts) == [
        (2, "H2", "ends_before_it_starts"),
        (3, "C3", "not_a_choice"),
        (4, "G4", "starts_long_after_its_month"),
        (5, "F5", "not_a_choice"),
    ]


def programme(unit: str, *weights: str, **odd: str) -> list[list[str]]:
    """Rows of a programme, one indicator a weight."""
    kind = "colectivo" if unit else "institucional"
    return [
        ["Macul", "13118", "2024", odd.get("kind", kind), unit, STAGE, "Cumplir", f"Indicador {at}",
         odd.get("numerator", "9"), odd.get("denominator", "10"), odd.get("target", "90"), weight]
        for at, weight in enumerate(weights)
    ]  # fmt: skip


def test_weights_add_up_to_100_or_the_whole_programme_waits(tmp_path, taken):
    rows = [PMG, *programme("", "60", "40"), *programme("Control", "50", "40"),
            *programme("Finanzas", "33,33", "33,33", "33,34")]  # fmt: skip
    parts = taken(write_csv(tmp_path / "pmg.csv", rows), "pmg")
    assert accepted(parts, "unit", "weight_pct") == [
        (None, 60.0),
        (None, 40.0),
        ("Finanzas", 33.33),
        ("Finanzas", 33.33),
        ("Finanzas", 33.34),
    ]
    assert quarantined(parts) == [(4, "L4", "weights_not_100"), (5, "L5", "weights_not_100")]
    problem = next(p for part in parts for p in part.problems)
    assert "no suman 100" in problem.reason_es and "do not add up to 100" in problem.reason_en


def test_indicators_that_mean_nothing_are_set_apart_and_zero_is_kept(tmp_path, taken):
    rows = [
        PMG,
        *programme("", "100", numerator="0"),
        *programme("A", "100", numerator="", denominator=""),
        *programme("B", "100", denominator="0"),
        *programme("C", "100", target="0"),
        *programme("D", "100", kind="institucional"),
        *programme("", "100", kind="colectivo"),
    ]
    parts = taken(write_csv(tmp_path / "pmg.csv", rows), "pmg")
    assert accepted(parts, "unit", "numerator", "denominator") == [
        (None, 0.0, 10.0),
        ("A", None, None),
    ]
    assert [code for _, _, code in quarantined(parts)] == [
        "denominator_zero",
        "target_zero",
        "institutional_with_unit",
        "collective_without_unit",
    ]


def test_adhesions_name_an_office_and_never_a_person(tmp_path, taken):
    rows = [
        ["Municipio", "CUT", "Paso", "Fecha", "Cargo de quien firma", "Nombre del alcalde"],
        ["Putre", "15201", "adhesión", "10-06-2019", "Alcaldía", "Juana Pérez"],
        ["Macul", "13118", "diagnóstico", "10-06-2019", "Alcaldía", ""],
        ["Maipú", "13119", "adhesión", "", "Alcaldía", ""],
    ]
    parts = taken(write_csv(tmp_path / "adhesiones.csv", rows), "adhesion")
    assert accepted(parts, "municipality_code", "act", "signed_by") == [
        ("15201", "adhesion", "mayor")
    ]
    assert quarantined(parts) == [
        (3, "E3", "signed_by_without_adhesion"),
        (4, "D4", "missing_required"),
    ]
    assert "Juana" not in str(parts[0].raw.to_pylist())


def test_vocabularies_and_standards_hold_only_in_their_years(tmp_path, taken):
    head = ["Municipio", "CUT", "Año del plan", "Fecha", "Instancia", "Estándar de cocreación"]
    rows = [
        [*head, "Asistentes"],
        ["Putre", "15201", "2019", "10-06-2019", "Taller", "standards_2016", ""],
        ["Putre", "15201", "2019", "11-06-2019", "Taller", "space_2022", "20"],
        ["Putre", "15201", "2023", "12-06-2023", "Taller", "standards_2016", "0"],
    ]
    parts = taken(write_csv(tmp_path / "participacion.csv", rows), "participacion")
    assert accepted(parts, "standard_id", "people") == [("standards_2016", None)]
    assert [code for _, _, code in quarantined(parts)] == ["standard_not_in_force"] * 2
    head = ["Municipio", "CUT", "Año del plan", "Número de compromiso", "Momento", "Esquema"]
    rows = [
        [*head, "Nivel", "Fecha"],
        [
            "Putre",
            "15201",
            "2019",
            "1",
            "final",
            "completion_2014_self",
            "Sustancial",
            "10-08-2020",
        ],
        ["Putre", "15201", "2019", "2", "final", "completion_2021", "Completo", "10-08-2020"],
        ["Putre", "15201", "2019", "3", "final", "early_results_2014", "Mayor", "10-08-2020"],
    ]
    parts = taken(write_csv(tmp_path / "evaluaciones.csv", rows), "evaluacion_local")
    assert accepted(parts, "commitment_number", "value_id") == [(1, "substantial")]
    codes = [code for _, _, code in quarantined(parts)]
    assert codes == ["scheme_not_in_force", "scheme_of_another_assessor"]


def test_a_local_plan_keeps_what_is_not_done(tmp_path, taken):
    head = ["Municipio", "CUT", "Año del plan", "Número de compromiso", "Compromiso local"]
    head += ["Número de hito", "Hito local", "Inicio", "Plazo", "Cumplido"]
    who = ["Putre", "15201", "2019", "1", "Presupuesto abierto"]
    rows = [
        head,
        [*who, "1", "Publicar", "01-08-2019", "30-11-2019", ""],
        [*who, "2", "Explicar", "01-12-2019", "30-11-2019", ""],
    ]
    parts = taken(write_csv(tmp_path / "planes.csv", rows), "plan_local")
    assert accepted(parts, "milestone_number", "done_date") == [(1, None)]
    assert quarantined(parts) == [(3, "I3", "ends_before_it_starts")]
