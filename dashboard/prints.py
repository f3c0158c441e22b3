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
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.format import LANGUAGES

MEDIA = {
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
}
MOST_CHOICES = 8
BAD = {"bad_choice": 400}
Choices = tuple[tuple[str, str], ...]


def chart_link(build_id: str, recipe_id: str, ending: str, lang: str, **choices: Any) -> str:
    """Return the address of a chart as a picture."""
    query = {"lang": lang} | {k: str(v) for k, v in choices.items() if v is not None}
    return f"/data/{quote(build_id)}/charts/{quote(recipe_id)}.{ending}?{urlencode(query)}"


def ficha_link(build_id: str, cut: str, lang: str) -> str:
    """Return the address of the ficha of a municipality."""
    return f"/data/{quote(build_id)}/fichas/{quote(cut)}.pdf?{urlencode({'lang': lang})}"


def informe_link(build_id: str, lang: str, region: str | None = None) -> str:
    """Return the address of the council report, or of the brief of a region."""
    query = {"lang": lang} | ({"region": region} if region else {})
    return f"/data/{quote(build_id)}/informe.pdf?{urlencode(query)}"


def routes() -> list[Route]:
    """Return the routes of the pictures."""
    methods = ["GET", "HEAD"]
    return [
        Route("/data/{build_id}/charts/{recipe}.{ending}", _chart, methods=methods),
        Route("/data/{build_id}/fichas/{cut}.pdf", _ficha, methods=methods),
        Route("/data/{build_id}/informe.pdf", _informe, methods=methods),
    ]


@lru_cache(maxsize=128)
def _picture(build_id: str, recipe: str, lang: str, ending: str, choices: Choices) -> bytes:
    from exports.pictures import picture

    return picture(serving.open(build_id), recipe, lang, ending, dict(choices))


@lru_cache(maxsize=256)
def _twin(build_id: str, recipe_id: str, lang: str, choices: Choices) -> bytes:
    from dashboard import charts
    from dashboard.components.tables import contract_table
    from dashboard.text import Text
    from exports.pictures import chart_of

    build = serving.open(build_id)
    chart = chart_of(build, recipe_id, lang, dict(choices))
    recipe = charts.RECIPES[recipe_id]
    contract = build.describe(recipe.tables[0])
    t = Text(lang, build)
    return contract_table(chart.rows, contract, recipe.columns, t, caption=chart.takeaway).encode()


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
    passing = "latest" if choices != given else asked["build_id"]  # tomorrow it is another picture
    return _file(f"faro_{parts}", body, asked["ending"], passing)


@lru_cache(maxsize=2)
def _tables(build_id: str) -> Any:
    from exports.printing import Tables

    return Tables(serving.open(build_id))


@lru_cache(maxsize=64)
def _sheet(build_id: str, cut: str, lang: str) -> bytes:
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
    return _file(name, body, "pdf", asked["build_id"])


@lru_cache(maxsize=34)
def _report(build_id: str, lang: str, region: str | None) -> bytes:
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
    return _file(f"{name}_{lang}_{build.build_id}", body, "pdf", asked["build_id"])


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


def _file(name: str, body: bytes, ending: str, build_id: str) -> Response:
    is_latest = build_id == "latest"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in name)
    how = "inline" if ending == "html" else "attachment"
    headers = {
        "content-disposition": f'{how}; filename="{plain}.{ending}"',
        "cache-control": "no-cache" if is_latest else "public, max-age=31536000, immutable",
    }
    return Response(body, media_type=MEDIA[ending], headers=headers)
