"""Files made when asked for, as plain links: templates of deliveries and what changed since."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard.routes.address import Asked, Taken
from pipelines import receiving, serving
from pipelines.marking import Marked
from pipelines.serving import compare
from pipelines.spreadsheets import rows_csv
from presentation.data import comparison

FIELDS = ("table", "key", "column", "kind", "before", "after", "change", "cause", "origin")


def template(asked: Asked) -> Taken:
    """Return the template of a kind; a diagnosis takes the model it is for."""
    kind, model = asked.path["kind"], asked.query.get("model", "")
    name, body = receiving.template(kind, model, asked.lang)
    return Taken(name.removesuffix(".xlsx"), "xlsx", Marked(body))


def changes(asked: Asked) -> Taken:
    """Return what differs between two builds."""
    before, after = asked.path["before"], asked.path["after"]
    found = comparison(before, after)
    tables = sorted({change.table for change in found.changes})
    builds = [serving.open(one) for one in (before, after)]
    of = [build.origin_of(name) for build in builds for name in tables if name in build.tables()]
    return Taken(f"faro_changes_{before}_{after}", "csv", Marked(changes_csv(found), *of))


def changes_csv(found: compare.Comparison) -> bytes:
    """Return the differences as CSV; text that a spreadsheet would run is made inert.

    Of a table with very many, the file holds the largest; its last rows say how many more.
    """
    rows: list[list[Any]] = [[getattr(one, name) for name in FIELDS] for one in found.changes]
    listed = Counter(one.table for one in found.changes)
    for table, n in found.counts.items():
        if n > listed[table]:
            rows.append([table, f"({n - listed[table]} more)", None, "not_listed", *[None] * 5])
    return rows_csv(FIELDS, rows, bom=True)
