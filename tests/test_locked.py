"""Every library is locked with the digests of its files, at the version that constraints name."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

import pytest

from pipelines import paths

LOCKS = {"requirements.lock": (), "requirements-test.lock": ("test", "bench")}
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+?)(?: ;.*)? \\$((?:\n    --hash=sha256:[0-9a-f]{64}.*)+)", re.M
)


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_library_is_locked_with_digests(lock):
    text = (paths.REPO / lock).read_text("utf-8")
    pins = {name_of(name): version for name, version, _ in PIN.findall(text)}
    named = {name_of(line) for line in text.splitlines() if re.match(r"[A-Za-z]", line)}
    assert named == set(pins), "each has its digests"
    project = tomllib.loads((paths.REPO / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in LOCKS[lock]:
        wanted += project["optional-dependencies"][extra]
    assert {name_of(requirement) for requirement in wanted} <= set(pins), "run `make lock`"
    constraints = (paths.REPO / "constraints.txt").read_text("utf-8").split()
    known = dict(line.split("==") for line in constraints)
    known = {name_of(name): version for name, version in known.items()}
    assert not {n for n, version in pins.items() if known.get(n, version) != version}, "make lock"
    assert "://" not in text, "a lock names no host"


def test_every_library_of_the_product_has_its_licence_listed():
    text = (paths.REPO / "requirements.lock").read_text("utf-8")
    pins = {name_of(name) for name, _, _ in PIN.findall(text)}
    listed = (paths.REPO / "docs" / "licences.md").read_text("utf-8")
    rows = [line.split("|") for line in listed.splitlines() if line.startswith("|")][2:]
    known = {name_of(row[1].strip()): row[3].strip() for row in rows}
    here = {
        name_of(distribution.name) for distribution in distributions()
    }  # some are for other systems
    assert pins & here <= set(known), "run `make licences`"
    assert all(licence and licence != "UNKNOWN" for licence in known.values())
