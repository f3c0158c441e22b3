"""One build with what a team delivers about its commitments, good and bad."""

from __future__ import annotations

from pathlib import Path

import desk_for_tests
import pytest
import streamlit as st
from pages_for_tests import opened

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


@pytest.fixture
def visit(monkeypatch):
    """Open the page on a folder of builds, as a reader would."""

    def go(folder, **query):
        monkeypatch.setenv("FARO_CURATED", str(folder))
        app = opened("gobierno_abierto", **query)
        assert not app.exception, app.exception
        return app

    st.cache_resource.clear()
    yield go
    st.cache_resource.clear()
