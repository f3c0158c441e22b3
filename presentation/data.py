"""What panels and charts are made from: frames and figures by build, language and choice.

A build never changes, so what is made from one is made once. The caches are plain ones of the
process, shared by every session; what they hold is read, never changed. Panels have one of their
own (:func:`drawn`, :mod:`presentation.panel_cache`), with the disk behind it of a server.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from functools import lru_cache
from typing import Any

import pandas as pd

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.specs import Metric
from presentation import charts, stored
from presentation.charts.base import Plot
from presentation.formats import Few
from presentation.panel_cache import clear as clear
from presentation.panel_cache import drawn as drawn
from presentation.panel_cache import forgets, named
from presentation.parts_of_tables import part

Where = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=512)
def _table(build_id: str, name: str, where: Where) -> pd.DataFrame:
    build = serving.open(build_id)
    rows = part(build, name, dict(where))
    rows.attrs["origin"] = build.origin_of(name)  # of an answer that is empty: see marking
    with suppress(stored.NotPlain):
        named(rows, "table", build_id, name, json.dumps(stored.plain(where)))
    return rows


def table(build_id: str, name: str, **where: Any) -> pd.DataFrame:
    """Return a curated table, or the rows equal to ``where``. Shared: do not change it.

    Args:
        build_id: The build.
        name: A core or out table.
        **where: Column → value.

    Returns:
        One row as the contract of the table says.

    Raises:
        FaroError: No such build (``no_build``), table (``no_table``) or column (``no_dimension``).
    """
    return _table(build_id, name, tuple(sorted(where.items())))


@lru_cache(maxsize=512)
def _metric(build_id: str, metric_id: str, by: tuple[str, ...], where: Where) -> pd.DataFrame:
    rows = serving.open(build_id).metric(metric_id, by=by, where=dict(where))
    with suppress(stored.NotPlain):
        named(rows, "metric", build_id, metric_id, json.dumps(stored.plain([by, where])))
    return rows


def metric(build_id: str, metric_id: str, *by: str, **where: Any) -> pd.DataFrame:
    """Return a metric by some dimensions. Shared: do not change it.

    Args:
        build_id: The build.
        metric_id: An id of ``metrics.yml``.
        *by: Dimensions to list.
        **where: Dimension → value.

    Returns:
        ``by``, ``value`` in the metric's unit, ``n``, ``origin``; see ``Build.metric``.

    Raises:
        FaroError: No such build (``no_build``), metric (``no_metric``) or dimension
            (``no_dimension``), or several values for one row (``ambiguous_metric``).
    """
    return _metric(build_id, metric_id, by, tuple(sorted(where.items())))


@lru_cache(maxsize=512)
def _figures(build_id: str, metric_id: str, where: Where) -> pd.DataFrame:
    measured = serving.metrics() | serving.open(build_id).metrics  # an old edition lacks new ones
    if metric_id not in measured:
        raise FaroError(
            f"there is no metric {metric_id}",
            fix="See pipelines/build/metrics.yml for those there are",
            code="no_metric",
        )
    name = measured[metric_id].table
    stored_rows = table(build_id, name, **dict(where))
    own = [metric for metric in measured.values() if metric.table == name]
    own = [metric for metric in own if metric.value in stored_rows]
    rows = stored_rows.drop(columns={metric.value for metric in own})
    rows = rows.assign(**{metric.id: _of_enough(stored_rows, metric) for metric in own})
    with suppress(stored.NotPlain):
        named(rows, "figures", build_id, metric_id, json.dumps(stored.plain(where)))
    return rows


def _of_enough(rows: pd.DataFrame, metric: Metric) -> pd.Series:
    """Return the values of a metric; of a group below its minimum, that they are too few.

    Of a group of nobody there is nothing, and no group that would be too small.
    """
    values = rows[metric.value]
    if metric.n not in rows or metric.min_group <= 1:
        return values
    sizes = rows[metric.n].to_numpy(dtype=float, na_value=math.nan)
    values = values.mask(sizes == 0)
    hidden = [metric.hides(n) for n in sizes]
    if not any(hidden):
        return values
    few = Few(metric.min_group)
    shown = [few if is_hidden else v for v, is_hidden in zip(values, hidden, strict=True)]
    return pd.Series(shown, index=values.index, dtype=object)


def figures(build_id: str, metric_id: str, **where: Any) -> pd.DataFrame:
    """Return what a metric says, row by row, beside what its rows are of. Shared: do not change it.

    For who needs more of a row than :func:`metric` gives: the name of its group, the day it is of,
    other metrics of the same rows. A column that a metric measures stands under the id of the
    metric, and no other way: what is measured has one name, wherever it is stored.

    Args:
        build_id: The build.
        metric_id: An id of ``metrics.yml``; of the metrics that stand in one table, any.
        **where: Column → value.

    Returns:
        One row as the contract of the metric's table says, each figure in its metric's unit under
        its id; of a group below the metric's minimum, :class:`presentation.formats.Few`.

    Raises:
        FaroError: No such build (``no_build``), metric (``no_metric``), or this build has no such
            table (``no_table``) or column (``no_dimension``).
    """
    return _figures(build_id, metric_id, tuple(sorted(where.items())))


def as_stored(build_id: str, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of :func:`figures` with every figure under the name of its column.

    Args:
        build_id: The build.
        name: The table they come from.
        rows: Rows of it; of :func:`table` as well.
    """
    measured = serving.metrics() | serving.open(build_id).metrics
    columns = {metric.id: metric.value for metric in measured.values() if metric.table == name}
    return rows.rename(columns={key: column for key, column in columns.items() if key != column})


def drawn_from(build_id: str, recipe_id: str, **params: Any) -> pd.DataFrame:
    """Return the rows of its first table that a chart is drawn from. Shared: do not change it.

    Args:
        build_id: The build.
        recipe_id: The chart.
        **params: What the chart takes.

    Returns:
        One row as the contract of the table says.

    Raises:
        KeyError: There is no such chart.
    """
    recipe = charts.RECIPES[recipe_id]
    own = {recipe.of: params[recipe.of]} if params.get(recipe.of) else {}
    return table(build_id, recipe.tables[0], **own)


@lru_cache(maxsize=512)
def _chart(build_id: str, recipe_id: str, lang: str, params: Where) -> Plot:
    build, recipe, choices = serving.open(build_id), charts.RECIPES[recipe_id], dict(params)

    def read(name: str) -> pd.DataFrame:
        if name == recipe.tables[0]:
            return drawn_from(build_id, recipe_id, **choices)
        return table(build_id, name)

    return charts.draw(recipe_id, read, lang, choices, build=build).plot()


def chart(build_id: str, recipe_id: str, lang: str, **params: Any) -> Plot:
    """Return a chart drawn once for each build, language and set of choices.

    Args:
        build_id: The build.
        recipe_id: The chart.
        lang: ``es`` or ``en``.
        **params: What the chart takes.

    Raises:
        KeyError: There is no such chart.
    """
    return _chart(build_id, recipe_id, lang, tuple(sorted(params.items())))


forgets += [cache.cache_clear for cache in (_table, _metric, _figures, _chart)]
