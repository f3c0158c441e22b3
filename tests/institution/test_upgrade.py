"""From 0.2: what people wrote then is there after the migration, in either database."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest
from roles_for_tests import ROLES

from pipelines import environment, institution
from pipelines.errors import FaroError
from pipelines.institution import Person, audit, chain, database, keeping, narratives, releases
from pipelines.institution import backup as archive
from pipelines.receiving import reply
from pipelines.telling import newest

OLD = Path(__file__).resolve().parents[1] / "fixtures" / "upgrade"
LINES = [json.loads(line) for line in (OLD / "state.jsonl").read_text("utf-8").splitlines()[1:]]


def rows(table: str) -> list[dict]:
    return [line["row"] for line in LINES if line["table"] == table]


ANA = Person(rows("person")[0]["pseudonym"], frozenset({"editor"}))


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an institution as 0.2 left it."""
    house = tmp_path / "institution"
    house.mkdir()
    for name in ("institution.yml", "releases.csv", "audit.log"):
        shutil.copy(OLD / name, house / name)
    with sqlite3.connect(house / "state.sqlite") as connection:
        connection.executescript((OLD / "state.sql").read_text("utf-8"))
    monkeypatch.setenv(institution.FOLDER, str(house))
    return house


def all_is_there() -> None:
    """What 0.2 wrote is read by this version, and life goes on."""
    old = [json.loads(line["line"]) for line in rows("audit")]
    assert audit.lines()[: len(old)] == old and chain.verify()[2] == []
    assert [release.subject for release in releases.calendar()] == ["round:r2024"]
    with institution.acting(ANA):
        watched = sorted(row["watch"] for row in rows("subscription"))
        assert keeping.watched() == watched
        cases = {case.cut: case for case in reply.cases("r2024")}
        for row in rows("observation"):
            case = cases[row["cut"]]
            written = (row["published_score"], row["claimed_score"], row["resolved_score"])
            scores = tuple(None if score is None else float(score) for score in written)
            assert (case.published, case.claimed, case.resolved) == scores
            assert (case.claim, case.build_id) == (row["claim"] or "", "")
        keeping.save_view("Mía", "/datos")
        narratives.write("CL0048", "results", author_role="Dirección", text_es="Uno.")
    assert [notice.topic for notice in newest()] == [row["topic"] for row in rows("notice")]
    with institution.acting(ROLES["sender"]):  # they may be of a build that is not out
        assert reply.cases("r2024") == []
    assert chain.verify()[2] == []


def test_nothing_is_read_before_the_migration_and_the_doctor_says_what_to_do(old, served, faro):
    with institution.acting(ANA), pytest.raises(FaroError, match="database") as refused:
        reply.cases()
    assert "faro institution migrate" in str(refused.value.fix)
    assert database.version() == "0001" != database.newest()
    code, printed, _ = faro("doctor")
    assert code == 1 and "faro institution migrate" in " ".join(printed.split())


def test_a_migration_keeps_all_that_was_written(old, faro):
    code, printed, wrong = faro("institution", "migrate")
    assert code == 0, printed + wrong
    assert database.version() == database.newest()
    all_is_there()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_it_is_restored_into_this_version(kind, databases, tmp_path, monkeypatch):
    file = tmp_path / "old.tar.gz"
    kept = {
        archive.ROWS: OLD / "state.jsonl",
        **{
            f"institution/{name}": OLD / name
            for name in ("institution.yml", "releases.csv", "audit.log")
        },
    }
    files = {name: archive._digest(path.read_bytes()) for name, path in kept.items()}
    listed = {"made": "2026-11-29T12:00:00+00:00", "audit": "", "files": files}
    with tarfile.open(file, "w:gz") as tar:
        archive._put(tar, archive.LIST, json.dumps(listed).encode())
        for name, path in kept.items():
            archive._put(tar, name, path.read_bytes())
    archive.restore(file, tmp_path / "again", url=databases[kind])
    monkeypatch.setenv(institution.FOLDER, str(tmp_path / "again" / "institution"))
    monkeypatch.setenv(environment.DATABASE_URL.name, databases[kind])
    all_is_there()
