"""Readers never see a half-built state: kills, two builds at once, old builds."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
from pathlib import Path

import duckdb
import pytest
from builds_for_tests import MOMENTS, RAW, served_in, start_build, unjudged

from pipelines import serving
from pipelines.build import build, quality, warehouse
from pipelines.errors import FaroError

STALE = ".building-stale"


def change(raw: Path) -> None:
    """Make the inputs differ, so that there is something to build."""
    with (raw / "published" / "sources.csv").open("a", encoding="utf-8") as handle:
        handle.write("S999,Fuente de prueba,Nadie,2026,,es\n")


def halfway(out: Path) -> Path | None:
    return next((path for path in out.glob(".building-*") if path.name != STALE), None)


@pytest.mark.thorough
def test_a_build_killed_at_any_moment_leaves_the_old_one_served(raw, out, without_gx):
    before = serving.open(root=out)
    change(raw)
    for moment in MOMENTS:
        process = start_build(raw, out, moment, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, moment
        assert serving.latest_id(out) == before.build_id, moment
        assert [listed["build_id"] for listed in serving.builds(out)] == [before.build_id], moment
        count = serving.open(root=out).query("select count(*) as n from core_territory__comuna")
        assert list(count.n) == [346], moment
        work = halfway(out)
        assert work is not None
        work.rename(out / STALE)

    after = build(raw, out, accept_changes=True)
    assert after.fresh and serving.latest_id(out) == after.build_id != before.build_id
    assert not list(out.glob(".building-*"))
    assert len(serving.builds(out)) == 2


@pytest.mark.thorough
def test_a_kill_between_renaming_and_pointing_is_mended(raw, out, without_gx, monkeypatch):
    before = serving.latest_id(out)
    change(raw)

    def killed(folder: Path, build_id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("pipelines.build.folder.point_latest", killed)
        build(raw, out, accept_changes=True)
    assert serving.latest_id(out) == before
    after = build(raw, out, accept_changes=True)
    assert not after.fresh
    assert serving.latest_id(out) == after.build_id != before


@pytest.mark.thorough
def test_a_second_build_at_once_says_busy(raw, out):
    change(raw)
    process = start_build(raw, out, "folder made", signal.SIGSTOP)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    try:
        with pytest.raises(FaroError, match="another build is running") as refused:
            build(raw, out, accept_changes=True)
        assert refused.value.code == "busy"
        assert not (out / "last_failure.json").exists()
        assert halfway(out) is not None
    finally:
        process.kill()
        process.wait()


def test_building_again_makes_nothing_new(built, out):
    again = build(RAW, out)
    assert not again.fresh and again.build_id == serving.latest_id(built)


@pytest.fixture(scope="module")
def changed(built, tmp_path_factory) -> tuple[Path, str, str]:
    """A shelf with the shared build and one of changed inputs and a stranger's file; both ids."""
    folder = tmp_path_factory.mktemp("changed")
    raw = Path(shutil.copytree(RAW, folder / "raw"))
    change(raw)
    (raw / "published" / "extra.csv").write_text("a\n1\n")
    out = served_in(folder / "curated", built)
    old = str(serving.latest_id(out))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality, "judge_later", unjudged)
        return out, old, build(raw, out, accept_changes=True).build_id


@pytest.mark.thorough
def test_other_inputs_give_another_id_and_the_old_build_stays_readable(changed):
    out, old, new = changed
    assert new != old
    count = "select count(*) as n from core_published__source"
    assert serving.open(new, out).query(count).n[0] == serving.open(old, out).query(count).n[0] + 1
    assert serving.open(root=out).build_id == new


def test_the_manifest_says_what_the_build_is_made_of(built):
    manifest = serving.open(root=built).manifest
    for item in manifest["inputs"]:
        content = (RAW / item["path"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(content).hexdigest() and item["sealed"]
    assert {item["path"] for item in manifest["inputs"]} == {
        str(path.relative_to(RAW)) for path in RAW.rglob("*.csv")
    }
    assert manifest["refused"] == []
    assert manifest["checks"]["critical_failed"] == 0 < manifest["checks"]["passed"]
    assert set(manifest["versions"]) >= {"duckdb", "pandas", "great-expectations"}


def test_row_counts_of_the_manifest_are_those_of_database_and_parquet(built):
    build_ = serving.open(root=built)
    import pyarrow.parquet as pq

    for table, rows in build_.manifest["row_counts"].items():
        [count] = build_.query(f'select count(*) as n from "{table}"').n
        stored = pq.read_metadata(build_.folder / "tables" / f"{table}.parquet").num_rows
        assert count == rows == stored, table


@pytest.mark.thorough
def test_files_that_nobody_described_are_named(changed):
    out, _, new = changed
    [refused] = serving.open(new, out).manifest["refused"]
    assert refused["file"] == "published/extra.csv"
    assert refused["message"].startswith("published/extra.csv: ")


def test_verdicts_stand_in_the_build(built):
    folder = serving.open(root=built).folder
    verdicts = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    assert {check["table"] for check in verdicts["checks"]} == set(
        serving.open(root=built).manifest["row_counts"]
    )


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "{out}/x"), "no room left"),
        (duckdb.IOException("Could not write: No space left on device"), "no room left"),
        (duckdb.TransactionException("Failed to commit: Read-only file system"), "only be read"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "quota"),
    ],
    ids=["system", "database", "read-only", "quota"],
)
def test_a_full_disk_is_told_in_words_and_leaves_nothing(raw, out, monkeypatch, raised, words):
    """The error comes as the database is opened, from whichever library writes."""
    change(raw)
    before = {path.name for path in out.iterdir()} - {".lock"}
    if isinstance(raised, OSError) and raised.filename:
        raised.filename = raised.filename.format(out=out)

    def full(*args, **more):
        raise raised

    monkeypatch.setattr(warehouse, "connect", full)
    with pytest.raises(FaroError) as refused:
        build(raw, out, accept_changes=True)
    error = refused.value
    assert error.code == "disk" and words in str(error) and "FaroError" not in str(error)
    assert error.in_language("es") != str(error)
    assert serving.last_failure(out)["message"] == str(error)
    assert {path.name for path in out.iterdir()} - {".lock"} == before | {"last_failure.json"}


def test_a_delivery_that_may_not_be_read_is_no_matter_of_the_disk(raw, out, monkeypatch):
    raised = OSError(errno.EACCES, os.strerror(errno.EACCES), str(raw / "x.csv"))
    change(raw)

    def closed(*args, **more):
        raise raised

    monkeypatch.setattr("pipelines.build.making.take_in", closed)
    with pytest.raises(OSError) as refused:
        build(raw, out, accept_changes=True)
    assert refused.value is raised


def test_a_shelf_where_nothing_can_be_written_is_told(raw, tmp_path, faro):
    (tmp_path / "file").write_text("")
    code, _, errors = faro("prune", "--keep", 1, "--out", tmp_path / "file" / "curated")
    assert code == 1 and "file" in errors and len(errors.splitlines()) == 1
