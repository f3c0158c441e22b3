"""Every page beside an empty Streamlit page with one chart: first load, and change of a filter.

Each load is a new browser context (nothing cached) on a server that has served each page before;
nothing is drawn ahead beside it, which would take one of two cores from both it and the browser.
The clock runs in the page: from its navigation to the last change inside any of its charts and
pieces; from the choice of another option in its first filter to the last change inside one. Where
nothing inside one changes, the last change of anything on the screen counts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.servers import free_port, running
from benchmarks.timing import Measure

CHROMIUM = "/usr/bin/chromium"
SETTLED_MS = 1500
PATIENCE_MS = 60_000
TRIES = 4
CLOCK = """
window.faroClock = {any: null, charts: new Map(), others: new Map()};
new MutationObserver((changes) => {
  const now = performance.now();
  window.faroClock.any = now;
  for (const change of changes) {
    const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    const chart = node?.closest?.('.js-plotly-plot, .faro-plot, .faro-piece');
    if (chart) window.faroClock.charts.set(chart, now);
    else if (node) window.faroClock.others.set(node, now);
  }
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
READY = f"""() => {{
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app && app.getAttribute('data-test-script-state') === 'notRunning';
  const places = [...document.querySelectorAll('[data-testid="stPlotlyChart"], .faro-plot')];
  const drawn = places.every((place) => place.querySelector('svg'))
    && !document.querySelector('.faro-piece[aria-busy]');
  const shown = document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]');
  const settled = performance.now() - (window.faroClock.any || Infinity) > {SETTLED_MS};
  return shown && idle && drawn && settled;
}}"""
RESTART = """
document.addEventListener('click', () => {
  const start = performance.now();
  window.faroClock = {any: null, charts: new Map(), others: new Map(), start};
}, {capture: true, once: true});
"""
CHANGED = READY.replace("return shown", "return window.faroClock.start && shown")
LAST = """() => {
  const { start = 0, any, charts, others } = window.faroClock;
  const there = (found) => [...found].filter(([node]) => node.isConnected);
  const seen = there(others).filter(([node]) => {
    const { top, bottom } = node.getBoundingClientRect();
    return top < window.innerHeight && bottom > 0;
  });
  const found = there(charts).length ? there(charts) : seen;
  return (found.length ? Math.max(...found.map(([, time]) => time)) : any) - start;
}"""
FILTER = "[data-testid=stSelectbox] [role=combobox], [data-testid=stSelectbox] input"
COUNT = "() => document.querySelectorAll('.js-plotly-plot, .faro-plot').length"


def measure(curated: Path, repeats: int) -> tuple[list[Measure], list[Measure]]:
    """Time the empty page and every page of the dashboard, turn about.

    Returns:
        First loads, and changes of the first filter of the pages that have one.
    """
    from playwright.sync_api import sync_playwright

    from dashboard.nav import PAGES

    scripts = Path(sys.executable)
    ours, bare = free_port(), free_port()
    streamlit: list[str | Path] = [
        scripts.with_name("streamlit"),
        "run",
        Path(__file__).with_name("empty_page.py"),
    ]
    quiet = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    with (
        running(
            [scripts, "-c", f"from dashboard.server import serve; serve(port={ours})"],
            ours,
            FARO_CURATED=str(curated),
        ) as faro,
        running([*streamlit, f"--server.port={bare}", *quiet], bare) as empty,
        sync_playwright() as playwright,
    ):
        addresses = {"empty Streamlit page, one chart": empty}
        addresses |= {f"/{name}": f"{faro}/{name}" for name in PAGES}
        loads = [Measure(name) for name in addresses]
        changes = [Measure(name) for name in addresses]
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for url in addresses.values():
            load(browser, url)
        for _ in range(repeats):
            for loaded, changed, url in zip(loads, changes, addresses.values(), strict=True):
                first, later, loaded.note = load(browser, url)
                loaded.seconds.append(first)
                if later is not None:
                    changed.seconds.append(later)
        browser.close()
    return loads, [item for item in changes if item.seconds]


def load(browser: Any, url: str) -> tuple[float, float | None, str]:
    """Open a page with an empty cache and change its first filter.

    Returns:
        Seconds to its last chart, seconds from the choice to its last chart (None where the page
        has no filter), and what came over the wire.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        sizes: list[float] = []
        page = context.new_page()
        page.add_init_script(CLOCK)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"])
        )
        page.goto(url, wait_until="commit")
        page.wait_for_function(READY, timeout=PATIENCE_MS, polling=100)
        charts = page.evaluate(COUNT)
        first = page.evaluate(LAST) / 1000
        note = f"{charts} charts, {sum(sizes) / 1024:.0f} kB in {len(sizes)} requests"
        return first, _change(page), note
    finally:
        context.close()


def _change(page: Any) -> float | None:
    boxes = page.locator(FILTER)
    if not boxes.count():
        return None
    options = page.get_by_role("option")
    for _ in range(TRIES):  # a page may still be placing its last card under the pointer
        boxes.first.click()
        page.wait_for_timeout(700)
        if options.count():
            break
    else:
        raise TimeoutError(f"the first filter of {page.url} does not open")
    page.evaluate(RESTART)
    options.nth(1 if options.count() > 1 else 0).click()
    page.wait_for_function(CHANGED, timeout=PATIENCE_MS, polling=100)
    return page.evaluate(LAST) / 1000
