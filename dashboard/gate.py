"""What every request goes through where an institution runs Faro: who asks, and whether they may.

The doors of readers and senders ask again (`pipelines.serving`, `pipelines.receiving`); here stand
the addresses that Streamlit answers, and what is said of every answer.
"""

from __future__ import annotations

import asyncio
import logging
import re
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import identity, limits, nav
from dashboard.routes.address import is_attached, is_shown
from dashboard.routes.media import BUILD
from dashboard.seam import identity as seam
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import DELIVER, OPERATE, READ, Person, audit, noticing, releases

log = logging.getLogger("faro.dashboard")
# What begins so needs the right, None for none; the first that fits counts.
RIGHTS = (
    ("/healthz", None),
    ("/readyz", None),
    ("/auth/", None),
    ("/oauth2callback", None),
    ("/_stcore/health", None),
    ("/_stcore/host-config", None),
    ("/_stcore/stream", None),  # what its pages show is asked in every run
    ("/_stcore/upload_file", DELIVER),
    ("/_stcore/", OPERATE),
    ("/metrics", OPERATE),
    ("/faro/template/", DELIVER),  # its lists name rounds that are not out
)
# What the pages themselves are made of, the same for everybody: ours by their digest.
ASSET = re.compile(r"/static/.*|/faro/[a-z]+\.[0-9a-f]{12}\.[a-z]+")


SAID = {
    401: "Ingrese primero. Log in first.\n",
    403: "Su rol no lo permite. Your role does not allow this.\n",
    503: "El sitio no responde por ahora; intente de nuevo en un momento. "
    "The site does not answer for now; try again in a moment.\n",
}


class Gate:
    """Know who asks, refuse what they may not, and keep what is not out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; with 503 where who asks cannot be known or written down."""
        if scope["type"] not in ("http", "websocket") or not institution.is_on():
            await self.app(scope, receive, send)
            return
        path, claims, shut = scope["path"], claims_of(scope), False
        await asyncio.to_thread(_note_what_waits)
        try:
            place = audit.truncated(limits.client_of(scope))
            who = await asyncio.to_thread(identity.person_of, claims, place)
            sees_more, is_open = releases.sees_more(who), institution.settings().anonymous
        except FaroError as error:  # wrong settings: nobody is let in
            log.error("the gate is shut: %s", error)
            shut = True
            who, sees_more, is_open = Person(roles=frozenset({"nobody"})), False, False
        with institution.acting(who):
            if scope["type"] == "websocket":
                await self.app(scope, receive, send)
                return
            right = needed(path, scope["method"])
            answer = _answering(send, scope, who, sees_more=sees_more, is_open=is_open)
            try:
                if right is not None and not who.may(right):
                    if shut or who.is_unknown:
                        await _refuse(send, 503)
                        return
                    await asyncio.to_thread(_note_refusal, who, path)
                    await _refuse(send, 403 if who.pseudonym else 401)
                    return
                if path == seam.LOGOUT:
                    await asyncio.to_thread(identity.logged_out, claims, who.place)
                await self.app(scope, receive, answer)
            except FaroError as error:  # what cannot be written down is not given
                log.error("the gate is shut: %s", error)
                await _refuse(send, 503)


def _note_what_waits() -> None:
    """Write down what was changed by hand, and what strangers did in the hour that is over: that
    has happened already, so who asks is answered even if it has to wait for a log that can be
    written."""
    for write in (noticing.note_changes, audit.settle):
        try:
            write()
        except FaroError as error:
            log.error("what happened waits to be written down: %s", error)


def needed(path: str, method: str) -> str | None:
    """Return the right that an address needs, None for one that everybody may ask.

    What is not named here needs READ, whatever route is added. The pages themselves are open, for
    they offer the login; what they show is asked for by their runs.

    Args:
        path: The address.
        method: Of HTTP.
    """
    for start, right in RIGHTS:
        if path.startswith(start):
            return right
    is_page = method in ("GET", "HEAD") and path.strip("/") in ("", *nav.known())
    return None if is_page or ASSET.fullmatch(path) else READ


def claims_of(scope: Scope) -> dict[str, Any]:
    """Return the claims in the cookies of a request.

    Args:
        scope: Of the request.
    """
    return seam.claims_of(cookie_parser(Headers(scope=scope).get("cookie", "")))


def _answering(send: Send, scope: Scope, who: Person, *, sees_more: bool, is_open: bool) -> Send:
    """Return what sends the answer on, marked for caches and judged where it is a login."""
    path = scope["path"]

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kept = headers.get("cache-control", "")
            if sees_more and not ASSET.fullmatch(path):
                headers["cache-control"] = "private, no-store"
            elif "public" in kept and not is_open and not ASSET.fullmatch(path):
                headers["cache-control"] = kept.replace("public", "private")
            if path == seam.BACK:
                await asyncio.to_thread(_judge_login, message, who.place)
            elif scope["method"] == "GET" and message["status"] in (200, 206):
                await asyncio.to_thread(_note_export, path, headers)
        await send(message)

    return answer


def _judge_login(message: Message, place: str) -> None:
    """Let a login in or take its cookies away, and write down which."""
    headers = MutableHeaders(scope=message)
    cookies: dict[str, str] = {}
    for line in headers.getlist("set-cookie"):
        try:
            cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        except CookieError:
            continue
    claims = seam.claims_of(cookies)
    person = identity.person_of(claims, place)
    if person.pseudonym:
        audit.record("login", person=person)
        return
    audit.record("login", outcome="refused", person=person)
    if claims:
        raw = [(name, value) for name, value in message["headers"] if name != b"set-cookie"]
        message["headers"] = raw


def _note_export(path: str, headers: MutableHeaders) -> None:
    """Write down what is taken away: figures of a build, which the answer names, or a file.

    What a page shows in place of itself, as the names it finds, is not taken away.
    """
    build_id = "" if is_shown(headers) else headers.get(BUILD, "")
    if build_id or is_attached(headers):
        audit.record("export", build_id=build_id, path=path[:200])


def _note_refusal(who: Person, path: str) -> None:
    if who.pseudonym:  # a stranger at a closed door is no event
        audit.record("refused", outcome="refused", person=who, path=path[:200])


async def _refuse(send: Send, status: int) -> None:
    """Say in words why it is not given: 401 for who may still log in."""
    body = SAID[status].encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *([(b"retry-after", b"5")] if status == 503 else []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
