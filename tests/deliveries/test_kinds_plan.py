"""Plans as delivered: what is taken, and what is set apart with its reason."""

from __future__ import annotations

from datetime import date

import duckdb
from delivered_files import accepted, quarantined, write_csv

from pipelines import paths

HEAD = ["Municipio", "Código", "Modelo", "Herramienta", "Inicio", "Término", "Capacidad", "Nota"]
REGIONAL, GAM = "Modelo Regional 2022", "Gobierno Abierto Municipal 2018–2020"


def test_good_plans(tmp_path, taken):
    rows = [
        HEAD,
        ["Macul", "13118", REGIONAL, "Perfiles de cargo", "01-03-2027", "31-05-2027", "2", ""],
        ["Macul", "", "regional_2022", "regional_open_data", "2027-06-01", "2027-10-31", "", ""],
        ["Paine", "", GAM, "gam_adhesion", "01-03-2027", "31-03-2027", "1", ""],
        ["Paine", "", GAM, "gam_diagnosis", "01-04-2027", "30-06-2027", "1", "Con la comunidad"],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "plan.csv", rows), "plan")
    assert quarantined(parts) == []
    assert accepted(
        parts, "country", "cut", "version_id", "tool_id", "planned_end", "capacity"
    ) == [
        ("CL", "13118", "regional_2022", "regional_job_profiles", date(2027, 5, 31), 2),
        ("CL", "13118", "regional_2022", "regional_open_data", date(2027, 10, 31), None),
        ("CL", "13404", "gam_2018", "gam_adhesion", date(2027, 3, 31), 1),
        ("CL", "13404", "gam_2018", "gam_diagnosis", date(2027, 6, 30), 1),
    ]


def test_plans_that_cannot_be(tmp_path, taken):
    rows = [
        HEAD,
        ["Macul", "", REGIONAL, "Perfiles de cargo", "01-06-2027", "31-05-2027", "2", ""],
        ["Macul", "", REGIONAL, "Reglamento interno", "01-06-2027", "31-08-2027", "2", ""],
        ["Paine", "", GAM, "gam_adhesion", "01-03-2027", "30-04-2027", "1", ""],
        ["Paine", "", GAM, "gam_diagnosis", "15-04-2027", "30-06-2027", "1", ""],
        ["Macul", "", "Modelo 2050", "Perfiles de cargo", "01-06-2027", "31-08-2027", "2", ""],
        ["Macul", "", REGIONAL, "Planes de mejora", "01-06-2027", "31-08-2027", "0", ""],
    ]
    parts = taken(write_csv(tmp_path / "plan.csv", rows), "plan")
    assert quarantined(parts) == [
        (2, "F2", "plan_ends_before_it_starts"),
        (3, "D3", "tool_of_another_version"),
        (5, "E5", "breaks_the_order"),
        (6, "C6", "not_a_choice"),
        (7, "G7", "outside_bounds"),
    ]
    reasons = {p.code: (p.reason_es, p.reason_en) for part in parts for p in part.problems}
    assert "Muévala después" in reasons["breaks_the_order"][0]
    assert "Choose one of its tools" in reasons["tool_of_another_version"][1]


def test_a_plan_of_a_later_day_takes_the_place_of_the_one_before(tmp_path, taken):
    head = [*HEAD, "Fecha del plan"]
    old = ["Macul", "13118", REGIONAL, "Perfiles de cargo", "01-03-2027", "31-05-2027", "2", ""]
    new = [*old[:5], "31-07-2027", "2", "Se mueve"]
    other = ["Paine", "", REGIONAL, "Perfiles de cargo", "01-03-2027", "31-05-2027", "2", "", ""]
    rows = [head, [*old, ""], [*new, "15-04-2027"], other]
    parts = taken(write_csv(tmp_path / "plan.csv", rows), "plan")
    assert quarantined(parts) == []
    [part] = parts
    with duckdb.connect() as connection:
        connection.register("accepted_plan", part.accepted)
        sql = (paths.SQL_CORE / "core_plan__step.sql").read_text(encoding="utf-8")
        held = connection.execute(
            f"select code, planned_end, is_current from ({sql}) order by all"
        ).fetchall()
    assert held == [
        ("13118", date(2027, 5, 31), False),
        ("13118", date(2027, 7, 31), True),
        ("13404", date(2027, 5, 31), True),
    ]
