"""Installed as a wheel outside the checkout, everything is there: data, templates, exports."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest
from builds_for_tests import RAW
from rooms_for_tests import ROOMS

from pipelines import paths, serving

EXPORTS = [
    "export ficha --municipality 13101",
    "export informe --region 13 --lang en",
    "export pmg --municipality 08202 --year 2024",
    "export chart national_series --format png",
    "export ogp --commitment CL0048 --as-of 2017-07-31 --lang es --format plantilla-docx",
    "export ogp --commitment CL0048 --as-of 2017-07-31 --lang en --format autoevaluacion-pdf",
    "export plan --municipality 13101 --model regional_2022 --start 2027-01 --format pdf",
    "export package",
    "sample draw --country MX --size 30% --strata size --seed 2012 --format pdf",
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy of what git knows, or would, with the frozen data."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = ["git", "-C", str(paths.REPO), "ls-files", "-co", "--exclude-standard", "-z"]
    for name in subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0"):
        wanted = name.startswith(tuple(f"{room}/" for room in ROOMS))
        if name and (wanted or "/" not in name) and (paths.REPO / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(paths.REPO / name, folder / "source" / name)
    shutil.copytree(RAW, folder / "source" / "data" / "raw")
    code = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=folder / "source",
        check=True,
        capture_output=True,
    )
    [file] = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A Python that has the wheel and the libraries, and nothing of the checkout."""
    home = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    [site] = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    libraries = [folder for folder in sys.path if Path(folder).name == "site-packages"]
    (site / "libraries.pth").write_text("\n".join(libraries) + "\n")
    return home / "bin" / "python"


@pytest.fixture(scope="module")
def house(installed, tmp_path_factory) -> Path:
    """A folder that `faro init` made, its name with spaces and letters of Spanish."""
    folder = tmp_path_factory.mktemp("casa") / "año de la ñ"
    done = run(installed, folder.parent, "init", folder.name)
    assert done.returncode == 0, done.stderr
    return folder


def run(python: Path, where: Path, *words: str, **environment: str):
    """Call the command as installed; what this process has set is not passed on."""
    code = "import cli, sys; sys.argv[0] = 'faro'; cli.main()"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FARO_", "PYTHON", "LC_"))}
    return subprocess.run(
        [str(python), "-c", code, *words],
        cwd=where,
        env={**kept, **environment},
        capture_output=True,
        timeout=600,
    )


def test_the_wheel_holds_every_file_of_the_packages_and_of_the_data(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    listed = ["git", "-C", str(paths.REPO), "ls-files", *ROOMS]
    known = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = {name for name in known if name and (paths.REPO / name).is_file()}
    raw = (path for path in RAW.rglob("*") if path.is_file())
    assert not (wanted | {f"cli/raw/{path.relative_to(RAW)}" for path in raw}) - names
    assert not [name for name in names if name.endswith(".pyc")]


@pytest.mark.thorough
def test_what_init_makes_is_used_and_builds_what_the_checkout_does(installed, house, built):
    served = str(serving.latest_id(built))
    shutil.copytree(built / served, house / "data" / "curated" / served)
    done = run(installed, house, "build")
    assert done.returncode == 0 and b"already stands" in done.stdout, done.stderr
    assert (house / "data" / "curated" / "LATEST").read_text().strip() == served
    again = run(installed, house.parent, "init", house.name)
    assert again.returncode == 1 and b"there are data already" in again.stderr
    nowhere = run(installed, house.parent, "build")
    assert nowhere.returncode == 1 and b"faro init" in nowhere.stderr


@pytest.mark.thorough
@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0"}]
)
def test_any_terminal_is_spoken_to(installed, house, built, environment):
    sql = "select region from core_territory__region where region_code = '16'"
    done = run(installed, house, "query", sql, FARO_CURATED=str(built), **environment)
    assert done.returncode == 0 and b"uble" in done.stdout, done.stderr
    words = ("query", sql, "--format", "json")
    done = run(installed, house, *words, FARO_CURATED=str(built), **environment)
    assert json.loads(done.stdout.decode("utf-8"))[0]["region"] == "Ñuble"


@pytest.mark.thorough
def test_a_closed_output_is_no_crash(installed, house, built):
    command = f'exec "{installed}" -c "import cli; cli.main()"'
    for shell in (f"{command} builds >&-", f"({command} builds; echo $? >&2) | true"):
        done = subprocess.run(
            ["sh", "-c", shell],
            cwd=house,
            env={**os.environ, "FARO_CURATED": str(built)},
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr, done.stderr


@pytest.mark.thorough
def test_every_export_is_made(installed, house, demo_built):
    calls = [f"{line} --out out" for line in EXPORTS]
    code = (
        "import sys, cli\n"
        f"for line in {calls!r}:\n"
        "    sys.argv = ['faro', *line.split()]\n"
        "    try:\n        cli.main()\n"
        "    except SystemExit as ended:\n"
        "        assert not ended.code, line\n"
        "assert '/source' not in cli.__file__ and cli.__file__.startswith(sys.prefix)\n"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FARO_", "PYTHON", "LC_"))}
    done = subprocess.run(
        [str(installed), "-c", code],
        cwd=house,
        env={**kept, "FARO_CURATED": str(demo_built), "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in (house / "out").rglob("*") if path.is_file()]
    assert len(written) >= len(EXPORTS)
    [package] = [path for path in written if path.suffix == ".zip"]
    with zipfile.ZipFile(package) as packed:
        assert any(name.endswith(".R") for name in packed.namelist())


@pytest.mark.thorough
def test_the_dashboard_is_served(installed, house, built):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FARO_", "PYTHON", "LC_"))}
    server = subprocess.Popen(
        [str(installed), "-c", "import cli; cli.main()", "serve", "--port", str(port)],
        cwd=house,
        env={**kept, "FARO_CURATED": str(built)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert b"<title>Faro</title>" in fetched(f"http://127.0.0.1:{port}/", server)
        table = fetched(f"http://127.0.0.1:{port}/data/latest/core_territory__comuna.csv", server)
        assert "Ñuñoa" in table.decode("utf-8-sig")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def fetched(address: str, server: subprocess.Popen) -> bytes:
    """What an address of the server gives, once it listens."""
    while True:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
