"""How the browser tests serve the dashboard, open a page of it, and wait until it is ready.

Nothing here looks at a page at once: on a busy machine every state comes later than the click.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError

REPO = Path(__file__).resolve().parents[2]
TESTS = REPO / "tests"
PATIENCE_SECONDS = 200  # only for what never comes
SIZES = {
    "phone": (390, 844),
    "tablet": (768, 1024),
    "desk": (1280, 900),
    "twice": (640, 512),  # a window of 1280 × 1024 at 200 %
    "zoomed": (320, 256),  # the same at 400 %
}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
GRAVE = {"serious", "critical"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(environment: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server and wait until it answers; another port when somebody took the first."""
    for _ in range(5):
        port = free_port()
        shut = (
            f"import sys; sys.path.append({str(TESTS)!r}); import outside_for_tests as o; o.shut()"
        )
        command = f"{shut}; from dashboard.server import serve; serve(port={port})"
        with log.open("w") as sink:
            server = subprocess.Popen(
                [sys.executable, "-c", command], cwd=REPO, env=environment, stdout=sink, stderr=sink
            )
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + PATIENCE_SECONDS
        while server.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=10)
                return server, address
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        server.kill()
        server.wait()
        if "in use" not in log.read_text():
            break
    pytest.fail(f"the server did not start: {log.read_text()}")


@contextmanager
def served_at(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Serve the dashboard in an environment; give its address, stop it afterwards."""
    server, address = start_server(environment, log)
    try:
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE_SECONDS)
        finally:
            server.kill()
        assert "outside: " not in log.read_text(), log.read_text()


@contextmanager
def opened(browser, address, *, theme="light", size="desk", **more):
    """Open an address as a new reader would (see :func:`watched`)."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, **more
    )
    with watched(context, address) as page:
        yield page
    context.close()


@contextmanager
def watched(context, address):
    """Open an address; afterwards the console must be clean and no other host asked."""
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    messages, hosts = [], set()
    page.on(
        "console",
        lambda m: (
            messages.append(f"{m.text} {m.location}") if m.type in {"error", "warning"} else None
        ),
    )
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda r: hosts.add(urllib.parse.urlsplit(r.url).netloc))
    page.on("websocket", lambda w: hosts.add(urllib.parse.urlsplit(w.url).netloc))
    go(page, address)
    yield page
    page.close()
    assert messages == [], messages
    assert hosts - {"", urllib.parse.urlsplit(address).netloc} == set()


def go(page, address):
    """Go to an address and wait until its page is whole."""
    page.goto(address)
    whole(page)


def whole(page):
    """Wait until the page stands to its foot, every piece in place, and its script has ended."""
    page.wait_for_selector(".faro-foot")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function("() => !document.querySelector('.faro-piece[aria-busy]')")


def charts(page, n):
    page.locator(".faro-plot svg").nth(n - 1).wait_for()


def pick(page, box, name):
    """Choose in a list; a page that was still moving may have closed it again."""
    option = page.get_by_role("option", name=name, exact=True)
    for patience in (20, 20, PATIENCE_SECONDS):
        box.click()
        with suppress(TimeoutError):
            option.click(timeout=patience * 1000)
            return
    pytest.fail(f"the list does not offer {name}")


def taken(page, button):
    """Take the file that a button gives; a page that was still moving may have lost the click."""
    for patience in (20, 20, PATIENCE_SECONDS):
        with suppress(TimeoutError):
            with page.expect_download(timeout=patience * 1000) as download:
                button.click()
            return download.value
    pytest.fail("no file came")


def texts(locator):
    """Every text of a locator, once the first is there: the answer comes after the click."""
    locator.first.wait_for(state="attached")
    return locator.all_text_contents()


def themed(page, theme):
    """Wait until the page wears a theme and no colour is on its way to another."""
    page.wait_for_function(
        "theme => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme"
        " && !document.getAnimations().some(moving => moving instanceof CSSTransition)",
        arg=theme,
    )


def fits(page, width):
    """Wait until the page and what scrolls in it are no wider than the window, for some frames."""
    page.wait_for_function(
        """width => new Promise(resolve => {
            let frames = 0;
            const main = document.querySelector('[data-testid=stMain]');
            const wide = () => Math.max(document.documentElement.scrollWidth, main.scrollWidth);
            const look = () => {
              if (wide() > width) resolve(false);
              else if (++frames === 6) resolve(true);
              else requestAnimationFrame(look);
            };
            look();
        })""",
        arg=width,
    )


def violations(page, theme):
    """Return what axe finds grave on the page in a theme."""
    page.emulate_media(color_scheme=theme)
    themed(page, theme)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARD}}
    return [
        (violation["id"], [node["html"][:200] for node in violation["nodes"][:3]])
        for violation in Axe().run(page, options=options).response["violations"]
        if violation["impact"] in GRAVE
    ]
