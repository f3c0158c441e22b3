"""Fixtures shared by every test: builds made once a run.

Whatever a test builds or checks comes from the frozen copy in ``fixtures/raw``, whose figures it
may know. ``data/raw`` grows by a row a year: only the tests of ``live`` read it, and they hold for
whatever stands there.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import outside_for_tests
import pytest
from builds_for_tests import LIVE, RAW, build_on, kept, remembered, shared, unjudged
from hypothesis import HealthCheck, settings
from tiers_for_tests import aside, judged, long_ones, timed

from cli import main
from pipelines import demo, serving
from pipelines.build import quality

# Until all is collected nothing is garbage, and what stands then stays.
gc.disable()
# A slow machine is no failure: nothing in the suite is judged by the clock.
settings.register_profile("faro", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("faro")
os.environ["FARO_RAW"] = str(RAW)
serving.Build.query = remembered(serving.Build.query)

REPO = Path(__file__).resolve().parent.parent
# Each process takes whole files, so that what a file shares is made once. The first makes the
# builds that most share while the second needs none; the longest follow, so that none ends alone.
FIRST = (
    "taint/test_taint.py",
    "fetching/test_fetch.py",
    "browser/test_main_path.py",
    "public/test_site.py",
    "dashboard/test_pages.py",
    "pipeline/test_taken_over.py",
    "browser/test_every_page.py",
    "pipeline/test_sparse.py",
    "pipeline/test_immutable_builds.py",
    "ogp/test_ogp_exports.py",
    "live/test_next_year.py",
    "test_attack.py",
    "deliveries/test_build_with_deliveries.py",
    "out/test_package.py",
    "pipeline/test_damaged_builds.py",
    "cli/test_readme.py",
    "test_wheel.py",
    "pipeline/test_thresholds.py",
    "browser/test_login.py",
    "browser/test_sending.py",
    "browser/test_journeys.py",
    "browser/test_dashboard.py",
    "browser/test_print.py",
    "browser/test_long_tables.py",
    "out/test_sandbox.py",
    "pipeline/test_receiving.py",
    "pipeline/test_quarantine.py",
    "demo/test_demo_conduct.py",
    "demo/test_demo_scores.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take ``--all``: what `make test-all` says."""
    parser.addoption("--all", action="store_true", help="run what `make test` leaves aside too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave aside what waits for ``--all``; put the rest in the order that keeps two processes busy
    (see ``FIRST``)."""
    if not config.getoption("--all"):
        waiting = set(aside(items))
        config.hook.pytest_deselected(items=[item for item in items if item in waiting])
        items[:] = [item for item in items if item not in waiting]
    place = {(REPO / "tests" / name): at for at, name in enumerate(FIRST)}
    assert all(path.is_file() for path in place), "FIRST names a file that is not there"
    items.sort(key=lambda item: place.get(item.path, len(FIRST)))


def pytest_collection_finish() -> None:
    """Look for garbage from here on, and no more among what was imported and collected."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let what was imported go as it came: DuckDB says of what is kept that it leaked."""
    gc.unfreeze()


_live: list[bool] = []


def _only_live_tests_read(event: str, args: tuple) -> None:
    """Refuse to open ``data/raw`` in a test that is not marked ``live``: it would know figures."""
    if event == "open" and _live and not _live[-1] and str(args[0]).startswith(f"{LIVE}{os.sep}"):
        raise AssertionError(f"{args[0]} is live data: read the frozen copy, or be in tests/live")


sys.addaudithook(_only_live_tests_read)
outside_for_tests.shut()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Remember whether the test that runs may read ``data/raw``."""
    _live.append(item.get_closest_marker("live") is not None)
    try:
        return (yield)
    finally:
        _live.pop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Remember how long a test takes; whatever it tries, it asks no other machine."""
    outside_for_tests.tried.clear()
    result = yield from timed(item)
    assert not outside_for_tests.tried, outside_for_tests.tried
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """In CI no test is skipped for a program that is not there."""
    return judged((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that take long without being ``thorough``."""
    for line in long_ones(terminalreporter.getreports("passed")):
        terminalreporter.write_line(f"takes long and is not thorough: {line}")


@pytest.fixture(scope="session")
def built() -> Path:
    """Folder of builds holding one build of the frozen data, shared by all test processes."""
    return shared()


@pytest.fixture(scope="session")
def demo_built(built: Path) -> Path:
    """Folder of builds holding one build with the simulated panel, shared by all processes."""

    def make(folder: Path) -> None:
        demo.refresh(folder / "panel", raw=RAW, seed=2012)
        build_on(RAW, folder / "curated", on=built, demo=folder / "panel")

    return kept("demo", make) / "curated"


@pytest.fixture(scope="session")
def demo_of_another_seed(built: Path) -> Path:
    """Folder of builds holding one build like ``demo_built`` in all but what was drawn."""

    def make(folder: Path) -> None:
        demo.refresh(folder / "panel", raw=RAW, seed=77)
        build_on(RAW, folder / "curated", on=built, demo=folder / "panel")

    return kept("demo-77", make) / "curated"


@pytest.fixture
def without_gx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Great Expectations out where it is not what is tested."""
    monkeypatch.setattr(quality, "judge_later", unjudged)


@pytest.fixture
def served(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shared build as the one that the product serves."""
    monkeypatch.setenv("FARO_CURATED", str(built))
    return built


@pytest.fixture
def faro(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Call the command line as a reader does: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["faro", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call
