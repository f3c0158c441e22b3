"""A step taken in a process of its own gives the rows that it gives here, or is taken here."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import duckdb
import pytest

from pipelines import serving, specs
from pipelines.build import aside, statements
from pipelines.specs import lineage

STEPS = sorted(path for path in lineage.table_files().values() if path.suffix == ".py")


@pytest.fixture(scope="module")
def database(demo_built, tmp_path_factory):
    served = serving.open(root=demo_built).folder / "curated.duckdb"
    path = shutil.copyfile(served, tmp_path_factory.mktemp("steps") / served.name)
    with duckdb.connect(str(path)) as connection:
        yield connection


@pytest.fixture(scope="module")
def steps():
    with aside.Steps() as steps:
        yield steps


@pytest.mark.few(4)
@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_gives_the_same_rows_there_as_here(path, database, steps, monkeypatch):
    here = statements.take_step(database, path)
    monkeypatch.setattr(statements, "take_step", lambda connection, path: None)
    assert steps.take(database, path) == here


def test_what_fails_there_is_told_here(steps, monkeypatch):
    path = Path("out_estudio__survival.py").resolve()
    monkeypatch.setattr(aside.lineage, "reads", lambda path: set())
    with duckdb.connect() as empty, pytest.raises(duckdb.CatalogException):
        steps.take(empty, path)


def test_other_thresholds_than_those_of_its_process_are_held_here(database, steps, monkeypatch):
    taken = []
    other = specs.thresholds().model_copy(update={"minimum_group": 7})
    monkeypatch.setattr(specs, "thresholds", lambda: other)
    monkeypatch.setattr(statements, "take_step", lambda connection, path: taken.append(path))
    steps.take(database, STEPS[-1])
    assert taken == [STEPS[-1]]


def test_a_process_that_is_gone_is_not_missed(database):
    [path] = [path for path in STEPS if path.stem == "core_diagnostico__level"]
    with aside.Steps() as steps:
        steps._worker.send_signal(signal.SIGKILL)
        steps._worker.wait()
        assert steps.take(database, path) == statements.take_step(database, path)
        assert steps.take(database, path) == statements.take_step(database, path)


def test_large_tables_are_not_held_twice(database, steps, monkeypatch):
    taken = []
    monkeypatch.setattr(aside, "MOST_ROWS", 10)
    monkeypatch.setattr(statements, "take_step", lambda connection, path: taken.append(path))
    steps.take(database, STEPS[-1])
    assert taken == [STEPS[-1]]
