"""Pieces of a page: ``/pieces/<digest>``; several digests, a dot between, give a list."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from dashboard.routes.media import FOREVER
from presentation.pieces import kept

MOST = 64  # pieces asked for together


async def answer(request: Request) -> Response:
    """Answer with a piece, or with a list of them.

    Args:
        request: The request.
    """
    pieces = [kept(digest) for digest in request.path_params["digests"].split(".")[:MOST]]
    if not any(pieces):
        return PlainTextResponse("there is no such piece", 404)
    if len(pieces) == 1:
        return HTMLResponse(pieces[0], headers=FOREVER)
    return JSONResponse(pieces, headers=FOREVER if all(pieces) else None)
