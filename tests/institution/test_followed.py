"""`docs/operate.md` typed as it stands: from empty folders to a server that is ready."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from builds_for_tests import RAW

from pipelines import paths

GUIDE = (paths.REPO / "docs" / "operate.md").read_text("utf-8")
PLACES = ("/opt/faro", "/srv/faro", "/etc/systemd/system")
# What would change this machine, or fetch what stands on it already.
NOT_HERE = re.compile(r".*(useradd |chown |systemctl |venv /opt|-m pip ).*\n")
FARO = f"""import sys; from pathlib import Path; from cli import main, starting
sys.argv[0] = 'faro'; starting.PACKED = Path('{RAW}'); main()"""
PATIENCE_SECONDS = 200  # only for what never comes


def blocks(section: str) -> list[str]:
    """The commands of a section, block by block."""
    [text] = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S)
    return re.findall(r"```bash\n(.*?)```", text, re.S)


@pytest.fixture
def typed(tmp_path: Path):
    """How a block is typed where nothing stands but the source and what pip would install."""
    place, source = tmp_path / "machine", tmp_path / "source" / "deploy"
    for folder in PLACES:
        (place / folder[1:]).mkdir(parents=True)
    source.mkdir(parents=True)

    def moved(text: str) -> str:
        return re.sub("|".join(PLACES), lambda match: f"{place}{match[0]}", text)

    for file in (paths.REPO / "deploy").iterdir():
        (source / file.name).write_text(moved(file.read_text("utf-8")), "utf-8")
    command = place / "opt" / "faro" / ".venv" / "bin" / "faro"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{FARO}" "$@"\n')
    command.chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("FARO_")}
    clean["PYTHONPATH"] = str(paths.REPO)

    def words(block: str) -> dict:
        lines = moved(NOT_HERE.sub("", block)).replace(" -o faro ", " ")
        return {"args": ["bash", "-ec", lines], "cwd": source.parent, "env": clean}

    return words, place


def ready(port: int, running: subprocess.Popen) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while running.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False


@pytest.mark.thorough
def test_the_first_hour_ends_with_a_server_that_is_ready(typed):
    words, place = typed
    as_root, as_faro = blocks("First hour")
    subprocess.run(**words(as_root), check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    *lines, serve = as_faro.replace("8501", str(port)).splitlines()
    assert serve.startswith("faro serve")
    done = subprocess.run(**words("\n".join(lines)), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong" not in done.stdout  # says the doctor
    running = subprocess.Popen(**words(f"{lines[0]}\nexec {serve}"), stderr=subprocess.DEVNULL)
    try:
        assert ready(port, running)
        running.send_signal(signal.SIGINT)  # Ctrl-C
        running.wait(timeout=PATIENCE_SECONDS)
    finally:
        running.kill()
    for again in blocks("The day it burns"):
        done = subprocess.run(
            **words(f"{lines[0]}\n{again}"), check=True, capture_output=True, text=True
        )
        assert f"export FARO_CURATED={place}/srv/faro/again/curated" in done.stdout


def test_the_units_that_are_enabled_are_there(typed):
    words, place = typed
    [block] = blocks("Deploying")
    subprocess.run(**words(block), check=True, stdout=subprocess.DEVNULL)
    units = place / "etc" / "systemd" / "system"
    assert (units / "faro.service").is_file() and len([*units.glob("faro-*.timer")]) > 1
    assert "systemctl enable --now faro.service faro-*.timer" in block
