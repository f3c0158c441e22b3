"""Every library is locked with the digests of its files, at the version that constraints name."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

import pytest

from pipelines import paths

SERVED = ("institution", "mcp")  # extras of what is deployed
LOCKS = {"requirements.lock": SERVED, "requirements-test.lock": (*SERVED, "test", "bench")}
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
    read = tomllib.loads((paths.REPO / "pyproject.toml").read_text("utf-8"))
    project = read["project"]
    wanted = [*project["dependencies"], *read["build-system"]["requires"]]
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


# From its digest, or from the source that is here; `pip` before it, as the words of a line.
HELD = re.compile(r"--require-hashes -r requirements\.lock|--no-deps (--no-build-isolation )?\S")
TOLD = ("docs/*.md", "deploy/*", "cli/**/*.py", "dashboard/**/*.py", "pipelines/**/*.py")


def installs() -> list[tuple[str, str]]:
    """Where we tell or have somebody install something: each with its file."""
    return [
        (file.relative_to(paths.REPO).as_posix(), words)
        for kind in TOLD
        for file in paths.REPO.glob(kind)
        for words in re.findall(r"pip install ([^`\n]*)", file.read_text("utf-8"))
    ]


def test_nobody_is_told_to_ask_an_index_for_faro_or_for_what_has_no_digest():
    """PyPI has a `faro`, and it is somebody else's."""
    loose = [
        where for where in installs() if not HELD.search(where[1]) and "pyspark" not in where[1]
    ]
    assert not loose, "name requirements.lock, or the folder of the source"
    assert {"docs/operate.md", "deploy/Containerfile"} <= {file for file, _ in installs()}
    assert not re.search(HELD, "-c constraints.txt -e '.[institution]'")  # it can fail
