"""Charts as their pages show them: drawn for a width, or as Plotly's JSON.

``/plots/<figure>/<width>.svg`` — the drawing, a piece of a page;
``/plots/<figure>/<width>.json`` — the figure with the margins of that drawing, for Plotly.

A figure is named by its digest, so an address never changes what it shows. Those that pages have
shown last are kept; a chart of a page that was open for very long may be gone, and says so.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.charts.base import Plot
from dashboard.shelf import Shelf
from exports import drawing
from exports.drawing.plot import margins
from pipelines.errors import FaroError

KEPT = 4096
WIDTHS = range(80, 4001)  # pixels
MEDIA = {"svg": "image/svg+xml; charset=utf-8", "json": "application/json"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}

_shelf: Shelf[Plot] = Shelf(KEPT)
_drawings: Shelf[str] = Shelf(KEPT)


def keep(plot: Plot) -> str:
    """Keep a chart for the page that shows it; return the address of its drawings."""
    _shelf.keep(plot.digest, plot)
    return f"/plots/{plot.digest}"


def kept(digest: str) -> Plot | None:
    """Return a chart that a page has shown, or None when it is gone."""
    return _shelf.get(digest)


def routes() -> list[Route]:
    """Return the routes of the drawings."""
    return [Route("/plots/{digest}/{width}.{ending}", _answer, methods=["GET", "HEAD"])]


async def _answer(request: Request) -> Response:
    asked = request.path_params
    plot, ending = kept(asked["digest"]), asked["ending"]
    width = int(asked["width"]) if re.fullmatch(r"\d{2,4}", asked["width"], re.ASCII) else 0
    if plot is None or width not in WIDTHS or ending not in MEDIA:
        return PlainTextResponse("there is no such chart", 404)
    made = f"{plot.digest}/{width}.{ending}"
    try:
        body = _drawings.get(made)
        if body is None:  # one that is there needs no thread, and does not wait for one
            body = await asyncio.to_thread(_drawing, plot.digest, plot.spec, width, ending)
            _drawings.keep(made, body)
    except FaroError as error:  # only a chart of a reader's own question can be beyond it
        return PlainTextResponse(str(error), 422)
    return Response(body, media_type=MEDIA[ending], headers=FOREVER)


def _drawing(digest: str, spec: str, width: int, ending: str) -> str:
    figure: dict[str, Any] = json.loads(spec)
    layout = figure["layout"] = {**figure["layout"], "width": width}
    with suppress(FaroError):  # both drawings stand alike; without, Plotly makes room by itself
        layout["margin"] = {**layout.get("margin", {}), **margins(figure, width=width)}
    if ending == "json":
        return json.dumps(figure)
    return drawing.inline(figure, width=width, name=f"p{digest}")
