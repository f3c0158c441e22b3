"""How a metric may be cut: its own dimensions, their short names, and the entities it compares.

``round``, ``region``, ``group``, ``municipality``, ``tool`` and ``file`` stand for ``round_id``,
``region_code``, ``group_id``, ``cut``, ``tool_id`` and ``ta_file``. A metric that may be set side
by side (``comparable`` in ``metrics.yml``) can also be cut by region, rurality or municipality:
those figures stand ready in ``out_comparacion__entity_period`` and are not averaged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.errors import FaroError
from pipelines.specs import Metric

COMPARED = "out_comparacion__entity_period"
SHORT = {
    "round": "round_id",
    "region": "region_code",
    "group": "group_id",
    "municipality": "cut",
    "tool": "tool_id",
    "file": "ta_file",
}
ENTITY = {"region": "substr(entity_id, 2)", "rurality": "entity_id", "municipality": "entity_id"}


@dataclass(frozen=True)
class Cut:
    """Where the values of a metric are for the dimensions asked.

    Attributes:
        table: The curated table.
        value: SQL of the value; likewise ``n`` and ``origin``.
        columns: SQL of each dimension by its name, short or whole.
        fixed: Columns that must equal a value.
    """

    table: str
    value: str
    n: str
    origin: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str]


def cut(metric: Metric, dimensions: Iterable[str]) -> Cut:
    """Return where a metric stands by the dimensions asked.

    Args:
        metric: A metric of the build.
        dimensions: Names of dimensions, short or whole.

    Raises:
        FaroError: The metric has no such dimension (``no_dimension``), or not all of them at once.
    """
    names = set(dimensions)
    own = {name: f'"{name}"' for name in metric.dimensions}
    own |= {short: f'"{name}"' for short, name in SHORT.items() if name in metric.dimensions}
    if names <= own.keys():
        n, origin = metric.n or "null::integer", metric.origin or "'computed'"
        small = f"coalesce({n}, {metric.min_group}) >= {metric.min_group}"
        value = f"case when {small} then {metric.value} end"
        return Cut(metric.table, value, n, origin, own, {})
    for kind in metric.comparable:
        if kind in ENTITY and names <= (known := _compared(metric, kind)).keys():
            fixed = {"metric_id": metric.id, "entity_kind": kind}
            return Cut(COMPARED, "value", "n_municipalities", "origin", known, fixed)
    more = [kind for kind in metric.comparable if kind in ENTITY and kind not in own]
    unknown = sorted(names - own.keys() - set(more))
    raise FaroError(
        f"{metric.id} has no dimension {', '.join(unknown)}"
        if unknown
        else f"{metric.id} cannot be cut by {', '.join(sorted(names))} at once",
        fix=f"It has: {', '.join([*own, *more])}",
        code="no_dimension",
    )


def _compared(metric: Metric, kind: str) -> dict[str, str]:
    """Return the dimensions of the comparison of one kind of entity."""
    names = {kind, SHORT.get(kind, kind)}
    columns = dict.fromkeys(names, ENTITY[kind]) | {"year": "year"}
    if "round_id" in metric.dimensions:
        columns |= {"round": "round_id", "round_id": "round_id"}
    if "ta_file" in metric.dimensions:
        columns |= {"file": "part_id", "ta_file": "part_id"}
    return columns
