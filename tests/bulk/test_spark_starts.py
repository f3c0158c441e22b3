"""What keeps Spark from starting is said in one sentence, before any Java runs."""

from __future__ import annotations

import errno
import json
import os
import socket
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks import bulk as generator
from pipelines.bulk import chunks, surveying
from pipelines.bulk import spark as bulk_spark
from pipelines.bulk import spark_session as spark
from pipelines.errors import FaroError

CATALOGUE = Path(__file__).parents[1] / "fixtures" / "raw" / "catalogues" / "ta_files.csv"


@pytest.fixture
def java(tmp_path, monkeypatch):
    """Return a function that makes the Java there is say that it is of some version."""
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    def of(said: str) -> Path:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        program.chmod(0o755)
        return program

    return of


def said(master: str) -> FaroError:
    with pytest.raises(FaroError) as caught:
        spark.open_session(master)
    return caught.value


def test_no_pyspark(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    error = said("local[*]")
    assert error.code == "no_pyspark" and "faro[spark]" in str(error)


def test_no_java(java):
    assert said("local[*]").code == "no_java"


@pytest.mark.parametrize(
    ("text", "version"), [('openjdk version "1.8.0_292"', "8"), ('java version "24.0.1"', "24")]
)
def test_another_java_is_named_with_its_version(java, text, version):
    program = java(text)
    error = said("local[*]")
    assert error.code == "wrong_java"
    for lang in ("es", "en"):
        assert f"Java {version}" in error.in_language(lang)
        assert str(program) in error.in_language(lang)


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_master_that_does_not_answer_is_named(java, scheme):
    java('openjdk version "17.0.15"')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        master = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"  # bound, and nobody listens
        error = said(master)
    assert error.code == "no_master" and master in str(error)


def test_a_full_disk_of_a_worker_is_said_by_the_folder_it_names(tmp_path, monkeypatch):
    """An error of ours travels from a worker to the command as a row."""
    generator.write(tmp_path / "in", 2_000, files=("TA_Auditorias",))
    [file] = surveying.survey(tmp_path / "in", CATALOGUE)
    (tmp_path / "work").mkdir()
    task = json.dumps({**asdict(file.chunks[0]), "folder": str(tmp_path / "work")})

    def full(table, path, **options) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(chunks.pq, "write_table", full)
    [told] = bulk_spark._do([task], iter([pa.record_batch({"id": [0]})]))
    [row] = told.to_pylist()
    assert row["code"] == "disk_full" and row["place"] == str(tmp_path / "work")
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.parametrize(
    "said", ["java.io.IOException: No space left on device", "ExecutorLostFailure (executor 1 …)"]
)
def test_what_spark_gives_up_of_is_one_sentence(said):
    error = spark._failed(RuntimeError(f"Job aborted\n\tat x.scala:1\n{said}\n\tat y"), "spark://a")
    assert error.code == "spark_failed" and "\n" not in str(error)
    for lang in ("es", "en"):
        told = error.in_language(lang)
        assert "spark://a" in told and said.split(":")[-1].split(" (")[0].strip() in told
