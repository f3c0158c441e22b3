"""Rows that a reader asked of a build that is not out: ``/faro/answer/<digest>/<name>``.

They are kept as the pieces of its pages are: for those who may see that build.
"""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.routes.address import named
from dashboard.routes.media import BUILD, MEDIA
from presentation import kept

ROOM = 64_000_000  # bytes

_shelf: kept.Shelf[tuple[str, str, bytes]] = kept.Shelf(ROOM)


def held() -> str | None:
    """Return the build of the page being drawn where it is not out; None where it is."""
    return kept.held()


def keep(build_id: str, name: str, ending: str, body: bytes) -> str:
    """Keep a file of the build being shown for those who may see it; return its address.

    Args:
        build_id: The build.
        name: Name of the file with its ending.
        ending: A key of :data:`~dashboard.routes.media.MEDIA`.
        body: Its bytes.
    """
    digest = sha256(build_id.encode() + body).hexdigest()[:24]
    _shelf.keep(f"{digest}/{name}", (build_id, ending, body), len(body))
    return f"/faro/answer/{digest}/{name}"


def answer(request: Request) -> Response:
    """Answer with the file, which names its build: a line of the log says whose rows went.

    Args:
        request: The request.
    """
    parts = request.path_params
    file = _shelf.get(f"{parts['digest']}/{parts['name']}")
    if file is None:
        return PlainTextResponse("there is no such file\n", 404)
    build_id, ending, body = file
    headers = {BUILD: build_id, **named(parts["name"])}
    return Response(body, media_type=MEDIA[ending], headers=headers)
