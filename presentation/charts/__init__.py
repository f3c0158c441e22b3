"""Charts: frames in, figure with its takeaway, subtitle and alternative text out. No Streamlit.

A chart is a module here that ends in a :class:`~base.Recipe`, and is found by it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import pandas as pd

from pipelines.serving import Build
from presentation.charts.base import Chart, Recipe
from presentation.charts.simulated import marked
from presentation.words import Text


def _recipes() -> Iterator[Recipe]:
    """Yield the recipes of all modules, each once, by module and in the order they stand there."""
    for module in pkgutil.iter_modules(__path__):
        own = vars(import_module(f"{__name__}.{module.name}"))
        yield from (value for value in own.values() if isinstance(value, Recipe))


RECIPES: dict[str, Recipe] = {recipe.id: recipe for recipe in _recipes()}


def draw(
    recipe_id: str,
    table: Callable[[str], pd.DataFrame],
    lang: str,
    params: Mapping[str, Any] | None = None,
    *,
    build: Build | None = None,
) -> Chart:
    """Draw one chart.

    Args:
        recipe_id: A key of :data:`RECIPES`.
        table: Returns a curated table by its name.
        lang: ``es`` or ``en``.
        params: Choices of the reader the chart takes, by name.
        build: Whose words and smallest group the chart speaks of; today's when None.
    """
    recipe, t = RECIPES[recipe_id], Text(lang, build)
    read = [table(name) for name in recipe.tables]
    return marked(recipe.draw(*read, t=t, **(params or {})), t, recipe.origin, *read)
