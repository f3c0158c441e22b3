"""A real server on a free port and a real Chromium, once for each test process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_for_tests import PATIENCE_SECONDS, SIZES, served_at
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

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


@pytest.fixture(scope="session")
def demo_site(demo_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard serving the demonstration panel."""
    log = tmp_path_factory.mktemp("demo_site") / "server.log"
    with served_at({**os.environ, "FARO_CURATED": str(demo_built)}, log) as address:
        yield address


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """Playwright, for one module: while it is open it holds the event loop of its process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the browser tests were not run")
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="module")
def browser(play: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; each page opened in it is that of a new reader."""
    opened = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(play: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One reader who opens page after page at a desk: what is compiled once serves them all."""
    width, height = SIZES["desk"]
    opened = play.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("reader"),
        executable_path=CHROMIUM,
        args=QUIET,
        viewport={"width": width, "height": height},
    )
    yield opened
    opened.close()
