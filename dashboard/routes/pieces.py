"""Pieces of a page: ``/pieces/<digest>``; several digests, a dot between, give a list."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from presentation.pieces import kept

MOST = 64  # pieces asked for together


FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


def routes() -> list[Route]:
    """Return the route of the pieces."""
    return [Route("/pieces/{digests}", _answer, methods=["GET", "HEAD"])]


async def _answer(request: Request) -> Response:
    found = [kept(digest) for digest in request.path_params["digests"].split(".")[:MOST]]
    if not any(found):
        return PlainTextResponse("there is no such piece", 404)
    if len(found) == 1:
        return HTMLResponse(found[0], headers=FOREVER)
    return JSONResponse(found, headers=FOREVER if all(found) else None)
