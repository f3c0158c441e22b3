"""The arrows of the architecture hold, and the contracts that say so can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from pipelines import paths

DOORS = {
    *("serving", "receiving", "clock", "compare", "format", "errors", "marking", "origins"),
    *("planning", "sampling", "spreadsheets"),
}
IGNORED = shutil.ignore_patterns("__pycache__", "*.parquet", "static")
VIOLATIONS = {
    "dashboard/components/intruder.py": "from pipelines import warehouse",
    "dashboard/charts/intruder.py": "import streamlit",
    "pipelines/names/intruder.py": "from pipelines import serving",
    "pipelines/cells/intruder.py": "import great_expectations",
    "pipelines/reading/intruder.py": "from dashboard import nav",
    "dashboard/intruder.py": "from pipelines import cli",
    "exports/intruder.py": "import streamlit",
    "pipelines/reading/exporter.py": "from exports import writing",
    "pipelines/planning/intruder.py": "import pandas",
    "pipelines/steps/solver.py": "from ortools.sat.python import cp_model",
}


def settings() -> dict:
    text = (paths.REPO / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]


def lint(folder: Path) -> tuple[int, str]:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_arrow_holds():
    code, said = lint(paths.REPO)
    assert code == 0, said


def test_every_contract_can_fail(tmp_path):
    for name in ("pipelines", "dashboard", "exports"):
        shutil.copytree(paths.REPO / name, tmp_path / name, ignore=IGNORED)
    shutil.copy(paths.REPO / "pyproject.toml", tmp_path)
    for name, line in VIOLATIONS.items():
        (tmp_path / name).write_text(line + "\n")
    code, said = lint(tmp_path)
    assert code == 1
    for contract in settings()["contracts"]:
        assert f"{contract['name']} BROKEN" in said, said


def test_the_door_is_the_only_way_in():
    found = {
        path.stem
        for path in paths.PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    [door] = [contract for contract in settings()["contracts"] if contract["id"] == "door"]
    inside = {name.removeprefix("pipelines.") for name in door["forbidden_modules"]}
    assert inside == found - DOORS - {"__init__", "cli"}, (
        "list every module of pipelines that is no door under the contract «door»"
    )


def test_there_is_no_ignore_list():
    for contract in settings()["contracts"]:
        assert not [key for key in contract if key.startswith(("ignore", "unmatched"))]
