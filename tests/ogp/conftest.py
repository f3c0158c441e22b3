"""One build with what a team delivers about its commitments, good and bad."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from builds_for_tests import RAW, Unaudited
from desk_for_tests import DECISIONS, ENTRIES
from filelock import FileLock

from pipelines import serving
from pipelines.build import build, quality
from pipelines.ingest import evidence_files as evidence


@pytest.fixture(scope="session")
def delivered_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of builds holding one build with these deliveries, shared by all processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    out, raw = shared / "curated_ogp", shared / "raw_ogp"
    with FileLock(str(shared / "curated_ogp.lock")), pytest.MonkeyPatch.context() as patch:
        if not (out / "LATEST").exists():
            shutil.copytree(RAW, raw)
            (raw / "entregas").mkdir()
            (raw / "entregas" / "avances.csv").write_text(ENTRIES, encoding="utf-8")
            (raw / "entregas" / "decisiones.csv").write_text(DECISIONS, encoding="utf-8")
            files = raw / evidence.FOLDER
            files.mkdir()
            (files / "adhesiones.pdf").write_bytes(b"%PDF-1.4 cartas")
            with (files / "enorme.mp4").open("wb") as handle:
                handle.truncate(evidence.LIMIT_MB * 1024 * 1024 + 1)
            patch.setattr(quality, "Auditor", Unaudited)
            build(raw, out)
    return out


@pytest.fixture
def delivered(delivered_built: Path) -> serving.Build:
    """The build with deliveries."""
    return serving.open(root=delivered_built)


@pytest.fixture
def published(built: Path) -> serving.Build:
    """The build without any delivery."""
    return serving.open(root=built)


@pytest.fixture
def simulated(demo_built: Path) -> serving.Build:
    """The build with the simulated panel."""
    return serving.open(root=demo_built)
