"""Pieces of a page: ``/pieces/<digest>``; several digests, a dot between, give a list."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from dashboard.routes.media import FOREVER
from presentation.pieces import kept

MOST = 64  # pieces asked for together


async def answer(request: Request) -> Response:
    """Answer with a piece, or with a list of them."""
    found = [kept(digest) for digest in request.path_params["digests"].split(".")[:MOST]]
    if not any(found):
        return PlainTextResponse("there is no such piece", 404)
    if len(found) == 1:
        return HTMLResponse(found[0], headers=FOREVER)
    return JSONResponse(found, headers=FOREVER if all(found) else None)
