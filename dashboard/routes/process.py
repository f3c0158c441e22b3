"""Files of the active transparency process, made when asked for.

``/data/<build>/proceso/plazos.ics?lang=es&year=2026&generation=5&…`` — the deadlines of a year;
``/data/<build>/pmg/<country>/<code>/<year>.<pdf|xlsx>?lang=es`` — the PMG sheet of a municipality;
``/data/<build>/hojas/<role|process>/<name>.<pdf|docx>?lang=es`` — a sheet of a role or process.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError

STAGES = ("generation", "review", "publication")


def deadlines(asked: Asked) -> Taken:
    """Return the deadlines of a year as a calendar."""
    from exports.process.calendar import ics

    build, year = asked.build, _whole(asked.query.get("year", ""))
    days = {stage: _whole(asked.query[stage]) for stage in STAGES if stage in asked.query}
    body = ics(build, asked.lang, year=year, days=days)
    return Taken(f"faro_plazos_{year}_{asked.lang}_{build.build_id}", "ics", body)


def pmg(asked: Asked) -> Taken:
    """Return the PMG sheet of a municipality."""
    from exports.process import pmg

    build, code, ending = asked.build, asked.path["code"], asked.path["ending"]
    year, make = _whole(asked.path["year"]), pmg.pdf if ending == "pdf" else pmg.xlsx
    body = make(build, asked.path["country"], code, year, asked.lang)
    return Taken(f"faro_pmg_{code}_{year}_{asked.lang}_{build.build_id}", ending, body)


def sheet(asked: Asked) -> Taken:
    """Return a role or process sheet."""
    from exports.process import sheets

    build, ending = asked.build, asked.path["ending"]
    kind, name = asked.path["kind"], asked.path["name"]
    body = (sheets.pdf if ending == "pdf" else sheets.docx)(build, kind, name, asked.lang)
    return Taken(f"faro_ficha_{kind}_{name}_{asked.lang}_{build.build_id}", ending, body)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise FaroError(
            f"{text[:20]} is no whole number",
            fix="Copy the address from the page",
            code="bad_choice",
            es=f"{text[:20]} no es un número entero. Copie la dirección de la página",
        )
    return int(text)
