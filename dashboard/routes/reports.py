"""Reports of OGP commitments as plain links, made when asked for and kept by build.

``/data/<build>/ogp/<code>/<date>/<lang>/<format>`` — a build never changes, so neither does the
address. ``/faro/schema/ogp_commitment.schema.json`` is the published schema of its JSON.
"""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError


def report(request: Asked) -> Taken:
    """Return a report of a commitment at a date.

    Args:
        request: What the address asks for.
    """
    from exports.ogp.reports import report

    build, day = request.build, _day(request.path["as_of"])
    file, body = report(build, request.path["code"], day, request.lang, request.path["name"])
    stem, _, ending = file.rpartition(".")
    return Taken(stem, ending, body)


def schema(_request: Request) -> Response:
    """Answer with the schema of a report as JSON.

    Args:
        _request: The request; nothing of it matters.
    """
    from exports.ogp.machine import schema

    return JSONResponse(schema(), media_type="application/schema+json")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FaroError(f"{text[:20]} is no date", code="bad_date") from error
