"""What keeps Spark from starting is said in one sentence, before any Java runs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pipelines.bulk import spark
from pipelines.errors import FaroError


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
        spark.session(master)
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
