"""Fixtures shared by every test: one real build of the repository's data, made once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from pipelines import demo, paths
from pipelines.build import build
from pipelines.cli import main

# A slow machine is no failure: nothing in the suite is judged by the clock.
settings.register_profile("faro", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("faro")

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of builds holding one build of ``data/raw``, shared by all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    out = shared / "curated"
    with FileLock(str(shared / "curated.lock")):
        build(paths.REPO / "data" / "raw", out)
    return out


@pytest.fixture(scope="session")
def demo_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of builds holding one build with the simulated panel, shared by all processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    out, panel = shared / "curated_demo", shared / "panel"
    with FileLock(str(shared / "curated_demo.lock")):
        if not (out / "LATEST").exists():
            raw = paths.REPO / "data" / "raw"
            demo.refresh(panel, raw=raw, seed=2012)
            build(raw, out, demo=panel)
    return out


@pytest.fixture
def served(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shared build as the one that the product serves."""
    monkeypatch.setenv("FARO_CURATED", str(built))
    return built


@pytest.fixture
def faro(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Call the command line as a reader does: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["faro", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call
