"""A plan of adoption as a file: workbook, calendar, PDF, table or picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from exports.printing import Tables
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.methods.planning import plan
from pipelines.serving import Build
from presentation.plans.choices import FORMATS, Asked
from presentation.plans.choices import read as read_asked
from presentation.plans.view import PLACES, View, make
from presentation.plans.work import strict, versions
from presentation.words import Text


def read(build: Build, query: Mapping[str, str], *, today: date) -> Asked:
    """Return the plan an address asks for.

    Args:
        build: The build.
        query: Query of the address.
        today: Day of the line of today.

    Raises:
        FaroError: Part of it makes no sense, or there is no such municipality.
    """
    tables = Tables(build)
    request, nonsense = read_asked(query, versions(tables), today=today)
    places = tables(PLACES)
    here = (places["country"] == request.country) & (places["code"] == request.code)
    if not here.any():
        nonsense.append(f"{request.country} {request.code}".strip())
    if nonsense:
        raise FaroError(
            f"the plan asks for what is not there: {', '.join(nonsense)[:120]}",
            fix="Take it from the page, whose links always make sense",
            es=f"el plan pide algo que no existe: {', '.join(nonsense)[:120]}. "
            "Tómelo de la página, cuyos enlaces siempre sirven",
            code="bad_choice",
        )
    return request


def latest(build: Build, model: str) -> str:
    """Return the version a word names: its own id, or the last version of a model.

    Args:
        build: The build.
        model: Id of a version or of a model.
    """
    rows = build.table("core_model__version").sort_values("version_order")
    own = rows[rows["model_id"] == model]
    return str(own["version_id"].iloc[-1]) if len(own) else model


def schedule(
    build: Build, request: Asked, lang: str, ending: str, *, today: date, whole: bool = False
) -> tuple[str, Marked]:
    """Return what a plan is called as a file, without its ending, and its bytes.

    Args:
        build: The build.
        request: The plan.
        lang: ``es`` or ``en``.
        ending: One of :data:`FORMATS`.
        today: Day of the line of today.
        whole: Refuse a plan that leaves tools without months out; else they are named in it.

    Raises:
        FaroError: No such format, or the plan cannot be met.
        NotImplementedError: A format that has no writer.
    """
    if ending not in FORMATS:
        raise FaroError(
            f"there is no plan as {ending[:12]}",
            fix=f"There are: {', '.join(FORMATS)}",
            es=f"no hay plan como {ending[:12]}. Hay: {', '.join(FORMATS)}",
            code="bad_format",
        )
    view = make(Tables(build), request)
    if whole and view.work.left_out:
        plan(strict(view.work))
    if view.problem is not None:
        raise view.problem
    t = Text(lang, build)
    name = f"faro_plan_{request.country}_{request.code}_{request.version}_{build.build_id}_{lang}"
    return name, Marked(_body(build, view, t, ending, today), view.work)


def _body(build: Build, view: View, t: Text, ending: str, today: date) -> bytes:
    from exports.schedule import calendar, report, sheets

    if ending == "xlsx":
        return sheets.workbook(build, view, t)
    if ending == "csv":
        return sheets.table(build, view, t)
    if ending == "ics":
        return calendar.calendar(build, view, t)
    if ending == "pdf":
        return report.report(build, view, t, today=today)
    if ending in ("png", "svg"):
        return report.picture(build, view, t, ending, today=today)
    raise NotImplementedError(f"nothing writes a plan as {ending}: give it a writer here")
