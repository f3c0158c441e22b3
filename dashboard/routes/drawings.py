"""Charts by address: ``/plots/<figure>/<width>.svg``, or ``.json`` for Plotly."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.routes.media import FOREVER
from pipelines.errors import FaroError
from presentation.drawings import MOST_KEPT, drawn_once, kept
from presentation.kept import Shelf

WIDTHS = range(80, 4001)  # pixels
MEDIA = {"svg": "image/svg+xml; charset=utf-8", "json": "application/json"}

_drawings: Shelf[str] = Shelf(MOST_KEPT)


async def answer(request: Request) -> Response:
    """Answer with the drawing of a chart, or its figure."""
    parts = request.path_params
    plot, ending = kept(parts["digest"]), parts["ending"]
    width = int(parts["width"]) if re.fullmatch(r"\d{2,4}", parts["width"], re.ASCII) else 0
    if plot is None or width not in WIDTHS or ending not in MEDIA:
        return PlainTextResponse("there is no such chart", 404)
    made = f"{parts['digest']}/{width}.{ending}"
    try:
        body = _drawings.get(made)
        if body is None:  # one that is there needs no thread, and does not wait for one
            body = await asyncio.to_thread(drawn_once, parts["digest"], plot.spec, width, ending)
            _drawings.keep(made, body)
    except FaroError as error:  # only a chart of a reader's own question can be beyond it
        return PlainTextResponse(str(error), 422)
    return Response(body, media_type=MEDIA[ending], headers=FOREVER)
