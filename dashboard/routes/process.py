"""Files of the active transparency process, made when asked for.

``/data/<build>/proceso/plazos.ics?lang=es&year=2026&generation=5&…`` — the deadlines of a year;
``/data/<build>/pmg/<country>/<code>/<year>.<pdf|xlsx>?lang=es`` — the PMG sheet of a municipality;
``/data/<build>/hojas/<role|process>/<name>.<pdf|docx>?lang=es`` — a sheet of a role or process.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError

STAGES = ("generation", "review", "publication")


def deadlines(request: Asked) -> Taken:
    """Return the deadlines of a year as a calendar.

    Args:
        request: What the address asks for.
    """
    from exports.process.calendar import ics

    build, year = request.build, _whole(request.query.get("year", ""))
    days = {stage: _whole(request.query[stage]) for stage in STAGES if stage in request.query}
    body = ics(build, request.lang, year=year, days=days)
    return Taken(f"faro_plazos_{year}_{request.lang}_{build.build_id}", "ics", body)


def pmg(request: Asked) -> Taken:
    """Return the PMG sheet of a municipality.

    Args:
        request: What the address asks for.
    """
    from exports.process import pmg

    build, code, ending = request.build, request.path["code"], request.path["ending"]
    year, make = _whole(request.path["year"]), pmg.pdf if ending == "pdf" else pmg.xlsx
    body = make(build, request.path["country"], code, year, request.lang)
    return Taken(f"faro_pmg_{code}_{year}_{request.lang}_{build.build_id}", ending, body)


def sheet(request: Asked) -> Taken:
    """Return a role or process sheet.

    Args:
        request: What the address asks for.
    """
    from exports.process import sheets

    build, ending = request.build, request.path["ending"]
    kind, name = request.path["kind"], request.path["name"]
    body = (sheets.pdf if ending == "pdf" else sheets.docx)(build, kind, name, request.lang)
    return Taken(f"faro_ficha_{kind}_{name}_{request.lang}_{build.build_id}", ending, body)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise FaroError(
            f"{text[:20]} is no whole number",
            fix="Copy the address from the page",
            code="bad_choice",
            es=f"{text[:20]} no es un número entero. Copie la dirección de la página",
        )
    return int(text)
