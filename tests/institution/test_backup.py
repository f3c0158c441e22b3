"""The drill: a machine made again from its backup serves the same bytes, whatever the database."""

from __future__ import annotations

import json
import tarfile
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from asgi_for_tests import Client
from roles_for_tests import shelve
from starlette.applications import Starlette

from dashboard import gate
from dashboard.routes import directory
from pipelines import clock, environment, institution
from pipelines.errors import FaroError
from pipelines.institution import audit, chain, database, keeping, register, releases
from pipelines.institution import backup as backups
from pipelines.institution.backup import backup, prune, restore
from pipelines.institution.tables import metadata
from pipelines.telling import Fact, newest, tell
from public.ledger import LEDGER, Ledger

ADDRESSES = (
    *("/api/index.json", "/api/ta_score.csv", "/data/latest/out_estudio__series.csv"),
    "/publico/es/resumen.html",
)


def live(house: Path) -> None:
    """Have an institution live a little: people, notices, a log."""
    register.pseudonym_of("https://issuer", "ana", began=clock.now())
    for n in range(5):
        audit.record("export", path=f"/data/{n}")
    tell({"a": Fact("a", "1")}, "b")
    tell({"a": Fact("a", "2")}, "b")
    releases.change("r", subject="round:x", state="confirmed", at="2099-01-01T09:00", reason="")


def edition(folder: Path, build_id: str) -> None:
    """A public edition as small as can be."""
    (folder / "es").mkdir(parents=True)
    (folder / "es" / "resumen.html").write_text("La portada")
    ledger = Ledger(build_id=build_id, day="2026-11-29")
    (folder / LEDGER).write_text(json.dumps(asdict(ledger)))


def bytes_of() -> list[bytes]:
    client = Client(gate.Gate(Starlette(routes=directory.routes())))
    return [client.get(path).content for path in ADDRESSES]


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_machine_made_again_serves_the_same_bytes(
    built, house, databases, tmp_path, monkeypatch, kind
):
    monkeypatch.setenv("FARO_CURATED", str(tmp_path / "curated"))
    monkeypatch.setenv("FARO_DEMO", str(tmp_path / "no_demo"))
    monkeypatch.setenv("FARO_SITE", str(tmp_path / "site"))
    edition(tmp_path / "site", shelve(built, tmp_path / "curated"))
    live(house)
    before, notices = bytes_of(), [(notice.topic, notice.after) for notice in newest()]
    with institution.acting(institution.console()):
        listed = backup(tmp_path / "all.tar.gz")
    assert (tmp_path / "all.tar.gz").stat().st_mode & 0o077 == 0
    again = tmp_path / "again"
    own = again / "institution" / "state.sqlite"
    restore(tmp_path / "all.tar.gz", again, url=databases[kind] if kind == "postgresql" else None)
    monkeypatch.setenv("FARO_CURATED", str(again / "curated"))
    monkeypatch.setenv("FARO_RAW", str(again / "raw"))
    monkeypatch.setenv("FARO_SITE", str(again / "site"))
    monkeypatch.setenv(institution.FOLDER, str(again / "institution"))
    url = databases[kind] if kind == "postgresql" else f"sqlite:///{own}"
    monkeypatch.setenv(environment.DATABASE_URL.name, url)
    assert bytes_of() == before and b"La portada" in before[-1]
    if kind == "sqlite":
        assert own.stat().st_mode & 0o077 == 0
    assert [(notice.topic, notice.after) for notice in newest()] == notices
    assert listed["audit"] in map(audit.noted, audit.lines())
    assert chain.verify()[2] == []
    audit.record("login")  # and life goes on
    tell({"a": Fact("a", "3")}, "b")
    assert chain.verify()[2] == [] and len(newest()) == len(notices) + 1


MEANWHILE = {
    "a delivery is replaced": lambda folder: (folder / "raw" / "a.csv").write_text("a\n2\n"),
    "the site is swapped": lambda folder: (folder / "site" / "es" / "resumen.html").unlink(),
    "the calendar changes": lambda folder: releases.change(
        "other", subject="round:y", state="confirmed", at="2099-01-01T09:00", reason=""
    ),
    "something comes": lambda folder: (folder / "raw" / "b.csv").write_text("b\n1\n"),
}


@pytest.fixture
def machine(house, tmp_path, monkeypatch) -> Path:
    for name in ("RAW", "DEMO", "CURATED", "SITE"):
        monkeypatch.setenv(f"FARO_{name}", str(tmp_path / name.lower()))
    edition(tmp_path / "site", "0" * 12)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("a\n1\n")
    live(house)
    return tmp_path


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_changes_while_a_backup_is_taken_never_spoils_it(machine, monkeypatch, what):
    put, changes = backups._put, [MEANWHILE[what]]

    def slow(tar: tarfile.TarFile, name: str, body: bytes) -> None:
        put(tar, name, body)
        if changes and name == backups.ROWS:
            changes.pop()(machine)

    monkeypatch.setattr(backups, "_put", slow)
    backup(machine / "all.tar.gz")
    restore(machine / "all.tar.gz", machine / "again")
    now = {path.name: path.read_bytes() for path in (machine / "raw").iterdir()}
    then = {path.name: path.read_bytes() for path in (machine / "again" / "raw").iterdir()}
    assert then.items() <= now.items()


def test_a_backup_of_what_never_rests_is_refused_and_leaves_nothing(machine, monkeypatch):
    put = backups._put

    def slow(tar: tarfile.TarFile, name: str, body: bytes) -> None:
        put(tar, name, body)
        if name == backups.ROWS:
            (machine / "raw" / "a.csv").write_bytes(b"a" + (machine / "raw" / "a.csv").read_bytes())

    monkeypatch.setattr(backups, "_put", slow)
    with pytest.raises(FaroError, match="change while they are read"):
        backup(machine / "all.tar.gz")
    assert not list(machine.glob("*all.tar.gz*"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("wrong", ["holds something", "does not answer", "is none"])
def test_a_database_that_cannot_take_it_leaves_no_half_of_a_machine(
    machine, databases, kind, wrong
):
    backup(machine / "all.tar.gz")
    url = databases[kind]
    if wrong == "holds something":
        restore(machine / "all.tar.gz", machine / "first", url=url)
    elif wrong == "does not answer":
        nowhere = "postgresql+psycopg://faro@127.0.0.1:1/faro"
        url = nowhere if kind == "postgresql" else f"sqlite:///{machine}/no/such"
    else:
        url = "nonsense"
    with pytest.raises(FaroError):
        restore(machine / "all.tar.gz", machine / "again", url=url)
    assert not (machine / "again").exists()


def test_backups_stay_as_many_days_as_are_asked_for_and_nothing_else_goes(tmp_path):
    """Days without a backup count too: who was erased is in none after so many."""
    names = [f"faro-2026-{day}.tar.gz" for day in ("09-30", "11-01", "11-03", "11-04", "11-06")]
    others = [
        "faro.tar.gz",
        "other-2026-01-01.tar.gz",
        "faro-2026-11-01.tar.gz.new",
        "faro-[0-9].x",
        "faro-2026-02-30.tar.gz",
    ]
    for name in (*names, *others):
        (tmp_path / name).touch()
    gone = prune(tmp_path / names[-1], 3)
    assert [path.name for path in gone] == names[:-2]
    assert {path.name for path in tmp_path.iterdir()} == {*names[-2:], *others}
    with pytest.raises(FaroError, match="no date"):
        prune(tmp_path / "faro.tar.gz", 1)


def test_a_log_cut_at_its_end_is_told_by_the_next_backup_which_keeps_them_all(machine, faro):
    days = [machine / f"faro-2026-{day}.tar.gz" for day in ("09-30", "11-01", "11-02", "11-03")]
    (machine / "faro-2025-01-01.tar.gz").write_text("no backup")
    for day in days[:2]:
        assert faro("backup", day)[0] == 0
    cut = len(audit.path().read_text().splitlines()) - 2
    with database.writing() as connection:
        connection.execute(sa.delete(metadata.tables["audit"]).where(sa.text(f"seq > {cut}")))
    audit.path().write_text("".join(audit.path().read_text().splitlines(keepends=True)[:cut]))
    assert chain.verify()[2] == []
    code, printed, refusal = faro("backup", "--keep", 30, days[2])
    assert code == 1 and "earlier backup notes" in refusal and "taken away" not in printed
    assert all(day.is_file() for day in days[:3])
    assert faro("audit", "verify", "--against", days[0])[0] == 0
    assert faro("audit", "verify", "--against", days[1])[0] == 1
    days[1].rename(machine / "kept.tar.gz")
    assert faro("backup", "--keep", 30, days[3])[0] == 0 and not days[0].exists()


@pytest.mark.parametrize("name", ["faro.tar.gz", "faro-2026-13-01.tar.gz"])
def test_a_backup_that_could_not_be_told_old_is_not_made(tmp_path, faro, name):
    code, _, refusal = faro("backup", "--keep", 30, tmp_path / name)
    assert code == 1 and "no date" in refusal and not list(tmp_path.iterdir())


def test_a_backup_that_was_changed_restores_nothing(house, tmp_path, monkeypatch):
    for name in ("FARO_CURATED", "FARO_RAW", "FARO_DEMO", "FARO_SITE"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    live(house)
    good = tmp_path / "good.tar.gz"
    backup(good)
    with pytest.raises(FaroError, match="already"):
        backup(good)
    spoilt = {"cut.tar.gz": good.read_bytes()[:-200], "no.tar.gz": b"nonsense"}
    with tarfile.open(good) as tar, tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as other:
        for member in tar:
            body = tar.extractfile(member).read()
            if member.name == f"institution/{audit.NAME}":
                body = body.replace(b"export", b"exp0rt")
            (tmp_path / "body").write_bytes(body)
            other.add(tmp_path / "body", arcname=member.name)
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
    for name in (*spoilt, "changed.tar.gz"):
        with pytest.raises(FaroError):
            restore(tmp_path / name, tmp_path / "again")
        assert not (tmp_path / "again").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(FaroError, match="not empty"):
        restore(good, tmp_path / "full")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrations_make_the_tables_of_the_code(databases, kind):
    url = databases[kind]
    assert database.migrate(url) == database.newest() == database.migrate(url)
    with database.engine(url).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_a_folder_begun_with_a_database_elsewhere_is_ready(databases, tmp_path, faro, monkeypatch):
    folder = tmp_path / "institution"
    monkeypatch.setenv(environment.DATABASE_URL.name, "postgresql+psycopg://faro@127.0.0.1:1/none")
    assert faro("institution", "init", folder)[0] == 1 and not folder.exists()
    monkeypatch.setenv(environment.DATABASE_URL.name, databases["postgresql"])
    assert faro("institution", "init", folder)[0] == 0
    assert database.version() == database.newest() and not (folder / "state.sqlite").exists()


def test_postgresql_keeps_what_people_write(house, databases, act, monkeypatch):
    monkeypatch.setenv(environment.DATABASE_URL.name, databases["postgresql"])
    database.migrate()
    act("reader")
    keeping.watch("municipality:13101")
    keeping.watch("municipality:13101")
    live(house)
    assert keeping.watched() == ["municipality:13101"] and len(newest()) == 1
    assert chain.verify()[0] == 6 and chain.verify()[2] == []


def test_a_database_that_does_not_answer_is_said_and_lets_nothing_through(house, monkeypatch):
    monkeypatch.setenv(environment.DATABASE_URL.name, "postgresql+psycopg://faro@127.0.0.1:1/none")
    with pytest.raises(FaroError, match="database"):
        audit.record("export")
