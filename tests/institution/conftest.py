"""An institution of its own for each test, and whoever the test says that asks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from roles_for_tests import ROLES

from pipelines import clock, institution
from pipelines.institution import Person, database, people, starting


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


@pytest.fixture
def later(monkeypatch):
    """Have time pass."""

    def go(**time: float) -> None:
        at = clock.now() + timedelta(**time)
        monkeypatch.setattr(clock, "now", lambda: at)

    return go


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Debian's PostgreSQL, started here and stopped afterwards, in a folder that its user sees."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "apt-get install postgresql"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory(prefix="faro-postgres-") as home:
        is_root = os.geteuid() == 0  # PostgreSQL refuses to run as root
        if is_root:
            shutil.chown(home, "postgres")

        def run(program: str, *words: str) -> None:
            other = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
            start = (*(other if is_root else ()), str(folders[-1] / program), *words)
            subprocess.run(start, check=True, cwd=home, stdout=subprocess.DEVNULL)

        data, log = f"{home}/data", f"{home}/log"
        run("initdb", "-D", data, "-A", "trust", "-U", "faro", "--no-sync")
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://faro@127.0.0.1:{port}/postgres"
        finally:
            database.engine.cache_clear()
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture
def databases(postgres: str, tmp_path: Path) -> dict[str, str]:
    """An empty database of each kind."""
    with database.engine(postgres).begin() as connection:
        connection.execute(sa.text("drop schema public cascade; create schema public"))
    return {"sqlite": f"sqlite:///{tmp_path / 'other.sqlite'}", "postgresql": postgres}
