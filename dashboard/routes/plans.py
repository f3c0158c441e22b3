"""A plan as a file: ``/faro/plan/<build>/plan.<xlsx|ics|pdf|csv|png|svg>?cut=…&version=…&lang=es``.

Made when asked for, from the same address as the page; the start is always said, so that a link
gives the same plan tomorrow.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from presentation.formats import LANGUAGES
from presentation.plans.asked import Asked


def routes() -> list[Route]:
    """Return the routes of these files."""
    path = "/faro/plan/{build_id}/plan.{ending}"
    return [Route(path, _download, methods=["GET", "HEAD"])]


@lru_cache(maxsize=64)
def _made(build_id: str, asked: Asked, lang: str, ending: str, today: date) -> tuple[str, Marked]:
    from exports.schedule import schedule

    return schedule(serving.open(build_id), asked, lang, ending, today=today)


def _download(request: Request) -> Response:
    from exports.schedule import read

    ending, query = request.path_params["ending"], dict(request.query_params)
    lang = query.pop("lang", LANGUAGES[0])
    lang = lang if lang in LANGUAGES else LANGUAGES[0]
    try:
        wanted = request.path_params["build_id"]
        build = serving.open(None if wanted == "latest" else wanted)
        today = clock.today()
        asked = read(build, query, today=today)
        name, body = _made(build.build_id, asked, lang, ending, today)
    except FaroError as error:
        return PlainTextResponse(f"{error.in_language(lang)}\n", status_code=404)
    return attached(name, ending, body)
