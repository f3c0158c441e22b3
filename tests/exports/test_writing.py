"""Files appear whole or not at all, and equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from exports.writing import write, write_zip, zipped
from pipelines.errors import FaroError


def test_a_file_is_replaced_whole_and_leaves_nothing_beside(tmp_path):
    target = tmp_path / "new" / "folder" / "a.pdf"
    write(target, b"one")
    write(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]


def test_what_fails_half_way_leaves_the_old_file(tmp_path):
    target = tmp_path / "all.zip"
    write(target, b"before")
    with pytest.raises(FileNotFoundError):
        write_zip(target, {"a.csv": b"1", "b.pdf": tmp_path / "not there.pdf"})
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_a_folder_in_the_way_is_said_in_a_sentence(tmp_path):
    with pytest.raises(FaroError, match="a folder, not a file"):
        write(tmp_path, b"x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(FaroError, match="a file stands where the folder should be"):
        write(tmp_path / "file" / "a.pdf", b"x")


def test_equal_files_give_equal_zips_whatever_their_order(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"x;y")
    first = zipped({"b/b.csv": tmp_path / "b.csv", "a.pdf": b"%PDF"})
    second = zipped({"a.pdf": b"%PDF", "b/b.csv": b"x;y"})
    assert first == second
    assert (
        write_zip(tmp_path / "c.zip", {"a.pdf": b"%PDF", "b/b.csv": b"x;y"}).read_bytes() == first
    )
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["a.pdf", "b/b.csv"]
        assert archive.read("b/b.csv") == b"x;y"
