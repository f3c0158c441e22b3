"""Rows that a reader asked of a build that is not out: ``/faro/answer/<digest>/<name>``.

They are kept as the pieces of its pages are: for those who may see that build.
"""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.routes.address import named
from dashboard.routes.media import MEDIA
from presentation import kept

ROOM = 64_000_000  # bytes

_shelf: kept.Shelf[tuple[str, bytes]] = kept.Shelf(ROOM)


def is_held() -> bool:
    """Return whether the page being drawn shows a build that is not out."""
    return kept.is_held()


def keep(name: str, ending: str, body: bytes) -> str:
    """Keep a file for those who may see the build being shown; return its address."""
    digest = sha256(body).hexdigest()[:24]
    _shelf.keep(f"{digest}/{name}", (ending, body), len(body))
    return f"/faro/answer/{digest}/{name}"


def answer(request: Request) -> Response:
    """Answer with the file."""
    asked = request.path_params
    found = _shelf.get(f"{asked['digest']}/{asked['name']}")
    if found is None:
        return PlainTextResponse("there is no such file\n", 404)
    return Response(found[1], media_type=MEDIA[found[0]], headers=named(asked["name"]))
