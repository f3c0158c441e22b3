"""One build with what a team delivers about its commitments, good and bad."""

from __future__ import annotations

from pathlib import Path

import desk_for_tests
import pytest

from pipelines import serving


@pytest.fixture(scope="session")
def delivered_built(built: Path) -> Path:
    """Folder of builds holding one build with these deliveries, shared by all processes."""
    return desk_for_tests.built()


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
