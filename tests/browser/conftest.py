"""A real server on a free port and a real Chromium, once for each test process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

REPO = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep every browser test on one process, so that one server and one browser serve them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_at(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Serve the dashboard in an environment; give its address, stop it afterwards."""
    port = free_port()
    command = f"from dashboard.server import serve; serve(port={port})"
    with log.open("w") as sink:
        server = subprocess.Popen(
            [sys.executable, "-c", command], cwd=REPO, env=environment, stdout=sink, stderr=sink
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, log.read_text()
                time.sleep(0.25)
        else:
            pytest.fail(f"the server did not start: {log.read_text()}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def serve():
    """Start a server of one's own (see :func:`served_at`)."""
    return served_at


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard serving the shared build."""
    log = tmp_path_factory.mktemp("site") / "server.log"
    with served_at({**os.environ, "FARO_CURATED": str(built)}, log) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for one module: an open Playwright holds the event loop of its process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the browser tests were not run")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()
