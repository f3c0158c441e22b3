"""Faro as an ASGI application: Streamlit behind its doorman, plus the downloads.

``faro serve`` calls :func:`serve`; ``streamlit run dashboard/server.py`` finds :data:`app`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from streamlit.starlette import App

from dashboard import counting, hosts
from dashboard.counting import Counted
from dashboard.door import Door
from dashboard.gate import Gate
from dashboard.middleware import Assets, HostPage, SecurityHeaders
from dashboard.nav import known
from dashboard.routes.directory import routes
from dashboard.seam import hostpage
from dashboard.seam.listening import send_at_once, take_small_messages
from dashboard.seam.options import options as streamlit_options
from pipelines import environment, institution, paths, receiving, serving
from pipelines.errors import FaroError
from pipelines.institution import audit, noticing
from presentation import stored, warming
from presentation.words import Text

HERE = Path(__file__).parent
log = logging.getLogger("faro.dashboard")
# Seconds a thread may keep Python to itself. A page gives it up at every look at a file or a
# table; with the usual 5 ms, one of 10 ms waited long behind one drawn for the first time.
SWITCH = 0.001
MOST_SAID = 2**20  # bytes a browser may say at once: choices and texts, files come otherwise
LOOK = 5.0  # seconds between two looks at whether there is a new build


def create_app() -> App:
    """Return the ASGI application."""
    static, own = hostpage.folder(), hostpage.own_files()
    index = (static / "index.html").read_text("utf-8")
    return App(
        HERE / "app.py",
        lifespan=_lifespan,
        routes=routes(),
        middleware=[
            Middleware(Counted, patterns=_patterns()),
            Middleware(SecurityHeaders),
            Middleware(Door),
            Middleware(Gate),
            Middleware(Assets, folder=static / "static", own=own),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=6),
            Middleware(HostPage, index=index, known=known(), own=own, edition=_edition),
        ],
        on_script_error=report_error,
    )


def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what tells one address from another, and what each is called in figures and logs."""
    return tuple((route.path_regex, route.path) for route in routes())


def serve(*, port: int = 8501, host: str = "127.0.0.1", is_warmed: bool = False) -> None:
    """Serve the dashboard until stopped.

    Args:
        port: Port to listen on.
        host: Address to listen on.
        is_warmed: Whether a process beside it draws what readers will ask for first.
    """
    environment.check()  # said here, not to the first reader
    lines = logging.StreamHandler()
    lines.setFormatter(counting.Lines())
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    options = streamlit_options() | {
        "server.port": port,
        "server.address": host,
        "server.maxUploadSize": receiving.upload_limit_mb(),
    }
    hosts.listen(host, port)
    if institution.is_on():
        institution.settings()  # one that is wrong is said here, not to the first reader
        options["secrets.files"] = [str(institution.folder() / "secrets.toml")]
        with suppress(FaroError):  # without its database what is out is read on
            noticing.note_start()
    sys.setswitchinterval(SWITCH)
    send_at_once()
    unreadable = "\n".join(Text(lang)("door.unreadable") for lang in ("es", "en"))
    take_small_messages(MOST_SAID, f"{unreadable}\n")
    stored.use(paths.curated_dir())
    with _warming(port) if is_warmed else nullcontext():
        app.run(config=options)


@contextmanager
def _warming(port: int) -> Iterator[None]:
    """Have a process beside this one draw ahead, and another when there is a new build."""
    stopping = Event()
    watch = Thread(target=_draw_ahead, args=(port, stopping), daemon=True)
    watch.start()
    try:
        yield
    finally:
        stopping.set()
        watch.join()


def _draw_ahead(port: int, stopping: Event) -> None:
    command = [sys.executable, "-m", warming.__name__, str(port), str(os.getpid())]
    curated = paths.curated_dir()
    while not stopping.is_set():
        drawn = stored.name_of(curated)
        beside = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while stored.name_of(curated) == drawn and not stopping.wait(LOOK):
            beside.poll()  # one that has drawn all is let go
        beside.terminate()
        beside.wait()
        if not stopping.is_set():
            stored.use(curated)


def _edition() -> str | None:
    """Return the edition that whoever asks is shown, None where there is none for them."""
    with suppress(FaroError):
        return serving.latest_id()
    return None


def report_error(error: Exception) -> bool:
    """Log an error for the operator and show the reader a reference instead of its details.

    Args:
        error: What a page raised.
    """
    import streamlit as st

    from dashboard import state
    from presentation.cards.notices import page_failed

    reference, page = uuid.uuid4().hex[:8], state.here()
    log.error("page error %s on %s", reference, page, exc_info=error)
    page_failed(st.session_state.get("lang", "es"), page, reference)
    return True


@asynccontextmanager
async def _lifespan(_app: App) -> AsyncIterator[dict[str, Any]]:
    counting.note_stopping()
    task = asyncio.create_task(asyncio.to_thread(warm))
    yield {"warming": task}
    task.cancel()
    with suppress(FaroError):  # without its database nothing can be written down
        await asyncio.to_thread(audit.settle, is_end=True)


def warm() -> None:
    """Import the libraries and open the build, so that the first reader waits for nothing."""
    try:
        from presentation import charts
        from presentation.panels import finding

        with institution.acting(institution.console()):
            build = serving.open()
            for name in charts.RECIPES:
                charts.draw(name, build.table, "es")
            finding.index(build.build_id, "es")
    except Exception:  # the first page will say what is wrong, in words
        log.exception("could not warm up")


app = create_app()
