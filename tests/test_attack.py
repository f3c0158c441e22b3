"""The short form of ``make attack``: each kind of attack, a part of its tries."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipelines import paths, serving


@pytest.mark.thorough
def test_every_attack_is_held(built):
    base = serving.open(root=built).folder
    code = (
        "import sys; from pathlib import Path; from attack.__main__ import run; "
        f"found = run(Path({str(base)!r}), every=11); "
        "lost = {name: counts for name, counts in found.items() if set(counts) != {'held'}}; "
        "sys.exit(str(lost) if lost else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.REPO, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
