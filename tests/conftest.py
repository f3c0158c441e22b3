"""Fixtures shared by every test: one real build of the repository's data, made once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from pipelines import paths
from pipelines.build import build

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


@pytest.fixture
def served(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shared build as the one that the product serves."""
    monkeypatch.setenv("FARO_CURATED", str(built))
    return built
