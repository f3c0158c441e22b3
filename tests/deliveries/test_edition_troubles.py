"""Editions as they should not come: one clear message each, and the rest goes on."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest
from builds_for_tests import RAW
from delivered_files import write_csv, write_xlsx
from hypothesis import given
from hypothesis import strategies as st

from pipelines import clock, specs
from pipelines.ingest import intake
from pipelines.ingest.checking import check_file
from pipelines.ingest.deliveries import SUPERSEDED
from pipelines.ingest.intake.editions import untimely
from pipelines.ingest.intake.keeping import Kept

HEAD = ["Archivo", "Institucion", "Última Actualización", "Enero", "Febrero", "Marzo", "Abril"]
HEAD += ["Total", "Codigo", "año_auditoria"]
NAME = "Consolidado_2025-04-12.csv"
GOOD = ["TA_Auditorias", "Municipalidad de Peñalolén", "2025/04/07", "x", "", "x", "", "2"]
GOOD += ["MU212", "2025"]


def macul(
    months: str = "xxx.", code: str = "MU161", year: str = "2025", update: str = "2025/04/07"
) -> list[str]:
    marks = ["x" if mark == "x" else "" for mark in months]
    return ["TA_Auditorias", "Municipalidad de Macul", update, *marks, "3", code, year]


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
        ([macul(year="2026"), GOOD], "year_after_edition", 1),
        ([macul(update="2025/04/13"), GOOD], "update_after_edition", 1),
        ([macul(update="2025/04/13", year="2026"), GOOD], "update_after_edition", 1),
    ],
    ids=[
        "twice", "twice and different", "new code", "another's code", "no year", "year to come",
        "update after it", "update and year after it",
    ],
)  # fmt: skip
def test_a_row_in_trouble_is_told_and_the_rest_goes_on(tmp_path, rows, code, accepted):
    report = checked(tmp_path, *rows)
    assert report.spec.id == "publicacion" and report.accepted == accepted
    assert {group.code for group in report.groups} == {code}
    [group] = report.groups
    for finding in group.findings:
        assert finding.reason.es and finding.reason.en and finding.reason.es != finding.reason.en


def test_months_of_the_future_are_counted_from_the_day_of_the_edition(tmp_path):
    assert not checked(tmp_path, macul("xxxx"), GOOD).groups
    early = [GOOD[0], GOOD[1], "2025/02/07", *GOOD[3:]]
    row = macul("xxxx", update="2025/02/07")
    report = checked(tmp_path, row, early, name="Consolidado_2025-02-12.csv")
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
        findings = [finding for group in report.groups for finding in group.findings]
        assert len(findings) == len(rows) - kept and {finding.code for finding in findings} <= {
            "future_day"
        }
        for finding in findings:
            assert "2029-08-10" in finding.reason.es and str(today) in finding.reason.en


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
    key = (path.name, "sha", "delivered")
    Kept(reference, kinds, {}, now=tmp_path).keep(*key, parts)
    assert (Kept(reference, kinds, {}, before=tmp_path).known(*key) is not None) == taken


@given(
    st.dates(date(2010, 1, 1), date(2026, 11, 30)),
    st.none() | st.dates(date(2010, 1, 1), date(2026, 11, 30)),
    st.none() | st.integers(2009, 2026),
)
def test_nothing_is_notes_a_time_after_the_edition(edition, update, year):
    """The oracle: an edition knows of no update and no year after its day, and of all before."""
    spec = specs.kinds()["publicacion"].edition
    given_ = {spec.column: edition, spec.year: year, "last_update": update}
    types = {spec.year: pa.int32()}
    names = (spec.column, spec.year, *spec.latest_of)
    typed = {name: pa.array([given_.get(name)], types.get(name, pa.date32())) for name in names}
    untimely_codes = [problem.code for problem in untimely(spec, typed, {}, [2])]
    late = [update is not None and update > edition, year is not None and year > edition.year]
    codes = ["update_after_edition", "year_after_edition"]
    assert (
        untimely_codes == [code for code, is_late in zip(codes, late, strict=True) if is_late][:1]
    )


@pytest.mark.parametrize(("marks", "groups"), [("xxx.", ["edition_without_year"]), ("....", [])])
def test_an_edition_of_no_year_says_so_where_it_has_marks(tmp_path, marks, groups):
    """The accumulated edition has no months, and lacks no year for them."""
    rows = [row[:-1] for row in (macul(marks), [*GOOD[:3], *[""] * 4, "0", *GOOD[8:]])]
    report = checked(tmp_path, *rows, head=HEAD[:-1])
    assert report.accepted == 2 and [group.code for group in report.groups] == groups
    for group in report.groups:
        assert [finding.scope for finding in group.findings] == ["column"] and group.fix.es


YEARS = ("{} 2023", "2023 {}", "{} de 2023", "{} del 2023", "{}-2023", "{}_23", "{}-23", "{}/2023")


@pytest.mark.thorough
@given(
    st.sampled_from(YEARS),
    st.sets(st.sampled_from((3, 4, 5)), min_size=1),
    st.sampled_from(("whole", "short", "upper")),
)
def test_a_header_of_another_year_is_refused_however_it_is_written(tmp_path_factory, way, at, how):
    """Taken for a column of nobody, its months would be gone without a word."""
    spelt = {"whole": str, "short": lambda text: text[:3], "upper": str.upper}[how]
    head = [way.format(spelt(name)) if n in at else name for n, name in enumerate(HEAD)]
    report = checked(tmp_path_factory.mktemp("edition"), macul(), GOOD, head=head)
    assert report.error.code == "year_in_header" and report.accepted == 0
    for lang in ("es", "en"):
        assert all(f"«{head[n]}»" in report.error.in_language(lang) for n in at)


@pytest.mark.parametrize("year", ["año_auditoria_2023", "Año auditoría 2023", "AÑO 2023"])
def test_a_year_of_another_year_is_refused_by_its_name(tmp_path, year):
    report = checked(tmp_path, macul(), GOOD, head=[*HEAD[:-1], year])
    assert report.error.code == "year_in_header" and f"«{year}»" in report.error.es


def test_months_headed_by_dates_are_refused(tmp_path):
    """A spreadsheet program makes a day of «ene-23»."""
    head = [*HEAD[:3], *(date(2023, month, 1) for month in range(1, 5)), *HEAD[7:]]
    report = check_file(write_xlsx(tmp_path / "Consolidado_2025-04-12.xlsx", [head, macul(), GOOD]))
    assert report.error.code == "year_in_header" and report.accepted == 0


def taken(folder: Path, reference, **files: list[list[str]]):
    """Take in editions of one day, each of them a file."""
    kind, parts = specs.kinds()["publicacion"], []
    for name, rows in files.items():
        path = write_csv(folder / f"{name}_2025-04-12.csv", [HEAD, *rows])
        parts += intake.take_in(path, source=kind, file=path.name, reference=reference)
    intake.settle(parts)
    return parts


def test_an_edition_delivered_twice_counts_once(tmp_path, reference):
    parts = taken(tmp_path, reference, a=[macul(), GOOD], b=[macul(), GOOD])
    assert [part.accepted.num_rows for part in parts] == [2, 0]
    assert {problem.code for problem in parts[1].problems} == {"duplicate_row"}


@pytest.mark.parametrize("order", list(permutations("ccd")), ids="".join)
def test_a_copy_beside_an_edition_that_differs_counts_once_and_that_one_is_told(
    tmp_path, reference, order
):
    """Two files that say the same of Macul, and one that does not; of Peñalolén all agree."""
    rows_of = {"c": macul(), "d": macul("x...")}
    files = {f"e{n}": [rows_of[which], GOOD] for n, which in enumerate(order)}
    parts = taken(tmp_path, reference, **files)
    kept = [row for part in parts for row in part.accepted["month_02"].to_pylist()]
    assert sorted(kept) == [False, True]  # Peñalolén's and Macul's, of the copies
    codes = [
        sorted(problem.code for problem in part.problems if problem.row == 2) for part in parts
    ]
    [differs] = [code for which, code in zip(order, codes, strict=True) if which == "d"]
    copies = [code for which, code in zip(order, codes, strict=True) if which == "c"]
    assert differs == ["duplicate_key_outnumbered"] and copies == [[], ["duplicate_row"]]


def test_two_editions_that_differ_both_go_down(tmp_path, reference):
    parts = taken(tmp_path, reference, a=[macul(), GOOD], b=[macul("x..."), GOOD])
    assert [part.accepted.num_rows for part in parts] == [1, 0]
    assert [problem.code for problem in parts[0].problems] == ["duplicate_key_conflict"]


@pytest.mark.parametrize(
    ("day", "others", "newest"),
    [
        ("2024-05-02", [], "2025-01-11"),  # the last one compiled
        ("2025-04-12", [], None),
        ("2025-04-12", ["Consolidado_2025-03-01.csv", "Otro_2025-06-01.csv"], None),
        ("2025-04-12", [f"{SUPERSEDED}/Consolidado_2025-06-01.csv"], None),
        ("2025-04-12", ["Consolidado_2025-03-01.csv", "Consolidado_2025-06-01.csv"], "2025-06-01"),
    ],
)
def test_an_edition_older_than_one_there_is_takes_its_place_and_is_told(
    tmp_path, day, others, newest
):
    raw = Path(shutil.copytree(RAW, tmp_path / "raw"))
    for name in others:
        (raw / name).parent.mkdir(exist_ok=True)
        (raw / name).write_text("x", encoding="utf-8")
    row = macul(year=day[:4], update=f"{day[:4]}/01/02", months="x...")
    path = write_csv(tmp_path / f"Consolidado_{day}.csv", [HEAD, row])
    report = check_file(path, raw=raw)
    notes = [note for note in report.notes if "takes its place" in note.en]
    assert report.accepted == 1 and len(notes) == (newest is not None)
    assert all(newest in note.es and day in note.es for note in notes)
