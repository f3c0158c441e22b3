"""Every address that the server answers itself; links to them are in ``presentation/links.py``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.routes import (
    answers,
    drawings,
    edition,
    embedding,
    finding,
    handouts,
    metric_files,
    notices,
    operations,
    packs,
    pieces,
    plans,
    prints,
    process,
    questions,
    reports,
    samples,
    scenarios,
    self_assessments,
    tables,
)
from dashboard.routes.address import Address, no_address, refused
from dashboard.routes.media import READ
from pipelines.errors import FaroError
from presentation.formats import LANGUAGES
from presentation.panels import answered

# Files to take away. The last one takes all that others before it do not.
FILES = (
    Address(path="/faro/template/{kind}.xlsx", make=handouts.template, light=True),
    Address(
        path="/faro/find/{build_id}.json",
        make=finding.names_to_find,
        lasting=True,
        takes="",
        light=True,
    ),
    Address(
        path="/faro/columns/{build_id}.json",
        make=finding.named,
        lasting=True,
        takes="",
        light=True,
    ),
    Address(
        path="/faro/cards/{build_id}/{page}/{card}.json",
        make=finding.tab_of,
        lasting=True,
        takes="",
    ),
    Address(path="/faro/changes/{before}/{after}.csv", make=handouts.changes),
    Address(path="/faro/plan/{build_id}/plan.{ending}", make=plans.plan, bad=frozenset()),
    Address(path="/faro/sample/{build_id}/{name}.{ending}", make=samples.sample),
    Address(path="/faro/what_if/{build_id}/{part}.{ending}", make=scenarios.what_if),
    Address(
        path="/faro/self_assessment/{build_id}/{name}.{ending}",
        make=self_assessments.self_assessment,
        takes="answers cut target",
    ),
    Address(path="/data/{build_id}/packs/{name}.zip", make=packs.pack, lasting=True, takes=""),
    Address(
        path="/data/{build_id}/charts/{recipe}.{ending}",
        make=prints.chart,
        lasting=True,
        light=True,
        takes="*",
    ),
    Address(
        path="/data/{build_id}/cards/{page}/{card}.{ending}",
        make=embedding.picture,
        endings=("svg", "png"),
    ),
    Address(
        path="/data/{build_id}/consulta.{ending}",
        make=questions.answer,
        endings=answered.FILES,
        takes="q draw x y",
        turns=questions.TURNS,
    ),
    Address(path="/data/{build_id}/fichas/{cut}.pdf", make=prints.ficha, lasting=True, takes=""),
    Address(path="/data/{build_id}/informe.pdf", make=prints.informe, lasting=True, takes="region"),
    Address(path="/data/{build_id}/proceso/plazos.ics", make=process.deadlines),
    Address(
        path="/data/{build_id}/pmg/{country}/{code}/{year}.{ending}",
        make=process.pmg,
        endings=("pdf", "xlsx"),
    ),
    Address(
        path="/data/{build_id}/hojas/{kind}/{name}.{ending}",
        make=process.sheet,
        endings=("pdf", "docx"),
    ),
    Address(path="/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}", make=reports.report),
    Address(
        path="/data/{build_id}/{table}.{ending}",
        make=tables.table,
        lasting=True,
        endings=tables.FORMATS,
    ),
)
# Parts of pages, the open endpoints and a schema: what each of them says is its own.
OTHERS: dict[str, Callable[[Request], Any]] = {
    "/api/notices.atom": notices.atom,
    "/api/calendar.ics": notices.calendar,
    "/api/{name}": metric_files.answer,
    "/api/{build_id}/{name}": metric_files.answer,
    "/faro/answer/{digest}/{name}": answers.answer,
    "/pieces/{digests}": pieces.answer,
    "/publico/cita/{build_id}/{page}": edition.cited,
    "/publico/{path:path}": edition.answer,
    "/plots/{digest}/{size}.{ending}": drawings.answer,
    "/healthz": operations.alive,
    "/readyz": operations.ready,
    "/metrics": operations.metrics,
    "/embed/{build_id}/{recipe}": embedding.chart,
    "/embed/{build_id}/{page}/{card}": embedding.card,
    "/faro/schema/ogp_commitment.schema.json": reports.schema,
}


def _in_words(answer: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Have an address that makes no file say in words what it cannot answer."""

    @wraps(answer)
    async def answered(request: Request) -> Response:
        try:
            if iscoroutinefunction(answer):
                return await answer(request)
            return await run_in_threadpool(answer, request)
        except FaroError as error:
            return refused(error, _language(request))

    return answered


# What begins like one of ours and is none.
NOTHING = (
    "/data/{rest:path}",
    "/api/{build_id}/{name}/{rest:path}",
    "/faro/{rest:path}",
    "/embed/{rest:path}",
    "/pieces/{digests}/{rest:path}",
    "/plots/{rest:path}",
)


def nothing(request: Request) -> Response:
    """Answer that there is nothing at an address.

    Args:
        request: The request.
    """
    return refused(no_address(), _language(request))


def _language(request: Request) -> str:
    lang = request.query_params.get("lang", "")
    return lang if lang in LANGUAGES else LANGUAGES[0]


def routes() -> list[Route]:
    """Return them all as routes of the server."""
    others = [Route(path, _in_words(answer), methods=READ) for path, answer in OTHERS.items()]
    last = [Route(path, nothing, methods=READ) for path in NOTHING]
    return [*others, *(address.route() for address in FILES), *last]
