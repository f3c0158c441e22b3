"""`faro bulk` on a cluster writes what one machine does, also where workers die in the middle."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds_for_tests import RAW
from cluster_for_tests import Cluster, ConnectServer
from conftest import EVERYTHING

from benchmarks import bulk as generator
from pipelines import bulk

pytestmark = [
    pytest.mark.usefixtures("needs_spark"),
    pytest.mark.skipif(not EVERYTHING, reason="a cluster is part of make test-spark"),
]
FILES = ("TA_Auditorias", "TA_PersonalPlanta", "TA_Licitaciones")
# The command with small chunks, and little patience where no worker is left.
SCRIPT = """
from functools import partial
from cli import main
from pipelines import bulk
from pipelines.bulk import spark_session
spark_session.PATIENCE = 10.0
bulk.run = partial(bulk.run, chunk=30_000)
main()
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, bytes, int]:
    """Return a folder of bulk files, the delivery that DuckDB makes of it, and its chunks."""
    base = tmp_path_factory.mktemp("bulk")
    truth = generator.write(base / "in", 30_000, files=FILES)
    summary = bulk.run(
        base / "in",
        out=base / "out.csv",
        work=base / "work",
        catalogue=RAW / "catalogues" / "ta_files.csv",
        chunk=30_000,
    )
    assert summary.records == truth.records
    assert summary.damaged_lines == len(truth.damaged)
    return base / "in", (base / "out.csv").read_bytes(), len(kept(base))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


def start(folder: Path, base: Path, master: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own: a process has one session of Spark."""
    words = ["bulk", folder, "--engine", "spark", "--master", master, "--lang", "en"]
    words += ["--out", base / "out.csv", "--work", base / "work", "--raw", RAW]
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *map(str, words)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def kept(base: Path) -> list[Path]:
    return sorted((base / "work").glob("*/*.counted.parquet"))


def wait_for_some(process: subprocess.Popen[str], base: Path) -> None:
    """Wait until a few chunks are kept."""
    while len(kept(base)) < 3:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.005)


def test_a_worker_killed_in_the_middle_loses_nothing(written, cluster, tmp_path):
    folder, meant, chunks = written
    process = start(folder, tmp_path, cluster.address)
    wait_for_some(process, tmp_path)
    cluster.kill(cluster.workers[0])
    assert len(kept(tmp_path)) < chunks * 3 / 4, "it was killed too late to be in the middle"
    _, printed = process.communicate()
    assert process.returncode == 0, printed
    assert (tmp_path / "out.csv").read_bytes() == meant


def test_all_workers_lost_is_said_and_the_next_run_goes_on(written, cluster, tmp_path):
    folder, meant, chunks = written
    process = start(folder, tmp_path, cluster.address)
    wait_for_some(process, tmp_path)
    for worker in cluster.workers:
        cluster.kill(worker)
    _, printed = process.communicate()
    assert process.returncode == 1
    assert f"no worker of {cluster.address} is left" in " ".join(printed.split())
    before = {path: path.stat().st_mtime_ns for path in kept(tmp_path)}
    assert 3 <= len(before) < chunks and not (tmp_path / "out.csv").exists()
    cluster.add_worker()
    process = start(folder, tmp_path, cluster.address)
    _, printed = process.communicate()
    assert process.returncode == 0, printed
    assert (tmp_path / "out.csv").read_bytes() == meant
    assert {path: path.stat().st_mtime_ns for path in before} == before, "kept, not read again"


def test_a_connect_server_counts_the_same(written, tmp_path):
    folder, meant, _ = written
    server = ConnectServer(tmp_path)
    try:
        process = start(folder, tmp_path, server.address)
        _, text = process.communicate()
    finally:
        server.close()
    assert process.returncode == 0, text
    assert "Warning" not in text
    assert (tmp_path / "out.csv").read_bytes() == meant
