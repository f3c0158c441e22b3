"""One metric by some of its dimensions, and the condition of a look-up, with bound parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipelines.errors import FaroError
from pipelines.serving import cutting
from pipelines.specs import Metric

Query = Callable[[str, Sequence[Any]], pd.DataFrame]


def read(
    query: Query,
    metrics: Mapping[str, Metric],
    metric_id: str,
    by: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    *,
    build_id: str,
) -> pd.DataFrame:
    """Return the rows of a metric; see ``Build.metric``, which this is the work of.

    Args:
        query: Runs SQL with bound parameters on a build.
        metrics: The metrics of that build by id.
        metric_id: One of them.
        by: Dimensions to list.
        where: Dimension → value or list of values.
        build_id: The build, for the attributes of the frame.

    Returns:
        One row a value: the columns ``by``, ``value`` (in the metric's unit; null for a group below
        its minimum), ``n`` (members) and ``origin``, sorted by ``by``; the rest is in ``attrs``.

    Raises:
        FaroError: No such metric (``no_metric``) or dimension (``no_dimension``), or several values
            for one row (``ambiguous_metric``).
    """
    metric = metrics.get(metric_id)
    if metric is None:
        raise FaroError(
            f"there is no metric {metric_id}",
            fix=f"There are: {', '.join(metrics)}",
            code="no_metric",
        )
    where = where or {}
    cut = cutting.cut(metric, [*by, *(name for name in where if name != "origin")])
    allowed = {**cut.columns, "origin": cut.origin}
    condition, parameters = conditions(where, allowed, metric_id)
    for name, value in cut.fixed.items():
        condition += f"{' and' if condition else ' where'} {quoted(name)} = ?"
        parameters.append(value)
    names = "".join(f"{cut.columns[name]} as {quoted(name)}, " for name in by)
    order = f" order by {', '.join(quoted(name) for name in by)}" if by else ""
    frame = query(
        f"select {names}{cut.value} as value, {cut.n} as n, {cut.origin} as origin "  # noqa: S608
        f"from {quoted(cut.table)}{condition}{order}",
        parameters,
    )
    if frame.duplicated(list(by)).any() if by else len(frame) > 1:
        raise FaroError(
            f"{metric_id} has several values for one row of {list(by) or 'the whole'}",
            fix=f"Add to `by` or `where` one of: {', '.join(cut.columns)}",
            code="ambiguous_metric",
        )
    frame.attrs = {
        "metric": metric.id,
        "name": {"es": metric.name.es, "en": metric.name.en},
        "definition": {"es": metric.definition.es, "en": metric.definition.en},
        "origin": sorted(frame["origin"].dropna().unique()),
        "table": cut.table,
        "unit": metric.unit,
        "decimals": metric.decimals,
        "build_id": build_id,
    }
    return frame


def conditions(
    where: Mapping[str, Any], allowed: Mapping[str, str], subject: str
) -> tuple[str, list[Any]]:
    """Return the WHERE of a look-up and the parameters bound in it.

    Args:
        where: Name → value, list of values, or None for rows that have none.
        allowed: The SQL of each name that may be asked for.
        subject: What is looked up, for the error.

    Returns:
        `` where …`` (empty when nothing is asked) and its parameters in order.

    Raises:
        FaroError: A name that is not allowed (``no_dimension``).
    """
    parts, parameters = [], []
    for name, value in where.items():
        if name not in allowed:
            raise FaroError(
                f"{subject} has no column {name}",
                fix=f"It has: {', '.join(allowed)}",
                code="no_dimension",
            )
        if value is None:
            parts.append(f"{allowed[name]} is null")
        elif isinstance(value, list | tuple | set):
            parts.append(f"list_contains(?, {allowed[name]})")
            parameters.append(list(value))
        else:
            parts.append(f"{allowed[name]} = ?")
            parameters.append(value)
    return (f" where {' and '.join(parts)}" if parts else ""), parameters


def quoted(name: str) -> str:
    """Return a name as SQL writes one.

    Args:
        name: Of a table or column, whatever it holds.
    """
    return '"' + name.replace('"', '""') + '"'
