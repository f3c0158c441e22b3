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

    def of(message: str) -> Path:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho '{message}' >&2\n")
        program.chmod(0o755)
        return program

    return of


def failure(master: str) -> FaroError:
    with pytest.raises(FaroError) as caught:
        spark.open_session(master)
    return caught.value


def test_no_pyspark(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    error = failure("local[*]")
    assert error.code == "no_pyspark" and "pyspark[connect]" in str(error)


def test_no_java(java, tmp_path, monkeypatch):
    """A JAVA_HOME that leads nowhere is named: there may well be a Java."""
    error = failure("local[*]")
    assert error.code == "no_java"
    for lang in ("es", "en"):
        assert "JAVA_HOME" in error.in_language(lang) and str(tmp_path) in error.in_language(lang)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert failure("local[*]").code == "no_java"


@pytest.mark.parametrize("kind", ["not executable", "no program", "mute"])
def test_a_java_that_does_not_run_is_named(java, monkeypatch, kind):
    program = java("")
    if kind == "mute":
        program.write_text("#!/bin/sh\nexec sleep 60\n")
        monkeypatch.setattr(spark, "_ANSWER", 0.2)
    elif kind == "no program":
        program.write_bytes(b"\0junk")
    else:
        program.chmod(0o644)
    error = failure("local[*]")
    assert error.code == "wrong_java" and str(program) in str(error)


@pytest.mark.parametrize(
    "master", ["", "foo", "yarn", "k8s://https://x:1", "local[0]", "local[a]", "spark://", "sc:/x"]
)
def test_what_is_no_master_is_said_before_any_java_runs(java, master):
    error = failure(master)
    for lang in ("es", "en"):
        assert error.code == "bad_master" and f"«{master}»" in error.in_language(lang)
        assert "spark://host:7077" in error.in_language(lang)


def test_spark_connect_says_what_it_lacks(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None if name == "grpc" else object())
    with socket.create_server(("127.0.0.1", 0)) as server:
        error = failure(f"sc://127.0.0.1:{server.getsockname()[1]}")
    assert error.code == "no_connect" and "pyspark[connect]" in error.in_language("es")


def test_a_token_in_an_address_is_not_said(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        master = f"sc://127.0.0.1:{taken.getsockname()[1]}/;token=secret"
        errors = (
            failure(master),
            spark._failed(RuntimeError("x"), master),
            spark._no_workers(master),
        )
    for error in errors:
        assert "127.0.0.1" in str(error) and "secret" not in str(error) + error.in_language("es")


def test_of_several_masters_one_that_answers_is_enough(java):
    with socket.socket() as taken, socket.create_server(("127.0.0.1", 0)) as server:
        taken.bind(("127.0.0.1", 0))
        ports = taken.getsockname()[1], server.getsockname()[1]
        assert (
            failure("spark://" + ",".join(f"127.0.0.1:{port}" for port in ports)).code == "no_java"
        )


@pytest.mark.parametrize(
    ("text", "version"), [('openjdk version "1.8.0_292"', "8"), ('java version "24.0.1"', "24")]
)
def test_another_java_is_named_with_its_version(java, text, version):
    program = java(text)
    error = failure("local[*]")
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
        error = failure(master)
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
    [report] = bulk_spark._do([task], iter([pa.record_batch({"id": [0]})]))
    [row] = report.to_pylist()
    assert row["code"] == "disk_full" and row["place"] == str(tmp_path / "work")
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.parametrize(
    "message",
    ["java.io.IOException: No space left on device", "ExecutorLostFailure (executor 1 …)"],
)
def test_what_spark_gives_up_of_is_one_sentence(message):
    error = spark._failed(
        RuntimeError(f"Job aborted\n\tat x.scala:1\n{message}\n\tat y"), "spark://a"
    )
    assert error.code == "spark_failed" and "\n" not in str(error)
    for lang in ("es", "en"):
        assert "spark://a" in error.in_language(lang)
    known = message.split(":")[-1].split(" (")[0].strip()
    assert known in error.in_language("en") and known not in error.in_language("es")
    assert spark._REASONS[known] in error.in_language("es")


def test_what_listens_and_is_no_spark_is_no_master():
    """Spark gives it up after two minutes, in words of its own insides."""
    text = "java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext. This…"
    error = spark._not_started(RuntimeError(text), "spark://a:1")
    assert error.code == "no_master" and "IllegalState" not in str(error) + error.in_language("es")
