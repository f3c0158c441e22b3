"""One file puts CPLT's own instrument in the place of the one a third party transcribed."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from builds_for_tests import RAW
from worked_2025_for_tests import CASES, fill_in

from pipelines import serving, specs
from pipelines.build import making, statements, warehouse
from pipelines.ingest import intake
from pipelines.ingest.checking import check_file, rows_of, self_assessment_bytes
from pipelines.ingest.reference import Reference
from pipelines.specs import lineage

KIND = specs.kinds()["instrumento_2025"]
MADE = ("core_instrumento__item", "core_instrumento__materia", "out_instrumento__item")


def listed(name: str) -> list[dict[str, str]]:
    with (RAW / "instrumento" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def written(folder: Path, **weights: str) -> Path:
    """Write the instrument as a delivery, all its items, with other weights of some materias."""
    materias = {row["materia_id"]: row for row in listed("materias.csv")}
    names = [name for name, spec in KIND.columns.items() if spec.headers]
    path = folder / "instrumento_cplt.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, delimiter=";")
        out.writerow([KIND.columns[name].label.es for name in names])
        for item in listed("items.csv"):
            own = materias[item["materia_id"]]
            weight = weights.get(item["materia_id"], own["weight"]).replace(".", ",")
            values = {**item, **own, "item_name": item["name_es"], "materia_name": own["name_es"]}
            values |= {"weight": weight, "item_id": item["item_id"]}
            out.writerow(
                [{"true": "sí", "false": "no"}.get(values[name], values[name]) for name in names]
            )
    return path


@pytest.fixture
def raw(tmp_path) -> Path:
    """A raw folder with the instrument that a third party transcribed, and no delivery."""
    shutil.copytree(RAW / "instrumento", tmp_path / "raw" / "instrumento")
    shutil.copytree(RAW / "published", tmp_path / "raw" / "published")
    return tmp_path / "raw"


def made(raw: Path):
    """Make the tables of the instrument from a raw folder."""
    connection, reference = warehouse.teach(duckdb.connect()), Reference(raw)
    sources = {**specs.sources(), KIND.id: KIND}
    parts = {}
    for name, file in (
        ("instrument_2025_item", "instrumento/items.csv"),
        ("instrument_2025_materia", "instrumento/materias.csv"),
        (KIND.id, "instrumento_cplt.csv"),
    ):
        path, source = raw / file, sources[name]
        origin = getattr(source, "origin", "delivered")
        if path.is_file():
            [parts[name]] = intake.take_in(
                path, source=source, file=file, reference=reference, origin=origin
            )
    delivered = [parts.pop(KIND.id)] if KIND.id in parts else []
    intake.give_place(list(parts.values()), delivered)
    accepted = {part.source.id: part.accepted for part in [*parts.values(), *delivered]}
    for name in (*parts, KIND.id):
        rows = accepted.get(name, intake.empty_accepted(sources[name]))
        warehouse.provide(connection, f"accepted_{name}", rows)
    files = lineage.table_files()
    for name in MADE:
        statements.make_table(connection, name, files[name])
    return connection


def standing(connection) -> dict[str, tuple]:
    rows = connection.execute(
        "select materia_id, min(weight), count(*), list(distinct origin::varchar) "
        "from out_instrumento__item group by materia_id"
    ).fetchall()
    return {materia: tuple(rest) for materia, *rest in rows}


@pytest.mark.thorough
def test_one_file_replaces_it_and_its_status_follows(raw):
    before = standing(made(raw))
    assert {tuple(levels) for *_, levels in before.values()} == {("third_party",)}
    first, two = sorted(name for name, (weight, *_) in before.items() if weight)[:2]
    weights = {first: before[first][0] + 0.01, two: before[two][0] - 0.01}
    written(raw, **{name: f"{weight:.4f}" for name, weight in weights.items()})
    after = standing(made(raw))
    assert {tuple(levels) for *_, levels in after.values()} == {("delivered",)}
    assert {name: count for name, (_, count, _) in after.items()} == {
        name: count for name, (_, count, _) in before.items()
    }
    for name, (weight, *_) in after.items():
        assert weight == pytest.approx(weights.get(name, before[name][0]), nan_ok=True)


def test_weights_that_do_not_add_up_leave_the_one_before(raw):
    name = next(row["materia_id"] for row in listed("materias.csv") if row["weight"])
    before, path = standing(made(raw)), written(raw, **{name: "0.9"})
    report = check_file(path, raw=RAW)
    assert report.spec.id == KIND.id and report.accepted == 0
    assert {group.code for group in report.groups} == {"weights_do_not_add_up"}
    assert standing(made(raw)) == before


def test_an_item_in_two_materias_leaves_the_one_before(raw):
    """The rest of the file would be an instrument without a materia, whose weights are not one."""
    before, path = standing(made(raw)), written(raw)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    other = lines[-1].split(";")
    twice = ";".join([lines[1].split(";")[0], *other[1:]])
    path.write_text("".join([*lines, twice]), "utf-8")
    report = check_file(path, raw=RAW)
    assert report.accepted == 0
    assert {group.code for group in report.groups} == {"duplicate_key_conflict", "only_whole"}
    assert standing(made(raw)) == before


@pytest.mark.thorough
def test_a_build_takes_it_and_loses_no_row(tmp_path):
    shutil.copytree(RAW, tmp_path / "raw")
    written(tmp_path / "raw")
    case = CASES[1]
    kind = specs.kinds()["autoevaluacion_2025"]
    book = openpyxl.load_workbook(
        BytesIO(self_assessment_bytes(rows_of(Reference(tmp_path / "raw")), kind, "es"))
    )
    fill_in(book, case, "Macul", date(2026, 5, 15))
    book.save(tmp_path / "raw" / "autoevaluacion_macul.xlsx")
    outcome = making.build(tmp_path / "raw", tmp_path / "out")
    built = serving.Build(outcome.folder, build_id=outcome.build_id)
    items = built.table("out_instrumento__item")
    assert set(items["origin"]) == {"delivered"} and len(items) > 40
    apart = built.table("core_quality__quarantine")
    assert len(apart[apart["reason_code"] == "replaced"]) == len(listed("items.csv")) + len(
        listed("materias.csv")
    )
    assert built.table("out_quality__conservation")["is_conserved"].all()
    [(score, source, level)] = built.table("out_autoevaluacion__score", {"part": "total"})[
        ["score_pct", "source_ids", "origin"]
    ].itertuples(index=False)
    assert score == pytest.approx(case.total) and pd.isna(source) and level == "computed"
    built.close()


def test_a_self_assessment_is_read_against_the_instrument_delivered(raw):
    """Its workbook lists the items delivered, and what is delivered counts their indicators."""
    assert len(rows_of(Reference(raw))) == 46
    written(raw)
    text = (raw / "instrumento_cplt.csv").read_text("utf-8").splitlines()
    kept = [line for line in text if not line.startswith("marco_normativo_2;")]
    (raw / "instrumento_cplt.csv").write_text("\n".join(kept), "utf-8")
    reference = Reference(raw)
    items = {row.item_id for row in rows_of(reference)}
    assert "marco_normativo_2" not in items and len(items) == 45
    column = specs.kinds()["autoevaluacion_2025"].columns["item_id"]
    assert "marco_normativo_2" not in (reference.choices(column) or {}).values()
