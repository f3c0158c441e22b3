"""Files made when asked for, as plain links: templates of deliveries and what changed since."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.routes.attached import attached
from pipelines import receiving, serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import compare
from pipelines.spreadsheets import rows_csv
from presentation.data import comparison

FIELDS = ("table", "key", "column", "kind", "before", "after", "change", "cause", "origin")


def routes() -> list[Route]:
    """Return the routes of these files."""
    methods = ["GET", "HEAD"]
    return [
        Route("/faro/template/{kind}.xlsx", _template, methods=methods),
        Route("/faro/changes/{before}/{after}.csv", _changes, methods=methods),
    ]


def _template(request: Request) -> Response:
    try:
        asked = request.query_params
        model, lang = asked.get("model", ""), asked.get("lang", "es")
        name, body = receiving.template(request.path_params["kind"], model, lang)
    except FaroError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    return attached(name.removesuffix(".xlsx"), "xlsx", Marked(body))


def _changes(request: Request) -> Response:
    before, after = request.path_params["before"], request.path_params["after"]
    try:
        found = comparison(before, after)
    except FaroError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    tables = sorted({change.table for change in found.changes})
    of = [
        serving.open(one).origin_of(name)
        for one in (before, after)
        for name in tables
        if name in serving.open(one).tables()
    ]
    return attached(f"faro_changes_{before}_{after}", "csv", Marked(changes_csv(found), *of))


def changes_csv(found: compare.Comparison) -> bytes:
    """Return every difference as CSV; text that a spreadsheet would run is made inert."""
    rows = [[getattr(change, name) for name in FIELDS] for change in found.changes]
    return rows_csv(FIELDS, rows, bom=True)
