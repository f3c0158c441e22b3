"""A build that is not what was written is told in one sentence, and the newest good one served."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from builds_for_tests import without_digests

from pipelines import serving
from pipelines.build import folder as shelf_folder
from pipelines.errors import FaroError
from pipelines.serving import digests

OLDER = "0123456789ab"
NOISE = bytes(range(256)) * 40


def truncated(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def garbage(path: Path) -> None:
    path.unlink()
    path.write_bytes(NOISE)


def one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def missing(path: Path) -> None:
    path.unlink()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES = (truncated, garbage, one_byte, missing, a_pipe)


@pytest.fixture
def shelf(out: Path) -> Path:
    """A shelf of the build served and an older one that is whole."""
    served = serving.open(root=out)
    shutil.copytree(served.folder, out / OLDER, copy_function=os.link)
    (out / OLDER / digests.MANIFEST).unlink()
    older = {**served.manifest, "build_id": OLDER, "built_at": "2020-01-01T00:00:00+00:00"}
    shelf_folder.write_json(out / OLDER / digests.MANIFEST, digests.sealed(out / OLDER, older))
    return out


def files_of_each_kind(folder: Path) -> list[str]:
    """One file of each place and ending that a build has, so that a new kind is tried too."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[path.parent, path.suffix] = str(path.relative_to(folder))
    return sorted(files.values())


def is_one_clear_sentence(error: FaroError) -> bool:
    es, en = error.in_language("es"), error.in_language("en")
    return "faro build" in es and "faro build" in en and es != en and "\n" not in es + en


def test_every_file_but_the_manifest_has_its_digest(built):
    folder = serving.open(root=built).folder
    known = digests.manifest_of(folder)[digests.FILES]
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {*known, digests.MANIFEST} == there
    assert not [*digests.damages(folder), *digests.strangers(folder)]


def test_what_no_build_wrote_is_named_and_stops_no_reader(shelf, faro):
    served = str(serving.latest_id(shelf))
    for name in ("tables/extra.parquet", ".DS_Store", "notes/a/b.txt", "notes/c.txt"):
        (shelf / served / name).parent.mkdir(parents=True, exist_ok=True)
        (shelf / served / name).write_bytes(NOISE)
    (shelf / served / "link").symlink_to(shelf)
    strangers = [error.where for error in digests.strangers(shelf / served)]
    names = (".DS_Store", "link", "notes/", "tables/extra.parquet")
    assert strangers == [f"{served}/{name}" for name in names]
    code, printed, errors = faro("verify", served, "--out", shelf)
    assert code == 1 and "whole" in printed and all(where in errors for where in strangers)
    (shelf / served / "api" / "extra.csv").write_text("a\n1\n")
    build_ = serving.open(root=shelf)
    assert build_.build_id == served and serving.trouble(shelf) is None
    assert build_.endpoint("extra.csv") is None and build_.endpoint("index.json")


def test_a_build_under_another_name_is_told_and_not_served(shelf, faro):
    served = str(serving.latest_id(shelf))
    (shelf / served).rename(shelf / "copia")
    [error] = digests.damages(shelf / "copia")
    assert served in str(error) and is_one_clear_sentence(error)
    code, _, errors = faro("verify", "--out", shelf)
    assert code == 1 and str(error) in errors
    assert serving.latest_id(shelf) == OLDER
    assert [made["build_id"] for made in serving.builds(shelf)] == [OLDER]


@pytest.mark.thorough
def test_who_was_to_confirm_a_build_was_killed_and_the_next_command_asks_again(
    raw, shelf, faro, tmp_path
):
    """The kill falls between serving and Data Docs: what is served can be verified before."""
    served = str(serving.latest_id(shelf))
    shelf_folder.docs_of(shelf / served).rmdir()
    code, printed, _ = faro("verify", served, "--out", shelf)
    assert code == 0 and "whole" in printed and "not confirmed" in printed
    assert faro("build", "--raw", raw, "--out", shelf)[0] == 0
    index = shelf_folder.docs_of(shelf / served) / "index.html"
    for _ in range(600):  # a process writes it in its own time
        if index.is_file():
            break
        time.sleep(0.1)
    code, printed, _ = faro("verify", served, "--out", shelf)
    assert code == 0 and "whole" in printed and "confirmed" not in printed


def test_docs_of_before_are_put_beside_their_build_and_go_with_it(shelf):
    docs = shelf / OLDER / "docs"
    docs.mkdir()
    (docs / "index.html").write_text("<html>")
    assert [error.where for error in digests.strangers(shelf / OLDER)] == [f"{OLDER}/docs/"]
    with shelf_folder.locked(shelf):
        pass
    assert (shelf_folder.docs_of(shelf / OLDER) / "index.html").is_file()
    assert not list(digests.strangers(shelf / OLDER))
    shelf_folder.remove(shelf / OLDER)
    assert not list(shelf.glob(f"*{OLDER}*"))


def test_docs_that_a_manifest_holds_stay_where_they_are(shelf):
    docs = shelf / OLDER / "docs"
    docs.mkdir()
    (docs / "index.html").write_text("<html>")
    older = digests.sealed(shelf / OLDER, digests.manifest_of(shelf / OLDER))
    shelf_folder.write_json(shelf / OLDER / digests.MANIFEST, older)
    with shelf_folder.locked(shelf):
        pass
    assert not [*digests.damages(shelf / OLDER), *digests.strangers(shelf / OLDER)]


@pytest.mark.thorough
def test_any_damage_to_any_kind_of_file_is_named(shelf):
    served = str(serving.latest_id(shelf))
    whole = shelf / served
    for at, name in enumerate(files_of_each_kind(whole)):
        damage, kept = DAMAGES[at % len(DAMAGES)], (whole / name).read_bytes()
        damage(whole / name)
        [error] = digests.damages(whole)
        assert error.code == digests.CODE and is_one_clear_sentence(error)
        assert f"{served}/{name}" in str(error), damage.__name__
        (whole / name).unlink(missing_ok=True)
        (whole / name).write_bytes(kept)


@pytest.mark.thorough
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["curated.duckdb", "manifest.json", "tables"])
def test_a_damaged_build_gives_way_to_the_newest_good_one(shelf, faro, name, damage):
    served = str(serving.latest_id(shelf))
    target = shelf / served / name
    if target.is_dir():
        shutil.rmtree(target)
    else:
        damage(target)
    again = serving.open(root=shelf)
    assert again.build_id == OLDER == serving.latest_id(shelf)
    assert not again.query("select 1 from core_territory__comuna").empty
    wrong = serving.trouble(shelf)
    assert wrong is not None and is_one_clear_sentence(wrong) and served in str(wrong)
    with pytest.raises(FaroError) as refused:
        serving.open(served, shelf)
    assert refused.value.code == digests.CODE
    code, printed, warnings = faro("status", "--out", shelf)
    assert code == 0 and OLDER in printed and str(wrong) in warnings
    code, printed, warnings = faro("verify", served, "--out", shelf)
    assert code == 1 and "damaged" in printed and name in warnings
    assert len(warnings.splitlines()) <= 6  # a folder that is missing is hundreds of files
    assert faro("verify", OLDER, "--out", shelf)[0] == 0


@pytest.mark.parametrize(
    "content", [None, b"", NOISE, b"../etc", b"nobody", b"x" * 5000, b"a pipe"]
)
@pytest.mark.few(3)
def test_a_pointer_that_names_no_build_is_told_and_the_newest_good_one_served(shelf, content):
    served = serving.latest_id(shelf)
    (shelf / "LATEST").unlink()
    if content == b"a pipe":
        os.mkfifo(shelf / "LATEST")
    elif content is not None:
        (shelf / "LATEST").write_bytes(content)
    assert serving.open(root=shelf).build_id == served
    wrong = serving.trouble(shelf)
    assert wrong is not None and wrong.where == "LATEST" and is_one_clear_sentence(wrong)
    shelf_folder.point_latest(shelf, OLDER)
    assert (serving.latest_id(shelf), serving.trouble(shelf)) == (OLDER, None)


def test_a_build_deleted_under_readers_gives_way(shelf):
    served = serving.open(root=shelf)
    shutil.rmtree(served.folder)
    assert serving.open(root=shelf).build_id == OLDER
    assert served.build_id in str(serving.trouble(shelf))


def test_the_first_build_is_served_by_who_waited_for_it(shelf, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (serving.latest_id(empty), serving.trouble(empty)) == (None, None)
    shutil.copytree(shelf / OLDER, empty / OLDER)
    assert serving.latest_id(empty) == OLDER
    (empty / OLDER).rename(tmp_path / OLDER)
    assert serving.latest_id(empty) is None
    (tmp_path / OLDER).rename(empty / OLDER)
    shelf_folder.point_latest(empty, OLDER)
    assert (serving.latest_id(empty), serving.trouble(empty)) == (OLDER, None)


def test_where_no_build_is_good_the_error_says_what_to_do(shelf, faro):
    for folder in (shelf / str(serving.latest_id(shelf)), shelf / OLDER):
        garbage(folder / "curated.duckdb")
    code, _, refusal = faro("status", "--out", shelf)
    assert code == 1 and "damaged" in refusal and "faro build --rebuild" in refusal
    assert serving.latest_id(shelf) is None


@pytest.mark.few(4)
@pytest.mark.parametrize("content", [b"", NOISE, b"[1]", b'{"at": 1}', b"null"])
def test_a_note_of_failure_that_cannot_be_read_is_told(shelf, faro, content):
    (shelf / "last_failure.json").write_bytes(content)
    code, _, warnings = faro("status", "--out", shelf)
    assert code == 0 and "last_failure.json" in warnings and "faro build" in warnings


def test_a_build_made_before_digests_is_taken_as_it_is(shelf):
    plain = without_digests(digests.manifest_of(shelf / OLDER))
    (shelf / OLDER / digests.MANIFEST).write_text(json.dumps(plain))
    assert serving.open(OLDER, shelf).build_id == OLDER
    garbage(shelf / OLDER / "curated.duckdb")
    with pytest.raises(FaroError) as refused:
        serving.open(OLDER, shelf)
    assert refused.value.code == digests.CODE


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name", ["a" * 5000, "ñ", "a\0b", "../x", "..", ".", "%2e", "a b", "LATEST"]
)
def test_any_name_of_no_build_is_one_sentence(shelf, name):
    with pytest.raises(FaroError) as refused:
        serving.open(name, shelf)
    assert refused.value.code == "no_build"


def test_prune_keeps_the_newest_and_the_one_served(shelf, faro):
    served = str(serving.latest_id(shelf))
    shelf_folder.point_latest(shelf, OLDER)
    shutil.copytree(shelf / OLDER, shelf / "spoilt")
    garbage(shelf / "spoilt" / digests.MANIFEST)
    code, printed, _ = faro("prune", "--keep", 1, "--out", shelf)
    assert code == 0 and printed.split() == ["removed:", "spoilt"]
    shelf_folder.point_latest(shelf, served)
    assert faro("prune", "--keep", 1, "--out", shelf)[1].split() == ["removed:", OLDER]
    assert [build["build_id"] for build in serving.builds(shelf)] == [served]
    assert not list(shelf.glob(".building-*"))


@pytest.mark.thorough
def test_a_damaged_build_is_made_anew_and_is_what_it_was(raw, shelf, faro, without_gx):
    served = serving.open(root=shelf)
    before = served.manifest[digests.FILES]
    garbage(served.folder / "quality.json")
    assert serving.open(root=shelf).build_id == served.build_id, "opened before it was damaged"
    code, printed, _ = faro("build", "--raw", raw, "--out", shelf)
    assert code == 0 and "made" in printed
    after = digests.manifest_of(served.folder)[digests.FILES]
    same = [name for name in before if name.startswith(("tables/", "api/", "sql/"))]
    assert same and all(before[name] == after[name] for name in same)
    assert not list(digests.damages(served.folder)) and serving.trouble(shelf) is None


def test_a_failed_build_leaves_no_folder_and_a_mistyped_one_no_word(raw, out, faro, tmp_path):
    code, _, refusal = faro("build", "--raw", tmp_path / "nowhere", "--out", tmp_path / "new")
    assert code == 1 and "there is no such folder" in refusal and "--raw" in refusal
    assert not (tmp_path / "new").exists()
    assert faro("build", "--raw", raw, "--demo", tmp_path / "nowhere", "--out", out)[0] == 1
    assert serving.last_failure(out) is None
    (raw / "territory" / "comunas.csv").write_text("nothing\n")
    before = {path.name for path in out.iterdir()} - {".lock"}
    assert faro("build", "--accept-changes", "--raw", raw, "--out", out)[0] == 1
    assert {path.name for path in out.iterdir()} - {".lock"} == before | {"last_failure.json"}
