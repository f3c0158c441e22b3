"""The faults that ``make mutate`` seeds can be seeded: their texts stand, their tests are there."""

from __future__ import annotations

import shutil

import pytest

from benchmarks import mutate
from pipelines import paths


@pytest.mark.parametrize("fault", mutate.faults(), ids=lambda fault: f"{fault.file}: {fault.new}")
def test_a_fault_can_be_seeded_and_its_test_is_there(fault, tmp_path):
    (tmp_path / fault.file).parent.mkdir(parents=True)
    shutil.copy(paths.REPO / fault.file, tmp_path / fault.file)
    fault.into(tmp_path)
    with pytest.raises(ValueError, match="0 times"):
        fault.into(tmp_path)
    file, _, name = fault.test.partition("::")
    assert f"def {name}" in (paths.REPO / file).read_text(encoding="utf-8")


def test_a_copy_is_left_as_it_was_copied_and_a_test_that_cannot_run_is_told(
    monkeypatch, capsys, tmp_path
):
    """Somebody may change the repository meanwhile: what stands there is of another copy."""
    copy, fault = tmp_path, mutate.Fault("pipelines/clock.py", "ours", "theirs", "tests/x.py")
    (copy / "pipelines").mkdir()
    (copy / fault.file).write_text("ours", encoding="utf-8")
    seen, ends = [], iter([mutate.PASSED, mutate.FAILED, 2])

    def run(repo, *tests):
        seen.append((copy / fault.file).read_text(encoding="utf-8"))
        return next(ends)

    monkeypatch.setattr(mutate, "copied", lambda target: copy)
    monkeypatch.setattr(mutate, "faults", lambda: [fault, fault])
    monkeypatch.setattr(mutate, "run", run)
    monkeypatch.setattr("sys.argv", ["mutate"])
    assert mutate.main()
    assert seen == ["ours", "theirs", "theirs"]
    assert (copy / fault.file).read_text(encoding="utf-8") == "ours"
    assert "caught     pipelines/clock.py" in (printed := capsys.readouterr().out)
    assert "NOT RUN" in printed
    assert "seeded 2, caught 1, missed 1" in printed
