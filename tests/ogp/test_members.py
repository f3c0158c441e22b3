"""Countries and local members of OGP under the names that lists give them, never another one."""

from __future__ import annotations

import csv

import pytest
from babel import Locale
from builds_for_tests import RAW

from pipelines import paths, specs
from pipelines.ingest.cells.choices import chooser
from pipelines.ingest.checking.check import check_file
from pipelines.ingest.names.countries import country_name, country_texts, member_texts
from pipelines.ingest.reference import Reference

COLUMN = specs.kinds()["compromiso"].columns["country"]
READ = chooser(Reference(RAW).choices(COLUMN) or {}, COLUMN.headers)
FILE = paths.PACKAGE / "ingest" / "names" / "country_names.csv"
ROWS = list(csv.DictReader(FILE.open(encoding="utf-8", newline="")))
SPELT = (
    str,
    str.upper,
    str.lower,
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("’", "'"),
    lambda text: text.translate(str.maketrans("áéíóúãôçüș", "aeiouaocus")),
    lambda text: f" {text} ",
)


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("Republic of Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Côte d'Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("Kyrgyz Republic", "KG"),
        ("Slovak Republic", "SK"),
        ("Czech Republic", "CZ"),
        ("Republic of Moldova", "MD"),
        ("Bosnia and Herzegovina", "BA"),
        ("Trinidad and Tobago", "TT"),
        ("Jalisco", "MX-jalisco"),
        ("Jalisco, México", "MX-jalisco"),
        ("Buenos Aires, Argentina", "AR-buenos-aires"),
        ("Seoul, Republic of Korea", "KR-seoul"),
        ("Scotland, United Kingdom", "GB-scotland"),
        ("Georgia", "GE"),
        ("Chile", "CL"),
    ],
)
def test_members_are_read_as_ogp_writes_them(text, member):
    assert READ(text) == member


def test_every_listed_name_is_its_member_in_any_spelling():
    read = {(way(row["name"]), row["member"]) for row in ROWS for way in SPELT}
    assert [(text, member) for text, member in sorted(read) if READ(text) != member] == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_no_name_of_a_country_is_taken_for_another(lang):
    named = {str(c): str(n) for c, n in Locale(lang).territories.items() if str(c) in _CODES}
    for code, name in named.items():
        assert READ(name) == code


_CODES = {code for code in country_texts() if len(code) == 2 and code.isupper()} - {"UK"}


def test_every_row_has_its_source_and_one_meaning():
    assert all(row["source"] and row["kind"] in ("alias", "name") for row in ROWS)
    folded = {}
    for row in ROWS:
        known = folded.setdefault(row["name"].casefold(), row["member"])
        assert known == row["member"], row


@pytest.mark.parametrize("text", ["Buenos Aires, Chile", "Atlantis", "Korea", "América"])
def test_what_is_none_or_could_be_two_is_refused(text):
    assert READ(text) is None


def test_a_local_member_is_named_with_its_country():
    assert country_name("MX-jalisco", "es") == "Jalisco, México"
    assert country_name("AR-buenos-aires", "en") == "Buenos Aires, Argentina"
    assert "MX-jalisco" not in country_texts() and "MX-jalisco" in member_texts()


def test_a_refused_member_is_one_clear_problem(tmp_path):
    path = tmp_path / "planes.csv"
    path.write_text(
        "País;Ciclo;Número de plan;Nombre del plan;Plan name;Desde;Hasta\n"
        "Jalisco;2023;2;Plan;Plan;2023;2024\nAtlantis;2023;2;Plan;Plan;2023;2024\n",
        encoding="utf-8",
    )
    [finding] = check_file(path, kind="plan_ogp", raw=RAW).findings
    assert (finding.code, finding.row) == ("unknown_member", 3)
