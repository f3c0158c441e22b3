"""Entries and decisions that come by the door: history is kept, people are not."""

from __future__ import annotations

import shutil

import pytest
from builds_for_tests import RAW

from pipelines import receiving, serving
from pipelines.build import making as building

HEAD = "Compromiso;Fecha;Tipo de avance;Nota;Correo;Hito\n"
FIRST = (HEAD + "CL0054;02-12-2019;nota;Taller, ver a x.y@muni.cl;x.y@muni.cl;\n").encode()
SECOND = (HEAD + "CL0054;03-12-2019;nota;Otro taller;;\n").encode()


@pytest.fixture
def raw(tmp_path, built, monkeypatch):
    served = serving.open(root=built)
    shutil.copytree(RAW, tmp_path / "raw")
    monkeypatch.setenv("FARO_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("FARO_CURATED", str(built))
    monkeypatch.setenv("FARO_ALLOW_WRITES", "1")

    def build(raw, out, *, demo, progress):
        return building.Outcome(served.build_id, served.folder, True, served.manifest, {})

    monkeypatch.setattr("pipelines.build.build", build)
    return tmp_path / "raw"


def test_a_later_file_of_the_same_name_is_added_and_nothing_is_replaced(raw):
    for content in (FIRST, SECOND, SECOND):
        received = receiving.check_upload("avances.csv", content)
        assert received.report.accepted == 1
        assert not receiving.replaces(received)
        receiving.accept(received)
    stored = sorted((raw / "deliveries" / "avance").iterdir())
    assert len(stored) == 2
    assert not (raw / "deliveries" / "superseded").exists()


def test_what_is_stored_has_no_person_and_reads_as_it_was_sent(raw):
    receiving.accept(receiving.check_upload("avances.csv", FIRST))
    receiving.accept(receiving.check_upload("avances.csv", SECOND))
    texts = [p.read_text("utf-8") for p in sorted((raw / "deliveries" / "avance").iterdir())]
    assert all("muni.cl" not in text and "Correo" not in text for text in texts)
    assert any("Taller, ver a •••" in text for text in texts)
    for path in (raw / "deliveries" / "avance").iterdir():
        again = receiving.check_upload(path.name, path.read_bytes())
        assert again.family == "avance" and again.report.accepted == 1


def test_a_column_of_people_is_said_and_does_not_spoil_the_file():
    report = receiving.check_upload("avances.csv", FIRST).report
    assert report.verdict == "ok"
    [group] = [g for g in report.groups if g.code == "personal_column"]
    assert group.is_notice
    assert "x.y@" not in str(report.as_dict())
