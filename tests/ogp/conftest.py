"""One build with what a team delivers about its commitments, good and bad."""

from __future__ import annotations

import shutil
from pathlib import Path

import desk_for_tests
import new_commitment_for_tests
import pytest
from builds_for_tests import RAW, build_on, kept
from desk_for_tests import DECISIONS, ENTRIES

from pipelines import serving
from pipelines.ingest import evidence_files as evidence


@pytest.fixture(scope="session")
def delivered_built(built: Path) -> Path:
    """Folder of builds holding one build with these deliveries, shared by all processes."""
    code = (desk_for_tests, new_commitment_for_tests)
    made = kept("ogp", _make, Path(__file__), *(Path(str(one.__file__)) for one in code))
    return made / "curated"


def _make(folder: Path) -> None:
    raw = folder / "raw"
    shutil.copytree(RAW, raw)
    (raw / "entregas").mkdir()
    (raw / "entregas" / "avances.csv").write_text(ENTRIES, encoding="utf-8")
    (raw / "entregas" / "decisiones.csv").write_text(DECISIONS, encoding="utf-8")
    new_commitment_for_tests.deliver(raw / "entregas")
    files = raw / evidence.FOLDER
    files.mkdir()
    (files / "adhesiones.pdf").write_bytes(b"%PDF-1.4 cartas")
    with (files / "enorme.mp4").open("wb") as handle:
        handle.truncate(evidence.LIMIT_MB * 1024 * 1024 + 1)
    build_on(raw, folder / "curated")


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
