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
    found = taken(write_csv(tmp_path / "log.csv", rows), "proceso")
    assert quarantined(found) == []
    assert [p.code for part in found for p in part.problems] == ["personal_column"]
    assert "Juana" not in str(found[0].raw.to_pylist())
    names = ("country", "municipality_code", "item_id", "month", "stage_id", "finished", "role_id")
    assert accepted(found, *names) == [
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
    found = taken(write_csv(tmp_path / "log.csv", rows), "proceso")
    assert accepted(found, "item_id") == []
    assert quarantined(found) == [
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
    found = taken(write_csv(tmp_path / "pmg.csv", rows), "pmg")
    assert accepted(found, "unit", "weight_pct") == [
        (None, 60.0),
        (None, 40.0),
        ("Finanzas", 33.33),
        ("Finanzas", 33.33),
        ("Finanzas", 33.34),
    ]
    assert quarantined(found) == [(4, "L4", "weights_not_100"), (5, "L5", "weights_not_100")]
    said = next(p for part in found for p in part.problems)
    assert "no suman 100" in said.reason_es and "do not add up to 100" in said.reason_en


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
    found = taken(write_csv(tmp_path / "pmg.csv", rows), "pmg")
    assert accepted(found, "unit", "numerator", "denominator") == [
        (None, 0.0, 10.0),
        ("A", None, None),
    ]
    assert [code for _, _, code in quarantined(found)] == [
        "denominator_zero",
        "target_zero",
        "institutional_with_unit",
        "collective_without_unit",
    ]
