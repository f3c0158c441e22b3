"""Reports of OGP commitments as plain links, made when asked for and kept by build.

``/data/<build>/ogp/<code>/<date>/<lang>/<format>`` — a build never changes, so neither does the
address. ``/faro/schema/ogp_commitment.schema.json`` is the published schema of its JSON.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from presentation.formats import LANGUAGES


def routes() -> list[Route]:
    """Return the routes of the reports and of the schema."""
    methods = ["GET", "HEAD"]
    return [
        Route("/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}", _report, methods=methods),
        Route("/faro/schema/ogp_commitment.schema.json", _schema, methods=methods),
    ]


@lru_cache(maxsize=64)
def _made(build_id: str, code: str, as_of: date, lang: str, name: str) -> tuple[str, Marked]:
    from exports.ogp.reports import report

    return report(serving.open(build_id), code, as_of, lang, name)


def _report(request: Request) -> Response:
    asked = request.path_params
    lang = asked["lang"] if asked["lang"] in LANGUAGES else LANGUAGES[0]
    try:
        latest = asked["build_id"] == "latest"
        build = serving.open(None if latest else asked["build_id"])
        day = _day(asked["as_of"])
        file, body = _made(build.build_id, asked["code"], day, lang, asked["name"])
    except FaroError as error:
        return PlainTextResponse(f"{error.in_language(lang)}\n", status_code=404)
    stem, _, ending = file.rpartition(".")
    return attached(stem, ending, body)


def _schema(_request: Request) -> Response:
    from exports.ogp.machine import schema

    return JSONResponse(schema(), media_type="application/schema+json")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FaroError(f"{text[:20]} is no date", code="bad_date") from error
