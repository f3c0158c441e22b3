"""What is written to be deployed says what the product is: files, ports, variables, commands."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

import pytest
import rooms_for_tests
import yaml
from builds_for_tests import RAW
from jsonschema import Draft202012Validator
from roles_for_tests import shelve

from cli.scheduling import RUNS, Kind, written
from pipelines import environment, paths
from pipelines.errors import FaroError

DEPLOY = paths.REPO / "deploy"
MOST_EXPOSED = 20  # tenths, as systemd-analyze takes it: what it calls OK
PATIENCE_SECONDS = 200  # only for what never comes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment]
    read.read_string(path.read_text())
    return read


def lines(name: str) -> list[str]:
    text = (DEPLOY / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_the_container_holds_every_room_and_runs_as_nobody_special():
    copied = {
        word
        for line in lines("Containerfile")
        if line.startswith("COPY")
        for word in line.split()[1:-1]
    }
    assert set(rooms_for_tests.ROOMS) <= copied and all(
        (paths.REPO / name).exists() for name in copied
    )
    [user] = [rest for word, rest in instructions() if word == "USER"]
    assert any(f"--uid {user} " in rest for word, rest in instructions() if word == "RUN")


def test_the_container_is_good_to_its_linter():
    lint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if lint is None:
        pytest.skip("hadolint is not installed: the Containerfile was not linted")
    text = (DEPLOY / "Containerfile").read_text()

    def judged(text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([lint, "--no-color", "-"], input=text, capture_output=True, text=True)

    done = judged(text)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    assert judged(text.replace("USER 8501", "USER root")).returncode  # it can fail


def test_the_services_are_those_of_the_container():
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    assert set(services) == {"faro", "database", "proxy"}
    [port] = services["faro"]["expose"]
    assert f"EXPOSE {port}" in lines("Containerfile")
    assert f"server faro:{port};" in (DEPLOY / "nginx.conf").read_text()
    assert services["faro"]["environment"]["FARO_PROXIES"] == "1"  # or all share one address
    assert "ports" not in services["faro"] and "ports" not in services["database"]


def test_no_service_of_compose_fills_the_disk_with_its_log():
    for name, service in yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"].items():
        assert {"max-size", "max-file"} <= service["logging"]["options"].keys(), name


def test_the_unit_is_a_sandbox_and_writes_where_its_variables_say():
    service = unit(DEPLOY / "faro.service")["Service"]
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    values = dict(line.split("=", 1) for line in lines("faro.env"))
    places = [value for value in values.values() if value.startswith("/")]
    assert all(value.startswith(service["ReadWritePaths"]) for value in places)
    settings = re.findall(r"\bFARO_[A-Z_]+", (DEPLOY / "faro.env").read_text())
    assert {*settings} <= environment.ALL.keys()


def test_a_schedule_runs_commands_there_are_and_tells_when_one_fails(tmp_path, faro):
    for path in written(tmp_path, Kind.SYSTEMD, user="faro", home=Path("/opt/faro")):
        read = unit(path)
        if path.suffix == ".service":
            assert read["Service"]["NoNewPrivileges" if "@" not in path.name else "Type"]
    assert len(list(tmp_path.glob("*.timer"))) == len(RUNS)
    for run in RUNS:
        words = shlex.split(run.words)
        command = list(takewhile(lambda word: re.fullmatch("[a-z]+", word), words[:2]))
        assert faro(*command, "--help")[0] == 0, run.words
        assert "OnFailure" in unit(tmp_path / f"faro-{run.name}.service")["Unit"]
    [cron] = written(tmp_path, Kind.CRON, user="faro", home=Path("/opt/faro"))
    jobs = [line for line in cron.read_text().splitlines() if "faro" in line]
    assert len(jobs) == len(RUNS) and all("notices failed" in line for line in jobs)


def test_the_units_are_good_to_systemd_and_keep_the_service_shut_in(tmp_path):
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed: the units were not verified")
    shutil.copy(DEPLOY / "faro.service", tmp_path)
    written(tmp_path, Kind.SYSTEMD, user="faro", home=Path("/opt/faro"))
    for path in tmp_path.glob("*.service"):  # its command is not on this machine
        path.write_text(path.read_text().replace("/opt/faro/.venv/bin/faro", "/bin/true"))
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([verify, "verify", "--man=no", *units], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    spoilt = tmp_path / "faro.service"
    spoilt.write_text(spoilt.read_text().replace("[Service]", "[Service]\nNoSuchThing=yes"))
    done = subprocess.run([verify, "verify", "--man=no", spoilt], capture_output=True, text=True)
    assert "NoSuchThing" in done.stderr  # it can fail
    rate = [verify, "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}"]
    shutil.copy(DEPLOY / "faro.service", tmp_path)
    assert subprocess.run([*rate, spoilt], stdout=subprocess.DEVNULL).returncode == 0


@pytest.fixture
def installed(tmp_path) -> Path:
    """A machine as the guide leaves it, with a command that only says how it was called."""
    home = tmp_path / "opt"
    (home / ".venv" / "bin").mkdir(parents=True)
    (home / "faro.env").write_text(f"FARO_CURATED={tmp_path}/srv/curated\n")
    command = home / ".venv" / "bin" / "faro"
    command.write_text(f'#!/bin/sh\necho "$* in $FARO_CURATED" >> {tmp_path}/said\n')
    command.chmod(0o755)
    return tmp_path


def printed(machine: Path) -> list[str]:
    return (machine / "said").read_text().splitlines()


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
@pytest.mark.parametrize("kind", Kind)
def test_a_run_does_what_it_says_with_the_variables_of_the_service(installed, kind, run):
    own = {"user": "faro", "home": installed / "opt", "data": installed / "srv"}
    written(installed / "units", kind, **own)
    environment = {"PATH": os.environ["PATH"]}
    if kind is Kind.SYSTEMD:
        service = unit(installed / "units" / f"faro-{run.name}.service")["Service"]
        assert str(installed / "srv") in service["ReadWritePaths"].split()
        shell = shlex.split(service["ExecStart"].replace("%%", "%").replace("$$", "$"))
        file = Path(service["EnvironmentFile"]).read_text()
        environment |= dict(line.split("=", 1) for line in file.splitlines())
    else:
        lines = (installed / "units" / "faro.cron").read_text().splitlines()
        [line] = [line for line in lines if line.endswith(f"notices failed {run.name}")]
        shell = ["/bin/sh", "-c", line.split(" faro ", 1)[1].replace("\\%", "%")]
    subprocess.run(shell, env=environment, check=True)
    [printed_line] = printed(installed)
    assert printed_line.endswith(f" in {installed}/srv/curated")
    assert printed_line.startswith(" ".join(run.words.split()[:2]).partition(" {")[0])
    if run.folder:
        assert (installed / "srv" / run.folder).is_dir() and f"/srv/{run.folder}" in printed_line


def test_the_writable_places_of_the_schedule_are_those_of_the_service(tmp_path):
    written(tmp_path, Kind.SYSTEMD, user="faro", home=Path("/opt/faro"))
    own = unit(DEPLOY / "faro.service")["Service"]["ReadWritePaths"].split()
    for path in tmp_path.glob("faro-[a-z]*.service"):
        if "@" not in path.name:
            assert set(own) <= set(unit(path)["Service"]["ReadWritePaths"].split()), path.name


# What the linter of compose would have otherwise, for a reason: whoever deploys pins the digest
# of an image's tag, and a proxy is there to be reached.
MEANT = {("database", "CL-0019"), ("proxy", "CL-0019"), ("proxy", "CL-0005")}


def test_the_services_are_good_compose_and_shut_in():
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    judge = Draft202012Validator(json.loads(schema.read_text("utf-8")))
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    assert [error.message for error in judge.iter_errors(services)] == []
    services["services"]["faro"]["restrat"] = "always"
    assert list(judge.iter_errors(services))  # it can fail
    lint = [sys.executable, "-m", "compose_lint", "check", "--format", "json", "--no-env"]
    done = subprocess.run([*lint, DEPLOY / "compose.yml"], capture_output=True, text=True)
    findings = {
        (finding["service"], finding["rule_id"]) for finding in json.loads(done.stdout)["findings"]
    }
    assert findings == MEANT


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile, each with its words, in order."""
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in lines("Containerfile"))
    ]


@pytest.mark.thorough
def test_the_steps_of_the_container_make_a_faro_that_serves(built, tmp_path):
    """What they do, without a runtime: copies, installs, starts, is healthy, and stops at once."""
    image, data = tmp_path / "opt", tmp_path / "srv"
    image.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = f"{image}/.venv/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
    for word, rest in instructions():
        if word == "RUN" and "useradd" not in rest:  # who runs it is no matter of a folder
            step = ["sh", "-ec", rest]
            subprocess.run(step, check=True, cwd=image, env=kept | {"PATH": path})
        if word == "COPY":
            *sources, target = rest.split()
            for name in sources:
                source, place = paths.REPO / name, image / target
                source = RAW if name == "data/raw" else source
                if source.is_dir():
                    shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(source, place)
    [values] = [rest for word, rest in instructions() if word == "ENV"]
    variables = dict(pair.split("=", 1) for pair in shlex.split(values))
    environment = kept | {
        name: value.replace("/srv/faro", str(data))
        for name, value in variables.items()
        if name.startswith("FARO_")
    }
    shelve(built, data / "curated")
    faro = [str(image / ".venv" / "bin" / "faro")]
    place_and_variables = {"cwd": image, "env": environment}
    first = re.findall(r"run --rm faro faro (.*)", (DEPLOY / "compose.yml").read_text())
    assert first == ["init", "build", "institution init /srv/faro/institution"]
    for words in (first[0], first[2]):  # the build is on its shelf
        begin = [*faro, *words.replace("/srv/faro", str(data)).split()]
        subprocess.run(begin, check=True, capture_output=True, **place_and_variables)
    assert (data / "raw" / "seals.yml").is_file()
    [command] = [json.loads(rest) for word, rest in instructions() if word == "CMD"]
    [check] = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    probe = json.loads(check[check.index("[") :])
    port = str(free_port())
    serve = [word.replace("8501", port) for word in command]
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(
            [*faro, *serve[1:]], stdout=log, stderr=log, **place_and_variables
        )
    try:
        healthy = [sys.executable, *(word.replace("8501", port) for word in probe[1:])]
        until = time.monotonic() + PATIENCE_SECONDS
        while subprocess.run(healthy, capture_output=True).returncode:
            assert running.poll() is None and time.monotonic() < until, (
                tmp_path / "log"
            ).read_text()
            time.sleep(0.5)
        running.terminate()  # STOPSIGNAL
        assert running.wait(timeout=PATIENCE_SECONDS) in (0, -signal.SIGTERM)
    finally:
        running.kill()


def test_a_name_that_no_unit_could_hold_is_refused(tmp_path):
    for user, home in (("faro;rm", Path("/opt")), ("faro", Path("/opt/a b"))):
        with pytest.raises(FaroError):
            written(tmp_path, Kind.SYSTEMD, user=user, home=home)
    assert not list(tmp_path.iterdir())
