"""Time to the last chart of every page against an empty Streamlit page with one chart.

Each load is a new browser context (nothing cached) on a server that has served one page before.
The clock runs in the page, from its navigation to the last change inside a chart; a page without
charts counts its last change anywhere.
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
CLOCK = """
window.faroClock = {chart: null, any: null};
new MutationObserver((changes) => {
  const now = performance.now();
  window.faroClock.any = now;
  for (const change of changes) {
    const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
    if (node && node.closest && node.closest('.js-plotly-plot')) window.faroClock.chart = now;
  }
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
READY = f"""() => {{
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app && app.getAttribute('data-test-script-state') === 'notRunning';
  const places = document.querySelectorAll('[data-testid="stPlotlyChart"]').length;
  const drawn = document.querySelectorAll('.js-plotly-plot .main-svg:first-child').length;
  const shown = document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]');
  const settled = performance.now() - (window.faroClock.any || Infinity) > {SETTLED_MS};
  return shown && idle && drawn >= places && settled;
}}"""
COUNT = "() => document.querySelectorAll('.js-plotly-plot').length"


def measure(curated: Path, scratch: Path, repeats: int) -> list[Measure]:
    """Time the empty page and every page of the dashboard, turn about."""
    from playwright.sync_api import sync_playwright

    from dashboard.nav import PAGES

    scripts = Path(sys.executable)
    ours, bare = free_port(), free_port()
    streamlit = [scripts.with_name("streamlit"), "run", Path(__file__).with_name("empty_page.py")]
    quiet = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    with (
        running(
            [scripts.with_name("faro"), "serve", "--port", str(ours)],
            ours,
            FARO_CURATED=str(curated),
        ) as faro,
        running([*streamlit, f"--server.port={bare}", *quiet], bare) as empty,
        sync_playwright() as playwright,
    ):
        found = {"empty Streamlit page, one chart": empty}
        found |= {f"/{name}": f"{faro}/{name}" for name in PAGES}
        measures = [Measure(name) for name in found]
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        load(browser, empty)
        load(browser, f"{faro}/{PAGES[0]}")
        for _ in range(repeats):
            for item, url in zip(measures, found.values(), strict=True):
                seconds, item.note = load(browser, url)
                item.seconds.append(seconds)
        browser.close()
    return measures


def load(browser: Any, url: str) -> tuple[float, str]:
    """Open a page with an empty cache; return the time to its last chart, in seconds."""
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
        clock = page.evaluate("() => window.faroClock")
        note = f"{charts} charts, {sum(sizes) / 1024:.0f} kB in {len(sizes)} requests"
        return (clock["chart"] if charts else clock["any"]) / 1000, note
    finally:
        context.close()
