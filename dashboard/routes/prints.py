"""Pictures of charts and printed matter as plain links, made when asked for and kept by build.

``/data/<build>/charts/<recipe>.<svg|png>?lang=es&…`` — the choices are those of the chart;
``/data/<build>/charts/<recipe>.html?lang=es&…`` — its table twin, as a piece of a page;
``/data/<build>/fichas/<cut>.pdf?lang=es`` — a municipality on one page;
``/data/<build>/informe.pdf?lang=es&region=13`` — the council report, or a regional brief.

A build never changes, so neither does the address; ``latest`` stands for the build served.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from presentation.formats import LANGUAGES

MOST_CHOICES = 8
BAD = {"bad_choice": 400}
Choices = tuple[tuple[str, str], ...]


def routes() -> list[Route]:
    """Return the routes of the pictures."""
    methods = ["GET", "HEAD"]
    return [
        Route("/data/{build_id}/charts/{recipe}.{ending}", _chart, methods=methods),
        Route("/data/{build_id}/fichas/{cut}.pdf", _ficha, methods=methods),
        Route("/data/{build_id}/informe.pdf", _informe, methods=methods),
    ]


@lru_cache(maxsize=128)
def _picture(build_id: str, recipe: str, lang: str, ending: str, choices: Choices) -> Marked:
    from exports.pictures import picture

    return picture(serving.open(build_id), recipe, lang, ending, dict(choices))


@lru_cache(maxsize=256)
def _twin(build_id: str, recipe_id: str, lang: str, choices: Choices) -> Marked:
    from exports.pictures import chart_of
    from presentation import charts
    from presentation.cards.tables import contract_table
    from presentation.words import Text

    build = serving.open(build_id)
    chart = chart_of(build, recipe_id, lang, dict(choices))
    recipe = charts.RECIPES[recipe_id]
    contract = build.describe(recipe.tables[0])
    t = Text(lang, build)
    twin = contract_table(chart.rows, contract, recipe.columns, t, caption=chart.takeaway)
    return Marked(twin.encode(), chart)


def _chart(request: Request) -> Response:
    from exports.pictures import dated

    asked = request.path_params
    try:
        lang, given = _choices(request)
        choices = tuple(sorted(dated(asked["recipe"], dict(given)).items()))
        build = _open(asked["build_id"])
        if asked["ending"] == "html":
            body = _twin(build.build_id, asked["recipe"], lang, choices)
        else:
            body = _picture(build.build_id, asked["recipe"], lang, asked["ending"], choices)
    except FaroError as error:
        return _refusal(error)
    parts = "_".join([asked["recipe"], *(value for _, value in choices), lang, build.build_id])
    passing = choices != given or asked["build_id"] == "latest"  # tomorrow it is another picture
    twin = asked["ending"] == "html"
    return attached(f"faro_{parts}", asked["ending"], body, keep=not passing, inline=twin)


@lru_cache(maxsize=2)
def _tables(build_id: str) -> Any:
    from exports.printing import Tables

    return Tables(serving.open(build_id))


@lru_cache(maxsize=64)
def _sheet(build_id: str, cut: str, lang: str) -> Marked:
    from exports.ficha import ficha

    return ficha(_tables(build_id), cut, lang)


def _ficha(request: Request) -> Response:
    asked = request.path_params
    try:
        lang, choices = _choices(request)
        if choices:
            raise FaroError("a ficha takes no choice but the language", code="bad_choice")
        build = _open(asked["build_id"])
        body = _sheet(build.build_id, asked["cut"], lang)
    except FaroError as error:
        return _refusal(error)
    name = f"faro_ficha_{asked['cut']}_{lang}_{build.build_id}"
    return attached(name, "pdf", body, keep=asked["build_id"] != "latest")


@lru_cache(maxsize=34)
def _report(build_id: str, lang: str, region: str | None) -> Marked:
    from exports.report import report

    return report(_tables(build_id), lang, region=region)


def _informe(request: Request) -> Response:
    asked = request.path_params
    try:
        lang, choices = _choices(request)
        region = dict(choices).get("region")
        if set(dict(choices)) - {"region"}:
            raise FaroError("the report takes no choice but region and lang", code="bad_choice")
        build = _open(asked["build_id"])
        if region is not None:
            from exports.run import region_code

            region = region_code(_tables(build.build_id), region)
        body = _report(build.build_id, lang, region)
    except FaroError as error:
        return _refusal(error)
    name = f"faro_minuta_{region}" if region else "faro_informe"
    keep = asked["build_id"] != "latest"
    return attached(f"{name}_{lang}_{build.build_id}", "pdf", body, keep=keep)


def _open(build_id: str) -> serving.Build:
    return serving.open(None if build_id == "latest" else build_id)


def _choices(request: Request) -> tuple[str, Choices]:
    pairs = request.query_params.multi_items()
    choices = dict(pairs)
    lang = choices.pop("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        raise FaroError(
            f"there is no language {lang[:20]}",
            fix=f"There are: {', '.join(LANGUAGES)}",
            code="bad_choice",
        )
    if len(pairs) > MOST_CHOICES or len(dict(pairs)) < len(pairs):
        raise FaroError("too many choices, or one of them twice", code="bad_choice")
    return lang, tuple(sorted(choices.items()))


def _refusal(error: FaroError) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=BAD.get(error.code, 404))
