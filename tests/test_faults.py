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
