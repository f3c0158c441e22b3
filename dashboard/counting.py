"""What is counted and written of every request: figures, one line of log, and its id.

A line says when, which id, how it was asked, the pattern of the address, the status, how long and
how much. It says neither who nor from where, and no choice of a reader: those are in the address.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import signal
import threading
import time
from contextvars import ContextVar
from types import FrameType
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines import clock

ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
BOUNDS = (0.005, 0.02, 0.1, 0.5, 2, 10)  # seconds
request_id: ContextVar[str] = ContextVar("request_id", default="")
log = logging.getLogger("faro.request")
_stopping = threading.Event()


class Counted:
    """Give every request an id, count it, and write one line of it."""

    def __init__(self, app: ASGIApp, *, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> None:
        self.app, self.patterns = app, patterns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        header = Headers(scope=scope).get("x-request-id", "")
        identifier = header if ID.fullmatch(header) else secrets.token_hex(8)
        token, began, status, size = request_id.set(identifier), time.perf_counter(), 500, 0

        async def counting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = identifier
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            self._note(scope, status, size, time.perf_counter() - began)
            request_id.reset(token)

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        route = self.route(scope["path"])
        figures = _figures()
        if figures:
            figures["requests"].labels(route, str(status)).inc()
            figures["seconds"].labels(route).observe(seconds)
        line = {"method": scope["method"], "route": route, "status": status, "bytes": size}
        log.info("request", extra={"said": line | {"ms": round(seconds * 1000, 1)}})

    def route(self, path: str) -> str:
        """Return the pattern of an address, or what kind of one it is; never the address.

        Args:
            path: The address that is asked for.
        """
        for pattern, route in self.patterns:
            if pattern.fullmatch(path):
                return route
        first = path.strip("/").split("/")[0]
        return f"/{first}/…" if first in ("_stcore", "static", "media", "auth") else "page"


class Lines(logging.Formatter):
    """Write a record as one line of JSON with the id of its request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        Args:
            record: What is logged; its ``said`` holds more fields.
        """
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def exposed() -> tuple[bytes, str] | None:
    """Return the figures as Prometheus reads them with their media type; None without its client.

    They are of this process: none speaks of a build, for operators may not see what is not out.
    """
    figures = _figures()
    if figures is None:
        return None
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return generate_latest(figures["registry"]), CONTENT_TYPE_LATEST


def _figures() -> dict[str, Any] | None:
    global _made
    if _made is None:
        _made = _make()
    return _made or None


def _make() -> dict[str, Any]:
    try:
        from prometheus_client import (
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
            PlatformCollector,
            ProcessCollector,
        )
    except ImportError:
        return {}
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    threads = Gauge("faro_threads", "Threads of this process", registry=registry)
    threads.set_function(threading.active_count)
    return {
        "registry": registry,
        "requests": Counter(
            "faro_requests", "Requests answered", ["route", "status"], registry=registry
        ),
        "seconds": Histogram(
            "faro_request_seconds", "Time to answer", ["route"], buckets=BOUNDS, registry=registry
        ),
    }


_made: dict[str, Any] | None = None


def is_stopping() -> bool:
    """Return whether the server was asked to stop: nobody new should be sent to it."""
    return _stopping.is_set()


def note_stopping() -> None:
    """Say from the first SIGTERM on that the server stops; what is under way still ends."""
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        _stopping.set()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
