"""What is written to be deployed says what the product is: files, ports, variables, commands."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import rooms_for_tests
import yaml

from cli.scheduling import RUNS, Kind, written
from dashboard.middleware import HEADERS
from pipelines import paths
from pipelines.errors import FaroError

DEPLOY = paths.REPO / "deploy"


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
        (paths.REPO / one).exists() for one in copied
    )
    assert "USER faro" in lines("Containerfile")
    for line in lines("Containerfile"):
        if line.startswith("RUN "):
            subprocess.run(["sh", "-n", "-c", line.removeprefix("RUN ")], check=True)


def test_the_services_are_those_of_the_container():
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    assert set(services) == {"faro", "database", "proxy"}
    [port] = services["faro"]["expose"]
    assert f"EXPOSE {port}" in lines("Containerfile")
    assert f"server faro:{port};" in (DEPLOY / "nginx.conf").read_text()
    assert "ports" not in services["faro"] and "ports" not in services["database"]


def test_the_unit_is_a_sandbox_and_writes_where_its_variables_say():
    service = unit(DEPLOY / "faro.service")["Service"]
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    values = dict(line.split("=", 1) for line in lines("faro.env"))
    places = [value for value in values.values() if value.startswith("/")]
    assert all(value.startswith(service["ReadWritePaths"]) for value in places)
    known = "\n".join(path.read_text() for path in rooms_for_tests.files())
    told = re.findall(r"\bFARO_[A-Z_]+", (DEPLOY / "faro.env").read_text())
    assert all(f'"{name}"' in known for name in told)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_hides_the_figures_and_leaves_the_headers_alone(name):
    text = (DEPLOY / name).read_text()
    assert "/metrics" in text and "404" in text and "x-request-id" in text
    assert text.count("{") == text.count("}")
    assert not [header for header in HEADERS if header in text.lower()]


def test_a_schedule_runs_commands_there_are_and_tells_when_one_fails(tmp_path, faro):
    for path in written(tmp_path, Kind.SYSTEMD, user="faro", home=Path("/opt/faro")):
        read = unit(path)
        if path.suffix == ".service":
            assert read["Service"]["NoNewPrivileges" if "@" not in path.name else "Type"]
    assert len(list(tmp_path.glob("*.timer"))) == len(RUNS)
    for run in RUNS:
        words = shlex.split(run.words)
        command = [word for word in words[:2] if re.fullmatch("[a-z]+", word)]
        assert faro(*command, "--help")[0] == 0, run.words
        assert "OnFailure" in unit(tmp_path / f"faro-{run.name}.service")["Unit"]
    [cron] = written(tmp_path, Kind.CRON, user="faro", home=Path("/opt/faro"))
    jobs = [line for line in cron.read_text().splitlines() if "faro" in line]
    assert len(jobs) == len(RUNS) and all("notices failed" in line for line in jobs)


def test_a_name_that_no_unit_could_hold_is_refused(tmp_path):
    for user, home in (("faro;rm", Path("/opt")), ("faro", Path("/opt/a b"))):
        with pytest.raises(FaroError):
            written(tmp_path, Kind.SYSTEMD, user=user, home=home)
    assert not list(tmp_path.iterdir())
