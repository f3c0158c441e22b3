"""What the README tells a newcomer to type exists and works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from pipelines import paths, specs
from pipelines.cli import app

README = (paths.REPO / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```bash\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
FARO = Path(sys.executable).with_name("faro")


def test_there_are_commands_to_run():
    assert len(COMMANDS) >= 4 and all(line.startswith("faro ") for line in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_run(built, command):
    done = subprocess.run(
        [FARO, *shlex.split(command)[1:]],
        cwd=paths.REPO,
        env={**os.environ, "FARO_CURATED": str(built), "FARO_RAW": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() and "Traceback" not in done.stderr


def test_every_make_target_of_the_readme_exists():
    makefile = (paths.REPO / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, flags=re.MULTILINE))
    assert {"run", "test", "bench", "lint"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_command_is_in_the_readme_and_the_other_way_round():
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    rows = [line.split("|")[1] for line in README.splitlines() if line.startswith("| `faro ")]
    listed = set(re.findall(r"`faro ([a-z]+)", " ".join(rows)))
    assert listed == known
    assert set(re.findall(r"`faro ([a-z]+)", README)) <= known


def test_the_files_and_sources_it_names_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (paths.REPO / target).exists(), target
    for source in re.findall(r"`?faro seal ([a-z_]+)", README):
        assert source in specs.sources()
