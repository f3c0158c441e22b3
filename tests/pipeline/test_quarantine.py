"""Rows that cannot hold are set apart with their place, reason and text; none is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from builds_for_tests import RAW, build_on

from pipelines import serving, specs
from pipelines.ingest.intake import Intake, quarantine_table, reason_texts, take_in
from pipelines.ingest.reference import Reference

SCORES = "published/municipal_scores.csv"
FIGURES = "published/published_figures.csv"


def append(path: Path, *lines: str) -> None:
    with path.open("a", encoding="utf-8") as handle:
        handle.writelines(line + "\n" for line in lines)


def add_column(path: Path, header: str, value: str) -> None:
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},{header}", f"{first},{value}", *(f"{line}," for line in rest)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def damaged(built: Path, tmp_path_factory: pytest.TempPathFactory) -> serving.Build:
    """One build of a delivery with every kind of bad row at once, changes accepted."""
    folder = tmp_path_factory.mktemp("damaged")
    raw = Path(shutil.copytree(RAW, folder / "raw"))
    append(
        raw / SCORES,
        "Paine,Metropolitana,2012,120,S006,,",
        "Villa Inventada,Metropolitana,2013,50,S006,,llame a juana@example.cl",
        "La Reina,Metropolitana,2013,67.32,S006,"
        "entre los 88 derivados a la Contraloría por una baja importante,"
        "among the 88 referred to the Comptroller for a large fall",
        "Maipú,Metropolitana,2019,40,S006,,",
        "Maipú,Metropolitana,2019,41,S006,,",
    )
    add_column(raw / "published" / "convenios.csv", "alcalde", "persona")
    outcome = build_on(raw, folder / "curated", accept_changes=True)
    return serving.open(outcome.build_id, folder / "curated")


@pytest.mark.thorough
def test_every_bad_row_is_set_apart_with_place_reason_and_text(damaged):
    lines = len((RAW / SCORES).read_text(encoding="utf-8").splitlines())
    rows = damaged.query(
        "select row_number, cell, reason_code, raw_text from core_quality__quarantine "
        "where file = ? and scope = 'row' order by row_number",
        [SCORES],
    )
    assert list(rows.row_number) == [lines + n for n in range(1, 6)]
    assert list(rows.reason_code[2:]) == [
        "duplicate_row",
        "duplicate_key_conflict",
        "duplicate_key_conflict",
    ]
    assert rows.cell[0] == f"D{lines + 1}" and rows.raw_text[0] == "120"
    assert rows.cell[1] == f"A{lines + 2}" and "Villa Inventada" in rows.raw_text[1]


@pytest.mark.thorough
def test_each_reason_stands_in_both_languages(damaged):
    rows = damaged.query("select reason_es, reason_en from core_quality__quarantine")
    assert len(rows) and rows.notna().all(axis=None)
    assert (rows.reason_es.str.len() > 15).all() and (rows.reason_es != rows.reason_en).all()


def test_an_unknown_column_is_kept_and_its_rows_hold(damaged):
    rows = damaged.query(
        "select column_name, file, raw_text from core_quality__quarantine where scope = 'column'"
    )
    assert len(rows) == 1
    assert rows.column_name[0] == "alcalde" and rows.file[0] == "published/convenios.csv"
    assert json.loads(rows.raw_text[0]) == {"2": "persona"}
    assert len(damaged.table("core_published__convenio_signing")) == 26


def test_rows_are_conserved_in_every_file(damaged):
    rows = damaged.table("core_quality__conservation")
    total = rows.rows_curated + rows.rows_quarantined
    assert (rows.rows_delivered == total).all()
    by_file = rows.set_index("file").rows_quarantined
    assert by_file[SCORES] == 5 and by_file.sum() == 5


def test_a_contradiction_keeps_no_side_and_a_repeat_keeps_one(damaged):
    rows = damaged.table("core_published__municipal_score")
    assert rows[rows.cut.eq("13119") & rows.year.eq(2019)].empty
    assert list(rows[rows.cut.eq("13113") & rows.year.eq(2013)].score_pct) == [67.32]


def test_the_quarantine_is_a_published_warning(damaged):
    [check] = [
        check
        for check in damaged.quality["checks"]
        if check["table"] == "core_quality__quarantine" and check["check_id"] == "empty"
    ]
    assert check["severity"] == "warning" and not check["success"]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(RAW)


def taken(raw: Path, file: str, source: str, reference: Reference) -> Intake:
    described = specs.sources()[source]
    [intake] = take_in(raw / file, source=described, file=file, reference=reference)
    assert intake.delivered == intake.accepted.num_rows + intake.quarantined
    return intake


FIGURE = "F900,ta_compliance_average,ta,municipality,,{level},{place},2013,p,,,{value},{unit},1,,"


@pytest.mark.parametrize(
    ("level", "place", "value", "unit", "source", "code"),
    [
        ("country", "Chile", "120", "percent", "S006", "percent_out_of_range"),
        ("country", "Chile", "-1", "percent", "S006", "percent_out_of_range"),
        ("country", "Chile", "-1", "count", "S006", "negative_count"),
        ("country", "Chile", "", "percent", "S006", "missing_required"),
        ("country", "Chile", "30,5,1", "percent", "S006", "too_many_cells"),
        ("planet", "Chile", "30", "percent", "S006", "not_in_list"),
        ("country", "Chile", "30", "percent", "6", "bad_format"),
        ("municipality", "Macondo", "30", "percent", "S006", "unknown_name"),
    ],
)
def test_one_bad_figure_at_a_time(raw, reference, level, place, value, unit, source, code):
    before = taken(raw, FIGURES, "published_figure", reference)
    assert not before.problems
    line = FIGURE.format(level=level, place=place, value=value, unit=unit)
    append(raw / FIGURES, f"{line}{source},high,nota,note")
    after = taken(raw, FIGURES, "published_figure", reference)
    assert after.delivered == before.delivered + 1
    assert after.accepted.num_rows == before.accepted.num_rows
    assert {p.row for p in after.problems} == {before.delivered + 2}
    assert code in {p.code for p in after.problems}


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Corporación Municipal de Maipú", "Metropolitana"),
        ("Asociación de Municipalidades de Maipú", "Metropolitana"),
        ("San Pedro", "Los Lagos"),
        ("Ñuble", "Ñuble"),
        ("Maipu Norte", "Metropolitana"),
        ("Chile", "Metropolitana"),
    ],
)
def test_what_is_not_one_municipality_is_never_guessed(raw, reference, name, region):
    append(raw / SCORES, f"{name},{region},2019,50,S006,,")
    intake = taken(raw, SCORES, "published_municipal_score", reference)
    assert intake.quarantined == 1
    [problem] = intake.problems
    assert name in (problem.raw_text or "")


def test_people_are_masked_in_the_quarantine(damaged, raw, reference):
    append(
        raw / SCORES, "juana@example.cl 12.345.678-5 +56 9 1234 5678,Metropolitana,2019,50,S006,,"
    )
    intake = taken(raw, SCORES, "published_municipal_score", reference)
    text = " ".join(map(str, quarantine_table([intake]).to_pylist()))
    assert "juana" not in text and "12.345.678" not in text and "1234 5678" not in text


def test_every_reason_has_both_languages():
    for code in ("missing_required", "not_in_list", "unknown_column", "too_many_cells"):
        es, en = reason_texts(code, column="c", text="t", allowed="a", others="1")
        assert es and en and es != en and "{" not in es + en
