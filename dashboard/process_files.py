"""Files of the active transparency process, made when asked for.

``/data/<build>/proceso/plazos.ics?lang=es&year=2026&generation=5&…`` — the deadlines of a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.format import LANGUAGES

STAGES = ("generation", "review", "publication")


def ics_link(build_id: str, lang: str, year: int, days: Mapping[str, int]) -> str:
    """Return the address of the deadlines of a year as a calendar file."""
    query = urlencode({"lang": lang, "year": year, **days})
    return f"/data/{quote(build_id)}/proceso/plazos.ics?{query}"


def routes() -> list[Route]:
    """Return the routes of these files."""
    return [Route("/data/{build_id}/proceso/plazos.ics", _ics, methods=["GET", "HEAD"])]


def _ics(request: Request) -> Response:
    from exports.process.calendar import ics

    asked = request.query_params
    lang = asked.get("lang", "") if asked.get("lang") in LANGUAGES else LANGUAGES[0]
    try:
        build = _open(request.path_params["build_id"])
        days = {stage: _whole(asked[stage]) for stage in STAGES if stage in asked}
        body = ics(build, lang, year=_whole(asked.get("year", "")), days=days)
    except FaroError as error:
        return _refusal(error, lang)
    name = f"faro_plazos_{_whole(asked['year'])}_{lang}_{build.build_id}.ics"
    return _attachment(name, body, "text/calendar; charset=utf-8")


def _open(build_id: str) -> serving.Build:
    return serving.open(None if build_id == "latest" else build_id)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise FaroError(
            f"{text[:20]} is no whole number",
            fix="Copy the address from the page",
            code="bad_choice",
            es=f"{text[:20]} no es un número entero. Copie la dirección de la página",
        )
    return int(text)


def _refusal(error: FaroError, lang: str) -> Response:
    bad = error.code in ("bad_choice", "bad_days", "bad_month")
    return PlainTextResponse(f"{error.in_language(lang)}\n", status_code=400 if bad else 404)


def _attachment(name: str, body: bytes, media: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-cache",
    }
    return Response(body, media_type=media, headers=headers)
