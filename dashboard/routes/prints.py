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

from dashboard.routes.address import Asked, Taken
from pipelines import serving
from pipelines.marking import Marked


def chart(request: Asked) -> Taken:
    """Return a chart as a picture, or its table twin.

    Args:
        request: What the address asks for.
    """
    from exports.pictures import dated, picture

    build, recipe, ending = request.build, request.path["recipe"], request.path["ending"]
    choices = dict(sorted(dated(recipe, request.query).items()))
    make = _twin if ending == "html" else picture
    body = make(build, recipe, request.lang, ending, choices)
    stem = "_".join(["faro", recipe, *choices.values(), request.lang, build.build_id])
    passing = choices != request.query  # drawn for today
    return Taken(stem, ending, body, passing=passing, inline=ending == "html")


def _twin(
    build: serving.Build, recipe_id: str, lang: str, _ending: str, choices: dict[str, str]
) -> Marked:
    from exports.pictures import chart_of
    from presentation import charts
    from presentation.markup.tables import contract_table
    from presentation.words import Text

    drawn = chart_of(build, recipe_id, lang, choices)
    recipe = charts.RECIPES[recipe_id]
    contract = build.describe(recipe.tables[0])
    t = Text(lang, build)
    twin = contract_table(drawn.rows, contract, recipe.columns, t, caption=drawn.takeaway)
    return Marked(twin.encode(), drawn)


@lru_cache(maxsize=2)
def _tables(build_id: str) -> Any:
    from exports.printing import Tables

    return Tables(serving.open(build_id))


def ficha(request: Asked) -> Taken:
    """Return a municipality on one page.

    Args:
        request: What the address asks for.
    """
    from exports.ficha import ficha

    build_id, cut = request.build.build_id, request.path["cut"]
    body = ficha(_tables(build_id), cut, request.lang)
    return Taken(f"faro_ficha_{cut}_{request.lang}_{build_id}", "pdf", body)


def informe(request: Asked) -> Taken:
    """Return the council report, or the brief of a region.

    Args:
        request: What the address asks for.
    """
    from exports.report import report
    from exports.run import region_code

    build_id, region = request.build.build_id, request.query.get("region")
    tables = _tables(build_id)
    region = None if region is None else region_code(tables, region)
    name = f"faro_region_{region}" if region else "faro_informe"
    body = report(tables, request.lang, region=region)
    return Taken(f"{name}_{request.lang}_{build_id}", "pdf", body)
