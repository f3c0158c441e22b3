"""Charts by address: ``/plots/<figure>/<size>.svg``, or ``.json`` for Plotly."""

from __future__ import annotations

import asyncio
import re
from math import ceil

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.routes.media import FOREVER
from pipelines.errors import FaroError
from presentation.drawings import ROOM, drawn_once, kept
from presentation.kept import Shelf

WIDTHS = range(80, 4001)  # pixels
STRETCHED = 1.5  # times its own height, at most: as faro.css has it
SIZE = re.compile(r"(\d{2,4})(?:x(\d{2,4}))?", re.ASCII)
MEDIA = {"svg": "image/svg+xml; charset=utf-8", "json": "application/json"}

_drawings: Shelf[str] = Shelf(ROOM)


async def answer(request: Request) -> Response:
    """Answer with the drawing of a chart, or its figure.

    Args:
        request: The request.
    """
    parts = request.path_params
    plot, ending, size = kept(parts["digest"]), parts["ending"], _size(parts["size"])
    if plot is None or size is None or ending not in MEDIA:
        return PlainTextResponse("there is no such chart", 404)
    width, height = size
    if height is not None:  # a browser asks before it knows how high the new figure is
        height = min(max(height, plot.height), ceil(STRETCHED * plot.height))
    made = f"{parts['digest']}/{width}x{height}.{ending}"
    try:
        body = _drawings.get(made)
        if body is None:  # one that is there needs no thread, and does not wait for one
            body = await asyncio.to_thread(
                drawn_once, parts["digest"], plot.spec, width, ending, height=height
            )
            _drawings.keep(made, body, len(body))
    except FaroError as error:  # only a chart of a reader's own question can be beyond it
        return PlainTextResponse(str(error), 422)
    return Response(body, media_type=MEDIA[ending], headers=FOREVER)


def _size(words: str) -> tuple[int, int | None] | None:
    """Return width and height of ``560`` or ``560x420``, or None where it is no such size."""
    size = SIZE.fullmatch(words)
    if size is None or int(size[1]) not in WIDTHS:
        return None
    return int(size[1]), int(size[2]) if size[2] else None
