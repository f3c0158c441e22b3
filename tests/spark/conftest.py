"""A session of Spark on this machine; where there is no Java, what needs one says so.

`make test-twenty` holds twenty statements, `make test-spark` all of them, a cluster and a build.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from builds_for_tests import kept
from engines_for_tests import Engines
from standing_for_tests import standing, write_accepted

from pipelines.bulk.spark_session import Session

EVERYTHING = os.environ.get("FARO_SPARK") == "all"
# Tables of a few rows: what costs is starting tasks and compiling, so there is as little of both
# as there can be.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def lacking() -> str | None:
    """Return what Spark lacks to run here; None when it can."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and Path(home, "bin", "java").is_file()):
        return "Java is not installed (openjdk-17-jre-headless): no statement was tried on Spark"
    if find_spec("pyspark") is None:
        return "PySpark is not installed: the statements were not tried on Spark (make test-spark)"
    return None


@pytest.fixture(scope="session")
def needs_spark() -> None:
    """Skip where Spark cannot run, saying why."""
    if why := lacking():
        pytest.skip(why)


@pytest.fixture(scope="session")
def spark(needs_spark: None) -> Iterator[Any]:
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    engine = Session("local[1]")
    for key, value in SMALL.items():
        engine.session.conf.set(key, value)
    yield engine.session
    engine.close()


@pytest.fixture(scope="session")
def engines(spark: Any, demo_built: Path) -> Engines:
    """Both engines, each knowing every table of the demonstration build."""
    [build] = [manifest.parent for manifest in demo_built.glob("*/manifest.json")]
    accepted = None
    if EVERYTHING:
        panel = demo_built.parent / "panel"
        accepted = kept("accepted", lambda folder: write_accepted(folder, panel))
    both = Engines(spark, standing(build, accepted))
    for name in both.standing.files:
        both.give_file(name)
    return both
