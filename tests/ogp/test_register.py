"""The register of visits and the codes of commitments: what cannot be is refused in words."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from builds_for_tests import RAW
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest.checking import check_file

HEAD = "Actividad;Región;Municipio;Fecha;Vence;Herramienta;Municipios asistentes;Personas"


def comunas() -> list[dict[str, str]]:
    with (RAW / "territory" / "comunas.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["has_municipality"] == "true"]


# What a region had on a day: Ñuble (16) was part of Biobío (08) until September 2018.
NOW = Counter(row["region_code"] for row in comunas())
THEN = {**NOW, "08": NOW["08"] + NOW["16"], "16": NOW["08"] + NOW["16"]}


def codes(folder, *rows: str) -> list[tuple[int | None, str]]:
    path = folder / "actividades.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    findings = check_file(path, kind="actividad", raw=RAW).findings
    assert all(finding.reason.es != finding.reason.en for finding in findings)
    return [(finding.row, finding.code) for finding in findings]


@pytest.mark.parametrize(("day", "most"), [("12-07-2017", THEN), ("12-07-2020", NOW)])
def test_no_more_municipalities_attend_than_the_region_has(day, most, tmp_path):
    """Every region, at the count it has and one more."""
    rows = [
        f"jornada regional;{region};;{day};;;{count + more};"
        for region, count in most.items()
        for more in (0, 1)
    ]
    assert codes(tmp_path, *rows) == [
        (3 + 2 * at, "more_than_the_region_has") for at in range(len(most))
    ]


@pytest.mark.thorough
@settings(max_examples=15, deadline=None)
@given(count=st.integers(34, 10_000))
def test_an_impossible_count_is_refused(count, tmp_path_factory):
    row = f"jornada regional;Atacama;;12-07-2017;;;{count};"
    assert codes(tmp_path_factory.mktemp("a"), row) == [(2, "more_than_the_region_has")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("visita;Atacama;;12-07-2017;;;3;9", "not_a_choice"),
        ("carta;Maule;;12-07-2017;12-07-2021;;;", "letter_without_municipality"),
        ("jornada regional;Atacama;;12-07-2017;;;8;3", "municipalities_without_people"),
    ],
)
def test_what_cannot_be_is_one_problem(row, code, tmp_path):
    good = "carta;Maule;Talca;12-07-2017;12-07-2021;;;"
    assert codes(tmp_path, good, row) == [(3, code)]


@pytest.mark.parametrize(
    ("code", "country", "refused"),
    [
        ("EC0901", "Ecuador", False),
        ("EC0901", "Chile", True),
        ("EC0901", "", False),
        ("UK0901", "Reino Unido", False),
        ("UK0901", "Ucrania", True),
        ("NL0901", "Holanda", False),
        ("NL0901", "Holland", False),
        ("CZ0901", "R. Checa", False),
        ("JAL0001", "Jalisco, México", False),
        ("MX0901", "Jalisco, México", False),
        ("PE0901", "Jalisco, México", True),
    ],
)
def test_a_country_agrees_with_the_code_of_its_commitment(code, country, refused, tmp_path):
    path = tmp_path / "compromisos.csv"
    row = f"{code};{country};2023;Compromiso;Institución;no"
    head = "Compromiso;País;Ciclo;Título;Institución responsable;Es municipal"
    path.write_text("\n".join((head, row)), encoding="utf-8")
    findings = check_file(path, kind="compromiso", raw=RAW).findings
    codes_of_country = [finding.code for finding in findings if finding.column == "country"]
    assert codes_of_country == (["code_of_another_country"] if refused else [])


def test_a_code_without_the_letters_of_a_country_says_its_country(tmp_path):
    path = tmp_path / "compromisos.csv"
    head = "Compromiso;País;Ciclo;Título;Institución responsable;Es municipal"
    rows = [f"{code};;2023;Compromiso;Institución;no" for code in ("JAL0001", "UK0901")]
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    checked = check_file(path, kind="compromiso", raw=RAW)
    assert [(problem.code, problem.row) for problem in checked.findings] == [("no_country", 2)]
