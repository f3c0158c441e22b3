"""``data/raw`` as it stands, with the year that comes after it: two builds for every live test."""

from __future__ import annotations

import shutil
from pathlib import Path

import next_year
import pytest
from builds_for_tests import LIVE, build_on, kept

from pipelines import serving

STATES = ("arrived", "published")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what holds for whatever ``data/raw`` says."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def shelf(built: Path) -> Path:
    """Folder with ``arrived`` (the next round and its file) and ``published`` (and its mean)."""
    return kept("next_year", _make, LIVE, Path(__file__).parent)


def _make(folder: Path) -> None:
    arrived, published = (folder / state / "raw" for state in STATES)
    next_year.arrive(LIVE, arrived)
    build_on(arrived, folder / "arrived" / "curated")
    shutil.copytree(arrived, published)
    next_year.publish(published, next_year.year_of(LIVE))
    build_on(published, folder / "published" / "curated", on=folder / "arrived" / "curated")


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    """Each of the two states."""
    return request.param


@pytest.fixture
def raw(shelf: Path, state: str) -> Path:
    """The raw folder of a state."""
    return shelf / state / "raw"


@pytest.fixture
def curated(shelf: Path, state: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of builds of a state, served."""
    monkeypatch.setenv("FARO_CURATED", str(shelf / state / "curated"))
    monkeypatch.setenv("FARO_RAW", str(shelf / state / "raw"))
    return shelf / state / "curated"


@pytest.fixture
def live(curated: Path) -> serving.Build:
    """The build of a state."""
    return serving.open(root=curated)


@pytest.fixture
def year() -> int:
    """The year after the last round of ``data/raw``."""
    return next_year.year_of(LIVE)
