"""One chart of a build as a picture, asked for by name with the reader's choices."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping

from pipelines import clock, serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from presentation import charts, drawing
from presentation.charts.base import Chart
from presentation.charts.credits import credit
from presentation.words import Text

FORMATS = ("svg", "png")
KNOWN = {
    "cut": ("core_territory__comuna", "cut"),
    "region_code": ("core_territory__region", "region_code"),
    "region": ("core_territory__region", "region_code"),
    "round_id": ("core_fiscalizacion__round", "round_id"),
    "commitment": ("out_ogp__commitment", "commitment_id"),
    "tool": ("core_catalogue__tool", "tool_id"),
}
UNIVERSE = {"region_code", "rurality", "group_id"}
_PLAIN = re.compile(r"[\w.,:~+-]{1,200}")


def picture(
    build: Build, recipe_id: str, lang: str, ending: str, choices: Mapping[str, str]
) -> Marked:
    """Return a chart of a build as SVG or PNG, with its title, source line and build.

    Args:
        build: The build.
        recipe_id: A key of :data:`presentation.charts.RECIPES`.
        lang: ``es`` or ``en``.
        ending: ``svg`` or ``png``.
        choices: What the reader chose, by the name of the chart's parameter.

    Raises:
        FaroError: No such chart or format (``no_chart``), a choice it does not take
            (``bad_choice``), or nothing to draw (``empty_chart``).
    """
    if ending not in FORMATS:
        raise _missing(f"there is no picture {ending[:20]}", FORMATS)
    chart = chart_of(build, recipe_id, lang, choices)
    t = Text(lang, build)
    note = credit(t, chart.rows, build=build, origin=chart.origin)
    return drawing.picture(chart, t, ending, note=note)


def chart_of(build: Build, recipe_id: str, lang: str, choices: Mapping[str, str]) -> Chart:
    """Return a chart of a build, asked for by name with the reader's choices.

    Args:
        build: The build.
        recipe_id: The chart.
        lang: ``es`` or ``en``.
        choices: What the chart takes, by name.

    Raises:
        FaroError: No such chart (``no_chart``), a choice it does not take (``bad_choice``), or
            nothing to draw (``empty_chart``).
    """
    if recipe_id not in charts.RECIPES:
        raise _missing(f"there is no chart {recipe_id[:60]}", charts.RECIPES)
    check_choices(build, recipe_id, choices)
    try:
        with serving.of_its_time(build):
            chart = charts.draw(recipe_id, build.table, lang, choices, build=build)
    except (KeyError, IndexError, ValueError) as error:
        if not choices:
            raise
        raise _bad(f"{recipe_id} does not know such a choice", "Copy the page's address") from error
    if chart.is_empty:
        raise FaroError(
            "this build has nothing to draw there",
            where=f"{recipe_id} · {build.build_id}",
            fix="Deliver the files it needs, or open another build",
            code="empty_chart",
        )
    return chart


def dated(recipe_id: str, choices: Mapping[str, str]) -> dict[str, str]:
    """Return the choices of a chart with the day it is drawn for, where it is drawn for one.

    Args:
        recipe_id: The chart.
        choices: What the chart takes, by name.
    """
    recipe = charts.RECIPES.get(recipe_id)
    if recipe is None or "as_of" not in inspect.signature(recipe.draw).parameters:
        return dict(choices)
    return {"as_of": clock.today().isoformat(), **choices}


def check_choices(build: Build, recipe_id: str, choices: Mapping[str, str]) -> None:
    """Make sure that a chart takes these choices and that the build knows their values.

    Args:
        build: The build.
        recipe_id: The chart.
        choices: What the chart takes, by name.

    Raises:
        FaroError: It does not.
    """
    parameters = list(inspect.signature(charts.RECIPES[recipe_id].draw).parameters.values())
    takes = {
        parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY
    } - {"t"}
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        takes |= UNIVERSE
    for name, value in choices.items():
        if name not in takes:
            raise _bad(f"{recipe_id} does not take {name[:40]}", f"It takes: {_listed(takes)}")
        table, column = KNOWN.get(name, ("", ""))
        if table and value != "all" and build.table(table, {column: value}).empty:
            raise _bad(f"there is no {name} {value[:40]}", f"See the table {table}")
        if not _PLAIN.fullmatch(value):
            raise _bad(f"{name} is not a plain id", "Copy the address from the page")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _missing(what: str, known: Iterable[str]) -> FaroError:
    return FaroError(what, fix=f"There are: {_listed(known)}", code="no_chart")


def _bad(what: str, fix: str) -> FaroError:
    return FaroError(what, fix=fix, code="bad_choice")
