"""What the README tells a newcomer to type exists and works."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from builds_for_tests import RAW, served_in

from cli import app
from pipelines import paths, specs

README = (paths.REPO / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", README, flags=re.DOTALL | re.MULTILINE))
NEXT_YEAR = "The next yearly file"


def commands(section: str, ending: str = "bash") -> list[str]:
    """The lines of the blocks of a section."""
    blocks = re.findall(rf"```{ending}\n(.*?)```", section, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


COMMANDS = [line for name, text in SECTIONS.items() if name != NEXT_YEAR for line in commands(text)]
FARO = Path(sys.executable).with_name("faro")


def test_there_are_commands_to_run():
    assert len(COMMANDS) >= 4 and all(line.startswith("faro ") for line in COMMANDS)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder like that of the repository, whose data may change."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(RAW, folder / "data" / "raw")
    return folder


def run(command: str, place: Path, curated: Path) -> str:
    """Type a command in a folder; return what it printed."""
    raw = str(place / "data" / "raw")
    done = subprocess.run(
        [FARO, *shlex.split(command, comments=True)[1:]],
        cwd=place,
        env={**os.environ, "FARO_CURATED": str(curated), "FARO_RAW": raw},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ("# exit 1" in command), done.stderr
    assert done.stdout.strip() and "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.thorough
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_run(built, place, command):
    run(command, place, built)


@pytest.mark.thorough
def test_the_next_yearly_file_goes_from_file_to_series_as_the_readme_says(built, place):
    # The house has a build already, and what is equal is taken over from it.
    section, curated = SECTIONS[NEXT_YEAR], served_in(place / "curated", built)
    [name] = re.findall(r"Say `(data/raw/\S+)` holds", section)
    (place / name).parent.mkdir()
    (place / name).write_text("\n".join(commands(section, "csv")) + "\n", encoding="utf-8")
    outputs = {line: run(line, place, curated) for line in commands(section)}
    first, add, again, _, series, _, figure = outputs.values()
    line = "r2026,,2026,2026,2026,,,…,documented,"
    assert line in first and "faro round add 2026 --method … --as-of …" in first
    assert line.replace("…", "re_500_2025") in add
    assert "7 entregadas = 7 aceptadas" in again
    mean = sum([87.5, 91.25, 64, 0, 78.4, 100]) / 6
    assert "delivered" in series and f"{mean:.2f}" in series and "published" not in series
    assert "83.4" in figure


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
