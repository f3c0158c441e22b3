"""The public edition: how long it takes, what it weighs, when a page is whole, and 1,000 readers.

A page is whole when it and every picture in it have come, in a Chromium that has seen nothing
before. Readers are asked for by one process, each opening a page anew, with nothing kept.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.builds import FARO, environment
from benchmarks.servers import behind_nginx, free_port
from benchmarks.timing import Measure

READERS = 1000
PAGES = (
    "es/resumen.html",
    "es/cumplimiento.html",
    "es/publicacion.html",
    "es/municipio/13101.html",
)
TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml", ".csv")


def measure(curated: Path, scratch: Path, repeats: int) -> list[Measure]:
    """Time everything; ``curated`` holds a build with the simulated panel."""
    out = scratch / "site"
    first = Measure("faro site, both languages, all pages", "goal: at most 90 s on two cores")
    again = Measure("… and again: what is the same is taken over")
    for _ in range(repeats):
        shutil.rmtree(out, ignore_errors=True)
        for timing in (first, again):
            _time(timing, [str(FARO), "site", "--curated", str(curated), "--out", str(out)])
    files = [path for path in out.rglob("*") if path.is_file()]
    first.note += f"; {sum(path.stat().st_size for path in files) / 1e6:.0f} MB, {len(files)} files"
    made = [first, again]
    with _served(out, scratch) as (address, name):
        made += [_whole(address, out, page, repeats) for page in PAGES]
        seconds, failed = asyncio.run(_readers(address, out))
        note = f"{name}; {READERS / max(seconds):.0f} pages a second, {failed} failed"
        made.append(Measure(f"one of {READERS:,} readers at once", note, sorted(seconds)))
    return made


def _time(timing: Measure, command: list[str]) -> None:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment())
    timing.seconds.append(time.perf_counter() - began)


@contextmanager
def _served(out: Path, scratch: Path) -> Iterator[tuple[str, str]]:
    """Serve an edition by its own settings of nginx where that is installed, else by Python."""
    port = free_port()
    if shutil.which("nginx"):
        settings = (out / "hosts" / "nginx.conf").read_text("utf-8")
        own = settings.replace("listen 80;", f"listen 127.0.0.1:{port};")
        with behind_nginx(own.replace("/srv/faro/site", str(out)), port, scratch) as address:
            yield address, "nginx"
        return
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, "--directory", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{port}", "python -m http.server"
    finally:
        process.terminate()
        process.wait()


def _whole(address: str, out: Path, page: str, repeats: int) -> Measure:
    """Time a page until every picture of it has come, and weigh what came."""
    from playwright.sync_api import sync_playwright

    timing, came = Measure(f"page whole: {page}", "goal: at most 0.5 s and 150 kB"), set[str]()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        for _ in range(max(repeats, 3)):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            tab = context.new_page()
            tab.on("response", lambda answer: came.add(answer.url))
            began = time.perf_counter()
            tab.goto(f"{address}/{page}", wait_until="load")
            timing.seconds.append(time.perf_counter() - began)
            context.close()
        browser.close()
    weight = sum(_weight(out / url.removeprefix(f"{address}/").partition("?")[0]) for url in came)
    timing.note += f"; {weight / 1000:.0f} kB"
    return timing


def _weight(path: Path) -> int:
    if not path.is_file():
        return 0
    body = path.read_bytes()
    return len(gzip.compress(body, 6)) if path.suffix in TEXT else len(body)


async def _readers(address: str, out: Path) -> tuple[list[float], int]:
    """Open a page for each of many readers at once; return the seconds of each, and failures."""
    import aiohttp

    known = [str(path.relative_to(out)) for path in (out / "es").rglob("*.html")]
    chosen = random.Random(1).choices(known, k=READERS)
    failed = 0

    async def read(session: aiohttp.ClientSession, page: str) -> float:
        nonlocal failed
        began = time.perf_counter()
        try:
            async with session.get(f"{address}/{page}") as answer:
                await answer.read()
                failed += answer.status != 200
        except aiohttp.ClientError:
            failed += 1
        return time.perf_counter() - began

    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        return await asyncio.gather(*(read(session, page) for page in chosen)), failed
