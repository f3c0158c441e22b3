"""Pages run in the test process, on the shared build, with no cache left from another test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages_for_tests import opened
from streamlit.testing.v1 import AppTest

from pipelines import serving
from presentation import data


@pytest.fixture
def build(built: Path) -> serving.Build:
    return serving.open(root=built)


@pytest.fixture
def no_cache() -> Iterator[None]:
    data.clear()
    yield
    data.clear()


@pytest.fixture
def visit(served: Path, no_cache: None) -> Callable[..., AppTest]:
    """Open a page of the shared build."""
    return opened


@pytest.fixture
def visit_again(served: Path) -> Callable[..., AppTest]:
    """Open a page after others who may have had it made: for tests that change nothing."""
    return opened


@pytest.fixture
def panel(demo_built: Path) -> serving.Build:
    """The build of the demonstration panel."""
    return serving.open(root=demo_built)


@pytest.fixture
def visit_demo(visit, demo_built: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page on the demonstration panel."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return visit
