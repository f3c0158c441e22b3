"""Editions as they should not come: one clear message each, and the rest goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from delivered_files import write_csv

from pipelines import clock, specs
from pipelines.ingest import intake
from pipelines.ingest.checking import check_file
from pipelines.ingest.intake.keeping import Kept

HEAD = ["Archivo", "Institucion", "Última Actualización", "Enero", "Febrero", "Marzo", "Abril"]
HEAD += ["Total", "Codigo", "año_auditoria"]
NAME = "Consolidado_2025-04-12.csv"
GOOD = ["TA_Auditorias", "Municipalidad de Peñalolén", "2025/04/07", "x", "", "x", "", "2"]
GOOD += ["MU212", "2025"]


def macul(months: str = "xxx.", code: str = "MU161", year: str = "2025") -> list[str]:
    marks = ["x" if mark == "x" else "" for mark in months]
    return ["TA_Auditorias", "Municipalidad de Macul", "2025/04/07", *marks, "3", code, year]


def checked(folder: Path, *rows: list[str], head: list[str] = HEAD, name: str = NAME):
    return check_file(write_csv(folder / name, [head, *rows]))


@pytest.mark.parametrize(
    ("rows", "code", "accepted"),
    [
        ([macul(), macul(), GOOD], "duplicate_row", 2),
        ([macul(), macul("x.x."), GOOD], "duplicate_key_conflict", 1),
        ([macul(code="MU999"), GOOD], "unknown_code", 1),
        ([macul(code="MU112"), GOOD], "code_name_contradiction", 1),
        ([macul(year=""), GOOD], "year_missing", 1),
        ([macul("xxxx", year="2026"), GOOD], "future_months", 2),
    ],
    ids=["twice", "twice and different", "new code", "another's code", "no year", "future"],
)
def test_a_row_in_trouble_is_told_and_the_rest_goes_on(tmp_path, rows, code, accepted):
    report = checked(tmp_path, *rows)
    assert report.spec.id == "publicacion" and report.accepted == accepted
    assert {group.code for group in report.groups} == {code}
    [group] = report.groups
    for finding in group.findings:
        assert finding.reason.es and finding.reason.en and finding.reason.es != finding.reason.en


def test_months_of_the_future_are_counted_from_the_day_of_the_edition(tmp_path):
    assert not checked(tmp_path, macul("xxxx"), GOOD).groups
    report = checked(tmp_path, macul("xxxx"), GOOD, name="Consolidado_2025-02-12.csv")
    [group] = report.groups
    [finding] = group.findings
    assert (finding.scope, finding.column) == ("column", "Marzo")
    assert finding.reason.en.startswith("3 marks") and "2025-02-12" in finding.reason.es


def days(edition: str = "", update: str = "2025/04/07", code: str = "MU161") -> list[str]:
    return [*macul(code=code)[:2], update, *macul(code=code)[3:], edition]


@pytest.mark.parametrize(
    ("rows", "name", "refused"),
    [
        ([macul(), GOOD], "Consolidado_2029-08-10.csv", 2),
        ([days("10-08-2029"), [*GOOD, "10-08-2025"]], "audit.csv", 1),
        ([days(update="2029/08/10"), [*GOOD, ""]], "audit.csv", 1),
        ([days("10-08-2029", "2029/08/10"), [*GOOD, "10-08-2025"]], NAME, 1),
    ],
    ids=["in the name", "in its column", "of an update alone", "edition and update"],
)
def test_a_day_that_has_not_come_is_refused_row_by_row(tmp_path, monkeypatch, rows, name, refused):
    head = [*HEAD, "Edición"] if len(rows[0]) > len(HEAD) else HEAD
    for today, kept in ((date(2026, 11, 30), len(rows) - refused), (date(2029, 8, 10), len(rows))):
        monkeypatch.setattr(clock, "today", lambda today=today: today)
        report = checked(tmp_path, *rows, head=head, name=name)
        assert report.accepted == kept
        said = [one for group in report.groups for one in group.findings]
        assert len(said) == len(rows) - kept and {one.code for one in said} <= {"future_day"}
        for one in said:
            assert "2029-08-10" in one.reason.es and str(today) in one.reason.en


def test_the_day_of_an_edition_is_never_one_to_come(tmp_path, reference, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 30))
    path = write_csv(tmp_path / "audit.csv", [HEAD, GOOD, days(update="2029/08/10")[:-1]])
    [part] = intake.take_in(
        path, source=specs.kinds()["publicacion"], file=path.name, reference=reference
    )
    assert part.accepted["edition_date"].to_pylist() == [date(2025, 4, 7)]


@pytest.mark.parametrize(("day", "taken"), [("2025-08-10", True), ("2029-08-10", False)])
def test_what_had_not_come_is_read_again_by_the_next_build(
    tmp_path, reference, monkeypatch, day, taken
):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 30))
    kinds, path = specs.kinds(), write_csv(tmp_path / f"Consolidado_{day}.csv", [HEAD, GOOD])
    parts = intake.take_in(path, source=kinds["publicacion"], file=path.name, reference=reference)
    asked = (path.name, "sha", "delivered")
    Kept(reference, kinds, {}, now=tmp_path).keep(*asked, parts)
    assert (Kept(reference, kinds, {}, before=tmp_path).known(*asked) is not None) == taken


@pytest.mark.parametrize(
    "head",
    [
        [f"{one} 2023" if one in HEAD[3:7] else one for one in HEAD],
        [f"{one} 2023" if one in HEAD[3:5] else one for one in HEAD],
        [*HEAD[:-1], "año_auditoria_2023"],
    ],
    ids=["every month", "some months", "the year itself"],
)
def test_a_header_of_another_year_is_refused_by_its_name(tmp_path, head):
    """Taken for a column of nobody, its months would be gone without a word."""
    report = checked(tmp_path, macul(), GOOD, head=head)
    assert report.error.code == "year_in_header" and report.accepted == 0
    for lang in ("es", "en"):
        assert "2023»" in report.error.in_language(lang)


def test_an_edition_delivered_twice_counts_once(tmp_path, reference):
    kind, parts = specs.kinds()["publicacion"], []
    for name in ("Consolidado_2025-04-12.csv", "copia de Consolidado_2025-04-12.csv"):
        path = write_csv(tmp_path / name, [HEAD, macul(), GOOD])
        parts += intake.take_in(path, source=kind, file=name, reference=reference)
    intake.settle_duplicates(parts)
    assert [part.accepted.num_rows for part in parts] == [2, 0]
    assert {one.code for one in parts[1].problems} == {"duplicate_row"}
