"""An institution of its own for each test, and whoever the test says that asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from roles_for_tests import ROLES

from pipelines import institution
from pipelines.institution import Person, people, starting


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of an institution as `faro institution init` leaves it; do not change it."""
    folder = tmp_path_factory.mktemp("begun") / "institution"
    starting.begin(folder)
    return folder


@pytest.fixture
def house(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an institution that runs this Faro."""
    folder = tmp_path / "institution"
    shutil.copytree(begun, folder)
    monkeypatch.setenv(institution.FOLDER, str(folder))
    return folder


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch):
    """Have somebody ask from now on, in every thread."""

    def by(role: str) -> Person:
        monkeypatch.setattr(people, "_askers", [lambda: ROLES[role]])
        return ROLES[role]

    return by
