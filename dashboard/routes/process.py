"""Files of the active transparency process, made when asked for.

``/data/<build>/proceso/plazos.ics?lang=es&year=2026&generation=5&…`` — the deadlines of a year;
``/data/<build>/pmg/<country>/<code>/<year>.<pdf|xlsx>?lang=es`` — the PMG sheet of a municipality.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import serving
from pipelines.errors import FaroError
from presentation.formats import LANGUAGES

STAGES = ("generation", "review", "publication")
ENDINGS = ("pdf", "xlsx")


def routes() -> list[Route]:
    """Return the routes of these files."""
    methods = ["GET", "HEAD"]
    return [
        Route("/data/{build_id}/proceso/plazos.ics", _ics, methods=methods),
        Route("/data/{build_id}/pmg/{country}/{code}/{year}.{ending}", _pmg, methods=methods),
    ]


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
    name = f"faro_plazos_{_whole(asked['year'])}_{lang}_{build.build_id}"
    return attached(name, "ics", body)


def _pmg(request: Request) -> Response:
    from exports.process import pmg

    asked = request.path_params
    lang = asked_lang if (asked_lang := request.query_params.get("lang")) in LANGUAGES else "es"
    try:
        build, year = _open(asked["build_id"]), _whole(asked["year"])
        if asked["ending"] not in ENDINGS:
            raise FaroError(
                f"there is no format {asked['ending'][:20]}",
                fix="There are: pdf, xlsx",
                code="no_format",
            )
        make = pmg.pdf if asked["ending"] == "pdf" else pmg.xlsx
        body = make(build, asked["country"], asked["code"], year, str(lang))
    except FaroError as error:
        return _refusal(error, str(lang))
    name = f"faro_pmg_{asked['code']}_{year}_{lang}_{build.build_id}"
    return attached(name, asked["ending"], body)


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
