"""What works beside the server and for the operator: for whom, and on which builds."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
import rooms_for_tests
from builds_for_tests import RAW
from roles_for_tests import shelve

from pipelines import build as pipelines_build
from pipelines import institution, paths, serving
from pipelines.build import build
from pipelines.build import folder as build_folder
from pipelines.errors import FaroError
from pipelines.institution import audit, policy, releases
from pipelines.serving import changing

LATER, BEFORE = "2099-01-01T09:00", "2020-01-01T09:00"


@pytest.fixture
def shelf(built, demo_built, house, tmp_path, monkeypatch):
    """A shelf whose LATEST is not out; beside it, the build that is."""
    public = shelve(demo_built, tmp_path / "shelf")
    held = shelve(built, tmp_path / "shelf")
    monkeypatch.setenv("FARO_CURATED", str(tmp_path / "shelf"))
    releases.change("r", subject=f"build:{held}", state="confirmed", at=LATER, reason="")
    return tmp_path / "shelf", held, public


def kept(root):
    return {folder.name for folder in serving.shelf.folders(root)}


@pytest.mark.parametrize("state", [None, *releases.STATES])
@pytest.mark.parametrize("served", ["held", "public"])
def test_pruning_loses_neither_what_is_out_nor_what_waits(shelf, state, served, faro):
    root, held, public = shelf
    if state is not None:
        releases.change("r", subject="", state=state, at="", reason="x")
    build_folder.point_latest(root, held if served == "held" else public)
    assert faro("prune", "--keep", 1)[0] == 0
    assert public in kept(root)
    waits = state != "withdrawn" or served == "held"
    assert (held in kept(root)) == waits
    releases.change("r", subject="", state="published", at=BEFORE, reason="sale")
    with institution.acting(institution.console()):
        assert serving.latest_id() == (held if served == "held" else public)


@pytest.mark.parametrize("subject", ["round:2025", "round:r2099", "dataset:nothing", "build:0123"])
def test_a_release_of_nothing_there_is_says_so(shelf, faro, subject):
    """A slip in a name would hold nothing back, and nobody would know."""
    held = shelf[1]
    words = ("--state", "confirmed", "--at", LATER)
    code, _, refusal = faro("release", "set", "slip", "--of", subject, *words)
    assert code == 0 and f"No build here has {subject} yet" in " ".join(refusal.split())
    assert ("r2025" in refusal) is subject.startswith("round:")
    for known in ("round:r2025", f"build:{held}"):
        assert "No build" not in "".join(faro("release", "set", known, "--of", known, *words)[1:])


@pytest.mark.thorough
def test_a_build_that_is_not_out_is_made_again_without_a_word(shelf):
    root, held, _ = shelf
    with institution.acting(institution.console()):
        outcome = build(RAW, root)
        assert (outcome.build_id, outcome.fresh) == (held, False)
        assert serving.last_failure() is None


def test_what_looks_after_builds_asks_nobody_whether_they_are_out():
    """Whoever builds or prunes works on all there is, so it uses the shelf and not the door."""
    door = set(serving.door.__dict__) & {"open", "latest_id", "builds", "trouble", "last_failure"}
    through = {
        f"{path.name}:{node.lineno}": node.attr
        for path in (paths.PACKAGE / "build").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and getattr(node.value, "id", "") == "serving"
        and node.attr in door
    }
    # What the public sees stays too when builds are pruned: that is asked at the door.
    assert set(through.values()) <= {"latest_id"} and len(through) == 1, through


def asks() -> tuple[str, list[str]]:
    person = institution.current()
    return person.pseudonym, sorted(person.roles)


def test_processes_work_for_who_asks(house, monkeypatch):
    # A page that ran in this process is taken for what started it, and would be run again there.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    (house / policy.NAME).write_text("login: required\nissuer: https://x\nclient_id: faro\n")
    for who in (institution.console(), institution.console(unreleased=True)):
        with institution.acting(who), institution.processes(1) as pool:
            assert pool.submit(asks).result() == ("console", sorted(who.roles))
    with institution.processes(1) as pool:
        assert pool.submit(asks).result() == ("", ["nobody"])


def test_no_room_makes_processes_that_work_for_nobody():
    makers = [
        str(path.relative_to(paths.REPO))
        for path in rooms_for_tests.files()
        if "ProcessPoolExecutor(" in path.read_text("utf-8")
    ]
    assert makers == ["pipelines/institution/people.py"]


def lines_of(what: str) -> list[tuple[str, str, object]]:
    return [
        (line["outcome"], line["build"], line["detail"].get("about"))
        for line in audit.lines(what=what)
        if line["who"] == "console"
    ]


def test_a_build_at_the_console_is_written_down_as_it_begins_and_as_it_ends(
    house, monkeypatch, faro, tmp_path
):
    outcomes = [FaroError("no", code="failed_checks"), FaroError("no", code="no_audit")]
    monkeypatch.setattr(pipelines_build, "build", lambda *_, **__: raising(outcomes.pop(0)))
    assert faro("build", "--out", tmp_path)[0] == 1
    assert lines_of("acceptance") == [("begun", "", "build"), ("failed_checks", "", "build")]
    audit.path().unlink()
    audit.path().mkdir()  # what cannot be written down is not begun
    assert faro("build", "--out", tmp_path)[0] == 1 and len(outcomes) == 1


def raising(error: FaroError) -> None:
    raise error


@pytest.mark.thorough
def test_a_build_that_stands_is_in_the_log_by_its_id(house, built, faro, tmp_path):
    name = shelve(built, tmp_path / "shelf")
    assert faro("build", "--raw", RAW, "--out", tmp_path / "shelf")[0] == 0
    [_, (outcome, build_id, about)] = lines_of("acceptance")
    assert (outcome, about) == ("done", "build") and (tmp_path / "shelf" / build_id).is_dir()
    assert build_id == name


def test_what_the_console_decides_is_written_down(shelf, faro, tmp_path):
    root, _, public = shelf
    raw = tmp_path / "raw"
    shutil.copytree(RAW, raw)
    words = ("--method", "re_500_2025", "--as-of", "2026-11-29", "--break", "no", "--raw", raw)
    assert faro("round", "add", "2026", *words)[0] == 0
    assert {about for _, _, about in lines_of("decision")} == {"row"}
    releases.change("r", subject="", state="withdrawn", at="", reason="x")
    gone = shelf[1]
    build_folder.point_latest(root, public)
    assert faro("prune", "--keep", 1)[0] == 0
    assert ("done", gone, "prune") in lines_of("decision") and gone not in kept(root)


@pytest.mark.parametrize(
    "words", [("sample", "draw", "--size", "40"), ("export", "chart", "national_series")]
)
def test_what_the_console_takes_away_is_written_down_and_says_what_may_change(
    shelf, faro, tmp_path, words
):
    public = shelf[2]
    releases.change("p", subject=f"build:{public}", state="provisional", at=BEFORE, reason="")
    assert faro(*words, "--out", tmp_path / "out")[0] == 0
    [file] = (tmp_path / "out").iterdir()
    assert "-provisional" in file.name
    assert ("done", public, None) in lines_of("export")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_rows_asked_for_at_the_console_say_each_that_they_may_change(shelf, faro, kind):
    ask = ("query", "select 1 as n from out_estudio__series limit 2", "--format", kind)
    assert changing.COLUMN not in faro(*ask)[1]
    releases.change("p", subject=f"build:{shelf[2]}", state="provisional", at=BEFORE, reason="")
    printed = faro(*ask)[1]
    assert printed.count("true") == 2 and changing.COLUMN in printed


KILLED = """
import os, signal, sys, time
from pipelines import institution

if __name__ == "__main__":
    pool = institution.processes(1)
    sys.stdout.write(str(pool.submit(os.getpid).result()))
    sys.stdout.flush()
    pool.submit(time.sleep, 60)
    os.kill(os.getpid(), signal.SIGTERM)
"""


def test_what_works_for_a_command_ends_with_it(tmp_path):
    script = tmp_path / "command.py"
    script.write_text(KILLED, "utf-8")
    way = {**os.environ, "PYTHONPATH": str(paths.REPO)}
    with (tmp_path / "pid").open("w") as own:  # a pipe would be held open by who works on
        subprocess.run([sys.executable, script], env=way, stdout=own)
    pid, until = (tmp_path / "pid").read_text("utf-8"), time.monotonic() + 20
    while pid and Path(f"/proc/{pid}").exists():
        assert time.monotonic() < until, "it works on for nobody"
        time.sleep(0.1)
    assert pid
