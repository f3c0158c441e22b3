"""A self-assessment as files: ``/faro/self_assessment/<build>/<name>?answers=…&cut=…&lang=es``.

``score.json`` is the answer of the API, ``sheet.pdf`` is printed, ``workbook.xlsx`` is filled in
further and opened again on the page or delivered. What ``answers`` says stands in
:mod:`presentation.choices.self_assessment`.
"""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from pipelines.errors import FaroError
from presentation.choices.self_assessment import NONE

STEM = "faro_autoevaluacion_2025"


def self_assessment(request: Asked) -> Taken:
    """Return a file of a self-assessment.

    Args:
        request: What the address asks for.

    Raises:
        FaroError: There is none of that name (``no_table``).
    """
    from exports import self_assessment as files

    makers = {"score.json": files.score, "sheet.pdf": files.sheet, "workbook.xlsx": files.workbook}
    name, ending = request.path["name"], request.path["ending"]
    make = makers.get(f"{name}.{ending}")
    if make is None:
        raise FaroError(
            "there is no such file of a self-assessment",
            fix=f"There are: {', '.join(makers)}",
            code="no_table",
            es="no existe ese archivo de una autoevaluación. Hay: " + ", ".join(makers),
        )
    assessed = files.read(request.build, request.query)
    parts = [STEM, *([] if assessed.cut == NONE else [assessed.cut]), name]
    stem = "_".join([*parts, request.build.build_id, request.lang])
    return Taken(
        stem, ending, make(request.build, assessed, request.lang), passing=ending == "xlsx"
    )
