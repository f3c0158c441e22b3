"""A raw file that is not the registered one: one clear error, and the last build still served."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import serving

VICTIM = "published/convenios.csv"


def _missing(path: Path) -> None:
    path.unlink()


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def _renamed(path: Path) -> None:
    path.rename(path.with_name("convenios (1).csv"))


def _latin_1(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))


def _one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(bytes(content))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _rubbish(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _no_header(path: Path) -> None:
    path.write_text("a;b\n1;2\n", encoding="utf-8")


DAMAGES: list[Callable[[Path], None]] = [
    _missing,
    _truncated,
    _renamed,
    _latin_1,
    _one_byte,
    _empty,
    _rubbish,
    _folder,
    _no_header,
]


def refused(faro, raw: Path, out: Path, *options: str) -> str:
    """Build, hold that it is refused properly, and return the one line said."""
    before = (out / "LATEST").read_bytes()
    code, printed, errors = faro("build", "--raw", raw, "--out", out, *options)
    lines = [line for line in errors.splitlines() if line.startswith("faro:")]
    assert code == 1
    assert printed == ""
    assert len(lines) == 1, errors
    assert "Traceback" not in errors and str(raw) not in errors
    assert (out / "LATEST").read_bytes() == before
    assert serving.open(root=out).query("select 1 as one").one[0] == 1
    note = json.loads((out / "last_failure.json").read_text(encoding="utf-8"))
    assert lines[0] == f"faro: {note['message']}"
    return lines[0]


@pytest.mark.few(5)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_stops_the_build(faro, raw, out, damage):
    damage(raw / VICTIM)
    assert VICTIM in refused(faro, raw, out)


def test_a_renamed_file_is_found_again(faro, raw, out):
    _renamed(raw / VICTIM)
    assert "published/convenios (1).csv" in refused(faro, raw, out)


@pytest.mark.thorough
@pytest.mark.parametrize("damage", [_missing, _empty, _rubbish, _no_header])
def test_no_option_makes_an_unreadable_file_acceptable(faro, raw, out, without_gx, damage):
    damage(raw / VICTIM)
    assert VICTIM in refused(faro, raw, out, "--accept-changes")


@pytest.mark.thorough
@pytest.mark.parametrize("damage", [_truncated, _empty, _rubbish, _no_header, _folder])
def test_a_damaged_list_of_comunas_is_one_clear_error_too(faro, raw, out, without_gx, damage):
    damage(raw / "territory" / "comunas.csv")
    assert "comunas" in refused(faro, raw, out, "--accept-changes")


@pytest.mark.thorough
def test_a_file_in_another_encoding_reads_the_same_once_accepted(faro, raw, out, without_gx):
    last = serving.open(root=out).table("core_published__convenio_signing")
    _latin_1(raw / VICTIM)
    code, _, errors = faro("build", "--raw", raw, "--out", out, "--accept-changes")
    assert code == 0, errors
    again = serving.open(root=out)
    assert again.manifest["sealed"] is False
    assert again.table("core_published__convenio_signing").equals(last)


def test_a_raw_folder_that_is_not_there(faro, out, tmp_path):
    code, _, refusal = faro("build", "--raw", tmp_path / "nowhere", "--out", out)
    assert code == 1 and "there is no such folder" in refusal


def test_a_success_forgets_the_failure(faro, raw, out, without_gx):
    _missing(raw / VICTIM)
    refused(faro, raw, out)
    assert "convenios" in faro("status", "--out", out)[2]
    code, _, errors = faro("build", "--out", out)
    assert code == 0, errors
    assert serving.last_failure(out) is None


def test_a_failing_critical_check_leaves_the_last_build_served(faro, raw, out, without_gx):
    path = raw / "territory" / "comunas.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("01404,", "12302,"))]
    assert len(lines) - len(kept) == 2
    path.write_text("".join(kept), encoding="utf-8")
    refusal = refused(faro, raw, out, "--accept-changes")
    assert "core_territory__comuna" in refusal and "as_many_as_regions_say" in refusal
    assert "Also: " in refusal and "(at_most_all:n_municipalities)" in refusal
