"""The door: for which hosts, how often, how much at once one address may ask."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import hosts, limits, uploads
from dashboard.refusing import refuse

MOST_CHARACTERS = 8_000  # of a path; a list of pieces is the longest of ours
# What no path of ours has, and Streamlit refuses without a word: steps up, drives, shares.
STRANGE = re.compile(r"//|\\|^/[A-Za-z]:|(?:^|/)\.\.(?:/|$)")

ASKING = re.compile(r"/(?:embed|data)/[^/]*/(?:cards/)?consulta")  # a question in SQL by address


class Door:
    """Let in who asks for one of our hosts, and no oftener than one address may.

    A page of another site can have its name lead to this server (DNS rebinding); it is told by the
    host its browser asks for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it in words."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if not hosts.is_ours(Headers(scope=scope).get("host", "")):
            await refuse(scope, receive, send, 400, "door.host")
            return
        if not _is_readable(scope["path"]):
            await refuse(scope, receive, send, 404, "door.nothing")
            return
        if scope["path"].endswith("/_stcore/metrics"):
            await refuse(scope, receive, send, 404, "door.closed")
            return
        address = limits.bucket(limits.client_of(scope))
        if scope["type"] == "websocket":
            await self._session(address, scope, receive, send)
            return
        for kind in _kinds_of(scope):
            if wait := limits.take(kind, address):
                seconds = max(1, round(wait))
                await refuse(scope, receive, send, 429, f"limit.{kind}", seconds=seconds)
                return
        if _is_sending(scope):
            await self._upload(address, scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _session(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not limits.hold_session(address):
            await refuse(scope, receive, send, 429, "limit.sessions", seconds=60)
            return
        own = limits.Buckets(limits.CHANGES_OF_A_SESSION)

        async def paced() -> Message:
            """Take what the browser says no faster than may be; meanwhile it has to wait."""
            message = await receive()
            if message["type"] == "websocket.receive":
                while wait := own.take("") or limits.take("changes", address):
                    await asyncio.sleep(wait)
            return message

        try:
            await self.app(scope, paced, send)
        finally:
            limits.release_session(address)

    async def _upload(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        coming = uploads.expect(scope, address)
        if coming is None:
            await refuse(scope, receive, send, 429, "limit.uploads", seconds=60)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            uploads.note(coming)


def _is_readable(path: str) -> bool:
    """Return whether a path is one that a link could have, long or strange ones are not."""
    return len(path) <= MOST_CHARACTERS and path.isprintable() and not STRANGE.search(path)


def _is_sending(scope: Scope) -> bool:
    return "/_stcore/upload_file" in scope["path"] and scope["method"] in {"PUT", "POST"}


def _kinds_of(scope: Scope) -> tuple[str, ...]:
    """Return what a request is counted as: all as requests, a few as more than that."""
    if _is_sending(scope):
        return ("requests", "uploads")
    kinds = ["requests"]
    if scope["path"].startswith(("/data/", "/faro/")):
        kinds.append("files")
    if ASKING.match(scope["path"]):
        kinds.append("queries")
    return tuple(kinds)
