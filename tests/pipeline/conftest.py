"""A raw folder that may be damaged, and a folder of builds that already serves one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builds_for_tests import RAW, served_in


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of ``data/raw`` to damage."""
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


@pytest.fixture
def out(built: Path, tmp_path: Path) -> Path:
    """A folder of builds of one's own that already serves the shared build."""
    return served_in(tmp_path / "curated", built)
