"""What whoever operates the site asks it: ``/healthz``, ``/readyz`` and ``/metrics``.

The first two say a word each and open for everybody; figures are for operators (see
``dashboard/gate.py``), and for the machine itself where no institution runs Faro.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import counting
from pipelines import institution, serving
from pipelines.errors import FaroError

NEVER_KEPT = {"cache-control": "no-store"}
HERE = {"127.0.0.1", "::1", "localhost"}


async def alive(_request: Request) -> Response:
    """Answer that the process runs.

    Args:
        _request: The request; nothing of it matters.
    """
    return PlainTextResponse("ok\n", headers=NEVER_KEPT)


async def ready(_request: Request) -> Response:
    """Answer whether there is something to serve: a build, and a database that answers.

    Args:
        _request: The request; nothing of it matters.
    """
    trouble = await asyncio.to_thread(_ready)
    words = "ready\n" if trouble is None else "not ready\n"
    return PlainTextResponse(words, 200 if trouble is None else 503, headers=NEVER_KEPT)


def _ready() -> str | None:
    if counting.is_stopping():
        return "stopping"
    try:
        with institution.acting(institution.console()):
            serving.open()
        if institution.is_on():
            from pipelines.institution import database

            if database.version() != database.newest():
                return "another version"
    except FaroError as error:
        return error.code
    return None


async def metrics(request: Request) -> Response:
    """Answer with the figures of this process, as Prometheus reads them.

    Args:
        request: The request.
    """
    # A proxy on this machine that says nothing of whom it asks for still asks for a public name.
    is_named = request.url.hostname in HERE
    near = is_named and request.client is not None and request.client.host in HERE
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if not institution.is_on() and (not near or forwarded):
        return PlainTextResponse("only from this machine\n", 403, headers=NEVER_KEPT)
    exposed = await asyncio.to_thread(counting.exposed)
    if exposed is None:
        return PlainTextResponse(
            "pip install --require-hashes -r requirements.lock\n", 501, headers=NEVER_KEPT
        )
    return Response(exposed[0], media_type=exposed[1], headers=NEVER_KEPT)
