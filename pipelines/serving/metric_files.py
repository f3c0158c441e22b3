"""Every metric as static files of a build: ``api/<metric>.csv``, ``.json``, ``.metadata.json``.

Written when a build is made and never changed, so that any tool can read a metric by its address.
Nothing in them depends on when or where they were made: whether a release may still change is
said by whoever hands them out (:func:`pipelines.serving.endpoint`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic_core import to_json

from pipelines import origins
from pipelines.marking import cited, fields
from pipelines.origins import LEVELS, SIMULATED, Origin
from pipelines.serving import Build
from pipelines.serving.figures import quoted
from pipelines.specs import Contract, Metric
from pipelines.spreadsheets import frame_csv, rows_csv
from pipelines.spreadsheets.lines import joined, written

FOLDER = "api"
PUBLISHER = "Faro, transparencia municipal"
# Where the rows of a file begin; no text of the metadata has a line end of its own.
_ROWS = b',\n "data": ['
Facts = dict[str, Any]
Ground = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def files(
    build: Build,
    *,
    before: Path | None = None,
    same: Callable[[Contract], bool] = lambda contract: False,
) -> dict[str, bytes]:
    """Return the name and content of every endpoint of a build, the index among them.

    Args:
        build: An open build.
        before: The endpoints of the last build, made by the same code.
        same: Says whether a table is as it was in that build: its rows are written as they were.

    Returns:
        By name: ``<metric>.csv`` and ``.json`` (one row for each cut by all its dimensions),
        ``<metric>.metadata.json`` and ``index.json``.

    Raises:
        FaroError: A metric has several values for one row of its dimensions (``ambiguous_metric``).
    """
    made: dict[str, bytes] = {}
    index: list[dict[str, Any]] = []
    known = _known_sources(build)
    ground = cache(lambda table: (build.rests_on(table), _sources(build, table, known)))

    def content_of(metric: Metric) -> tuple[bytes, bytes, Facts]:
        if before and same(build.describe(metric.table)):
            return _as_before(metric.id, before)
        return _written(build, metric)

    with ThreadPoolExecutor(2) as both:
        every = both.map(content_of, build.metrics.values())
    for metric, (csv, rows, facts) in zip(build.metrics.values(), every, strict=True):
        about = metadata(build, metric, facts, ground(metric.table))
        head = _json({"metadata": about}).rstrip().removesuffix(b"}").rstrip()
        made[f"{metric.id}.csv"], made[f"{metric.id}.json"] = csv, head + _ROWS + rows
        made[f"{metric.id}.metadata.json"] = _json(about)
        keys = ("id", "name", "unit", "rows", "origin", "simulated", "files")
        index.append({key: about[key] for key in keys})
    made["index.json"] = _json({"build_id": build.build_id, "metrics": index})
    return dict(sorted(made.items()))


def _written(build: Build, metric: Metric) -> tuple[bytes, bytes, Facts]:
    """Return the rows of a metric as CSV and as JSON, and what is to be known of them."""
    if not build.manifest["row_counts"][metric.table]:  # two of three, before CPLT delivers
        columns = [*metric.dimensions, "value", "n", "origin"]
        facts: Facts = {"columns": columns, "rows": 0, "origin": []}
        return rows_csv(columns, [], bom=False), b"\n\n]}\n", facts
    rows = build.metric(metric.id, by=metric.dimensions)
    rows.attrs = {}  # or pandas copies them with every column that is looked at
    held = set(rows["origin"].dropna().unique())
    levels = [level for level in LEVELS if level in held]
    facts = {"columns": list(rows.columns), "rows": len(rows), "origin": levels}
    return frame_csv(rows, bom=False, date_format="%Y-%m-%d"), _as_json(rows), facts


def _as_before(metric_id: str, folder: Path) -> tuple[bytes, bytes, Facts]:
    """Return the same of the last build."""
    about = json.loads((folder / f"{metric_id}.metadata.json").read_bytes())
    _, _, rows = (folder / f"{metric_id}.json").read_bytes().partition(_ROWS)
    facts = {key: about[key] for key in ("columns", "rows", "origin")}
    return (folder / f"{metric_id}.csv").read_bytes(), rows, facts


def metadata(build: Build, metric: Metric, facts: Facts, ground: Ground) -> dict[str, Any]:
    """Return what must be known of a metric to use its figures.

    Args:
        build: The build.
        metric: The metric.
        facts: Columns, number and origins of its rows by all its dimensions.
        ground: The files that its table rests on, and the sources that rows of it name.

    Returns:
        What JSON can hold.
    """
    rests, sources = ground
    # That a table is empty is an answer too: it rests on all that could have filled it.
    worst = origins.worst(facts["origin"] if facts["rows"] else [row["origin"] for row in rests])
    about: dict[str, Any] = {
        "id": metric.id,
        "name": metric.name.model_dump(),
        "definition": metric.definition.model_dump(),
        "unit": metric.unit,
        "decimals": metric.decimals,
        "direction": metric.direction,
        "minimum_group": metric.min_group,
        "dimensions": _dimensions(build, metric),
        **facts,
        "simulated": worst == SIMULATED,
        "missing": "empty in CSV, null in JSON; never zero",
        "table": metric.table,
        "sources": sources,
        "licence": sorted({row["licence"] for row in rests if row["licence"]}),
        "build_id": build.build_id,
        "citation": _citation(metric, build, worst),
        "files": {
            "csv": f"{metric.id}.csv",
            "json": f"{metric.id}.json",
            "metadata": f"{metric.id}.metadata.json",
        },
    }
    return about | fields(worst, provisional=False)


def _citation(metric: Metric, build: Build, origin: Origin) -> str:
    parts = (
        cited(origin, "es", provisional=False),
        PUBLISHER,
        metric.name.es,
        f"Edición {build.build_id}",
    )
    return f"{'. '.join(part for part in parts if part)}."


def _dimensions(build: Build, metric: Metric) -> list[dict[str, Any]]:
    contract = build.describe(metric.table)
    columns = [contract.column(name) for name in metric.dimensions]
    return [
        {
            "name": column.name,
            "type": column.type,
            "label": column.label.model_dump(),
            "definition": column.definition.model_dump(),
        }
        for column in columns
    ]


def _known_sources(build: Build) -> dict[str, dict[str, Any]]:
    """Return what is told of every source, by its id, in the order of ids."""
    columns = ["source_id", "title", "publisher", "date", "url"]
    rows = build.table("core_published__source")[columns].sort_values("source_id")
    return {row["source_id"]: _plain(row) for row in rows.to_dict("records")}


def _sources(build: Build, table: str, known: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sources that the rows of a table name."""
    columns = {column.name for column in build.describe(table).columns}
    if "source_ids" not in columns or not build.manifest["row_counts"][table]:
        return []
    frame = build.query(f"select distinct source_ids from {quoted(table)}")  # noqa: S608
    cells = frame["source_ids"].dropna().astype(str)
    named = {name.strip() for cell in cells for name in cell.split(",")}
    return [source for name, source in known.items() if name in named]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with values that JSON has; missing ones as null."""
    return {str(name): _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _as_json(rows: pd.DataFrame) -> bytes:
    """Return rows as the end of a JSON file, one a line: small, and legible to people."""
    columns = [
        written(rows.iloc[:, at], partial(_members, str(name)))
        for at, name in enumerate(rows.columns)
    ]
    lines = joined(columns, start="{", between=",", end="},\n") if len(rows) else b""
    return b"\n" + lines.removesuffix(b",\n") + b"\n]}\n"


def _members(name: str, values: Sequence[Any]) -> list[str]:
    """Return values as members of JSON objects."""
    key = json.dumps(name, ensure_ascii=False)
    return [
        f"{key}:{json.dumps(_plain_value(value), ensure_ascii=False, allow_nan=False)}"
        for value in values
    ]


def _json(content: Any) -> bytes:
    return to_json(content, indent=1, inf_nan_mode="null") + b"\n"
