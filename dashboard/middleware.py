"""What stands between a browser and Streamlit: the host page, headers, compression."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.refusing import refuse
from dashboard.seam import bundles
from dashboard.seam.hostpage import host_page
from presentation.formats import LANGUAGES

CSP = "content-security-policy"
HEADERS = {
    CSP: (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; media-src 'self'; object-src 'none'; frame-src 'self'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Faro's own answers, never Streamlit's host page.
OWN = (
    "/data/",
    "/api/",
    "/embed/",
    "/pieces/",
    "/plots/",
    "/publico/",
    "/healthz",
    "/readyz",
    "/metrics",
)
# What other sites may frame: pages without a script.
FRAMED = "/embed/"
FRAMED_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
    "frame-ancestors *"
)
IMMUTABLE = "public, max-age=31536000, immutable"
PLAIN = "application/octet-stream"
KINDS = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}


class SecurityHeaders:
    """Put the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if name != CSP or CSP not in headers:  # the public edition has its own
                        headers[name] = value
                if scope["path"].startswith(FRAMED):
                    headers[CSP] = FRAMED_POLICY
                if headers[CSP].endswith("frame-ancestors *"):  # cards stand in pages of others
                    del headers["x-frame-options"]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class HostPage:
    """Serve Faro's host page in place of Streamlit's, at an address that names its edition."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        index: str,
        known: tuple[str, ...],
        own: dict[str, tuple[bytes, str]],
        edition: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.app = app
        self.known, self.default, self.edition = known, known[0], edition
        self.pages = {lang: host_page(index, lang, own).encode() for lang in LANGUAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if not is_page or scope["path"].startswith(OWN):
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        path = scope["path"].strip("/")
        if path == self.default or _is_unknown_page(path, self.known):
            await _redirect(send, path, scope["query_string"], is_known=path == self.default)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        is_bare = path in ("", *self.known) and "build" not in query
        if is_bare and (
            edition := await asyncio.to_thread(self.edition)
        ):  # what a reader sees stays, also when the page is loaded again
            kept = [*parse_qsl(scope["query_string"].decode("latin-1")), ("build", edition)]
            await _go(send, f"/{path}?{urlencode(kept)}")
            return
        wanted = query.get("lang", ["es"])[0]
        page = self.pages.get(wanted, self.pages["es"])
        is_swapped = is_refused = False

        async def swapping(message: Message) -> None:
            nonlocal is_swapped, is_refused
            if is_refused:
                return
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                kind = headers.get("content-type", "")
                if message["status"] == 200 and kind.startswith("text/html"):
                    if path not in ("", *self.known):  # Streamlit has its page for every address
                        is_refused = True
                        await refuse(scope, receive, send, 404, "door.nothing")
                        return
                    is_swapped = True
                    headers["content-length"] = str(len(page))
                    headers["cache-control"] = "no-cache"
                    for name in ("etag", "last-modified", "content-encoding", "accept-ranges"):
                        del headers[name]
            elif is_swapped and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if head else page}
            await send(message)

        await self.app(_plain(scope), receive, swapping)


class Assets:
    """Serve Faro's own assets and Streamlit's hashed bundles, each compressed once and kept."""

    def __init__(self, app: ASGIApp, *, folder: Path, own: dict[str, tuple[bytes, str]]) -> None:
        self.app = app
        self.folder = folder.resolve()
        self.own = own
        self.kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        is_asked = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        content, kind = self.own.get(path, (None, KINDS.get(path.rsplit(".", 1)[-1])))
        is_known = content is not None or (path.startswith("/static/") and kind is not None)
        if not is_asked or not is_known:
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            body = self.kept.get(path) or await asyncio.to_thread(self.compress, path)
            if body is not None:
                extra = {"content-encoding": "gzip", "vary": "accept-encoding"}
                await _answer(send, body, kind or PLAIN, head=head, extra=extra)
                return
        elif content is not None:
            await _answer(send, content, kind or PLAIN, head=head)
            return
        await self.app(scope, receive, send)

    def compress(self, path: str) -> bytes | None:
        """Return the gzipped asset behind a path, or None when there is none.

        Args:
            path: As the browser asks for it, with its first slash.
        """
        if path in self.own:
            content = self.own[path][0]
        else:
            file = (self.folder / path.removeprefix("/static/")).resolve()
            if not file.is_relative_to(self.folder) or not file.is_file():
                return None
            content = bundles.own(file.read_bytes()) if file.suffix == ".js" else file.read_bytes()
        self.kept[path] = gzip.compress(content, 9, mtime=0)
        return self.kept[path]


def _is_unknown_page(page: str, known: tuple[str, ...]) -> bool:
    """Return whether a path looks like a page (no dot, no service) that is not there."""
    own = [path.strip("/") for path in OWN]
    services = ("_stcore", "auth", "oauth2callback", "static", "media", "component", *own, "faro")
    parts = page.split("/")
    is_service = parts[0] in services or "_stcore" in parts
    return bool(page) and page not in known and not is_service and "." not in page


async def _redirect(send: Send, page: str, query: bytes, *, is_known: bool) -> None:
    """Send the reader to the first page; what was asked for is told there when it is unknown."""
    kept = parse_qsl(query.decode("latin-1"))
    if not is_known:
        kept.append(("asked", page[:40]))
    await _go(send, f"/?{urlencode(kept)}" if kept else "/")


async def _go(send: Send, address: str) -> None:
    headers = [(b"location", address.encode()), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _plain(scope: Scope) -> Scope:
    """Return the scope of a page request without conditions or encodings."""
    if "." in scope["path"].rsplit("/", 1)[-1] or scope["path"].startswith("/_stcore/"):
        return scope
    drop = {b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"}
    return {**scope, "headers": [item for item in scope["headers"] if item[0] not in drop]}


async def _answer(
    send: Send,
    body: bytes,
    kind: str,
    *,
    head: bool = False,
    extra: dict[str, str] | None = None,
) -> None:
    headers = {"content-type": kind, "content-length": str(len(body)), "cache-control": IMMUTABLE}
    raw = [(name.encode(), value.encode()) for name, value in (headers | (extra or {})).items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if head else body})
