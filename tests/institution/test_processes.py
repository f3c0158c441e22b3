"""What works beside the server and for the operator: for whom, and on which builds."""

from __future__ import annotations

import ast
import sys
from types import ModuleType

import pytest
import rooms_for_tests
from builds_for_tests import RAW
from roles_for_tests import shelve

from pipelines import institution, paths, serving
from pipelines.build import build
from pipelines.build import folder as build_folder
from pipelines.institution import policy, releases

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
