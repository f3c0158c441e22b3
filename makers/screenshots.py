"""Make ``docs/screenshots`` anew: every page in both languages, at a desk and on a phone, and dark.

``make screenshots`` serves the simulated panel (or ``FARO_CURATED``), takes each page whole as a
reader would see it, and keeps the picture small: reduced, in a palette of its own.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.servers import free_port, running
from dashboard import nav
from pipelines import paths

OUT = paths.REPO / "docs" / "screenshots"
# Views of a page that look like pages of their own: name of the picture → address.
VIEWS = {
    **{f"cumplimiento_{view}": f"cumplimiento?view={view}"
       for view in ("map", "changes", "places", "materias")},
    "gobierno_abierto_cl0048": "gobierno_abierto?commitment=CL0048",
}  # fmt: skip
# Ending of the name, language, theme, window, width of the picture kept.
LOOKS: tuple[tuple[str, str, Literal["light", "dark"], tuple[int, int], int], ...] = (
    ("", "es", "light", (1280, 900), 760),
    ("_en", "en", "light", (1280, 900), 640),
    ("_dark", "es", "dark", (1280, 900), 480),
    ("_phone_dark", "es", "dark", (390, 844), 260),
    ("_en_phone", "en", "light", (390, 844), 260),
)
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
COLOURS = 96
PATIENCE = 120  # seconds


def main(wanted: list[str]) -> None:
    """Take the pictures.

    Args:
        wanted: Names of pages or views; all of them where none is named.
    """
    pages = {page or "resumen": page for page in nav.PAGES} | VIEWS
    faro, port = Path(sys.executable).with_name("faro"), free_port()
    command: list[str | Path] = [faro, "serve", "--port", str(port)]
    with running(command, port) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for ending, lang, theme, (width, height), kept in LOOKS:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme
            )
            context.set_default_timeout(PATIENCE * 1000)
            page = context.new_page()
            for name, at in pages.items():
                if not wanted or name in wanted:
                    picture = taken(page, f"{address}/{at}{'&' if '?' in at else '?'}lang={lang}")
                    save(picture, f"{name}{ending}.png", kept)
            context.close()


def taken(page: Page, address: str) -> bytes:
    """Return the picture of a whole page, as PNG."""
    page.goto(address)
    page.wait_for_selector(".faro-foot")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function("() => !document.querySelector('.faro-piece[aria-busy]')")
    page.wait_for_timeout(800)  # charts fade in
    # Streamlit scrolls inside the window: a window as high as the page shows all of it.
    high = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    usual = page.viewport_size
    assert usual is not None
    page.set_viewport_size({"width": usual["width"], "height": min(int(high) + 20, 9000)})
    page.wait_for_timeout(600)
    picture = page.screenshot()
    page.set_viewport_size(usual)
    return picture


def save(picture: bytes, name: str, width: int) -> None:
    """Keep a picture of a page, reduced to a width."""
    with Image.open(io.BytesIO(picture)) as whole:
        height = round(whole.height * width / whole.width)
        small = whole.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    OUT.mkdir(exist_ok=True)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
