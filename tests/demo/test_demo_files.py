"""The files: same bytes each time, marked as simulated, and taken in without losing a row."""

from __future__ import annotations

import csv
import shutil

import pytest
from demo_panel import RAW, Panel

from pipelines import specs
from pipelines.demo import MANIFEST, published, totals, write_panel
from pipelines.errors import FaroError
from pipelines.ingest import reading


def test_same_seed_gives_the_same_bytes(panel: Panel, tmp_path):
    again = write_panel(tmp_path, raw=RAW)
    names = [str(path.relative_to(tmp_path)) for path in again]
    assert names == [str(path.relative_to(panel.folder)) for path in panel.files]
    different = [n for n in [*names, MANIFEST] if _bytes(tmp_path, n) != _bytes(panel.folder, n)]
    assert different == []


def _bytes(folder, name):
    return (folder / name).read_bytes()


def test_another_seed_gives_other_scores_for_those_not_published():
    first_figures, two = (published.load(RAW, seed=seed) for seed in (1, 2))
    first, second = totals.simulate(first_figures, set()), totals.simulate(two, set())
    for round_id in first_figures.rounds:
        assert (first[round_id] != second[round_id]).mean() > 0.9


def test_every_file_says_in_its_first_cell_that_it_is_simulated(panel: Panel):
    for path in panel.files:
        sheets = reading.read_document(path).sheets
        assert all("SIMULADOS" in str(sheet.rows[0][0]) for sheet in sheets), path.name


def test_the_manifest_lists_every_file_with_its_kind(panel: Panel):
    listed = {entry["path"]: entry for entry in panel.manifest["files"]}
    assert {str(p.relative_to(panel.folder)) for p in panel.files} == set(listed)
    on_disk = {p for p in panel.folder.rglob("*") if p.is_file() and p.name != MANIFEST}
    assert on_disk == set(panel.files)
    assert {e["origin"] for e in listed.values()} == {"simulated"} == {panel.manifest["origin"]}
    taken = {i.file.removeprefix("demo/"): i for i in panel.intakes}
    assert {p: i.source.id for p, i in taken.items()} == {p: e["kind"] for p, e in listed.items()}
    for path, intake in taken.items():
        assert intake.accepted.num_rows == listed[path]["rows"], path


def test_only_rows_of_totals_are_set_apart(panel: Panel):
    assert panel.refused == []
    reasons = {(p.code, p.scope) for i in panel.intakes for p in i.problems}
    assert reasons == {("total", "row")}
    for intake in panel.intakes:
        assert intake.delivered == intake.accepted.num_rows + intake.quarantined, intake.file
        assert intake.quarantined <= 1, intake.file
        assert set(intake.accepted.column("_origin").to_pylist()) == {"simulated"}


def test_every_kind_of_the_panel_is_there_and_the_formats_are_mixed(panel: Panel):
    drawn = {i.source.id for i in panel.intakes}
    assert drawn == {kind.id for kind in specs.kinds().values() if kind.in_panel}
    assert {i.format for i in panel.intakes} == {"csv", "xlsx", "spreadsheetml"}
    assert len({i.encoding for i in panel.intakes if i.format == "csv"}) >= 4
    assert len({i.delimiter for i in panel.intakes if i.format == "csv"}) == 3


def test_no_text_looks_like_a_person(panel: Panel):
    questions = panel.rows("observacion")["asked"]
    assert not questions.str.contains(r"@|\d{7,}|alcalde|alcaldesa|señor", case=False).any()


@pytest.fixture
def other_raw(tmp_path):
    for name in ("published", "territory", "catalogues"):
        shutil.copytree(RAW / name, tmp_path / "raw" / name)
    return tmp_path / "raw"


def test_figures_that_contradict_each_other_are_said(other_raw, tmp_path):
    _change(other_raw / "published" / "published_figures.csv", {"F046": "11.0"})
    with pytest.raises(FaroError) as caught:
        write_panel(tmp_path / "out", raw=other_raw)
    assert caught.value.code == "demo_infeasible"


def test_a_figure_that_is_corrected_changes_the_panel(other_raw):
    _change(other_raw / "published" / "published_figures.csv", {"F016": "80.2", "F017": "80.2"})
    base = published.load(other_raw, seed=1)
    assert totals.simulate(base, set())["r2025"].sum() == 8020 * len(base.comunas)


def test_a_missing_table_is_named(other_raw, tmp_path):
    (other_raw / "published" / "municipal_scores.csv").unlink()
    with pytest.raises(FaroError, match=r"municipal_scores\.csv"):
        write_panel(tmp_path / "out", raw=other_raw)


def _change(path, values):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["value"] = values.get(row["figure_id"], row["value"])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
