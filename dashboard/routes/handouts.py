"""Files made when asked for, as plain links: templates of deliveries and what changed since."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard.routes.address import Asked, Taken
from pipelines import receiving, serving
from pipelines.marking import Marked
from pipelines.serving import compare
from pipelines.spreadsheets import rows_csv
from presentation.worked_out import comparison

FIELDS = ("table", "key", "column", "kind", "before", "after", "change", "cause", "origin")


def template(request: Asked) -> Taken:
    """Return the template of a kind; a diagnosis takes the model it is for.

    Args:
        request: What the address asks for.
    """
    kind, model = request.path["kind"], request.query.get("model", "")
    name, body = receiving.template(kind, model, request.lang)
    return Taken(name.removesuffix(".xlsx"), "xlsx", Marked(body))


def changes(request: Asked) -> Taken:
    """Return what differs between two builds.

    Args:
        request: What the address asks for.
    """
    before, after = request.path["before"], request.path["after"]
    compared = comparison(before, after)
    tables = sorted({change.table for change in compared.changes})
    builds = [serving.open(build_id) for build_id in (before, after)]
    of = [build.origin_of(name) for build in builds for name in tables if name in build.tables()]
    return Taken(f"faro_changes_{before}_{after}", "csv", Marked(changes_csv(compared), *of))


def changes_csv(compared: compare.Comparison) -> bytes:
    """Return the differences as CSV; text that a spreadsheet would run is made inert.

    Of a table with very many, the file holds the largest; its last rows say how many more.

    Args:
        compared: What differs.
    """
    rows: list[list[Any]] = [
        [getattr(change, name) for name in FIELDS] for change in compared.changes
    ]
    listed = Counter(change.table for change in compared.changes)
    for table, n in compared.counts.items():
        if n > listed[table]:
            rows.append([table, f"({n - listed[table]} more)", None, "not_listed", *[None] * 5])
    return rows_csv(FIELDS, rows, bom=True)
