"""Answers to questions in SQL by address: ``/data/<build>/consulta.<ending>?q=…``."""

from __future__ import annotations

from dashboard.routes.address import Asked, Taken
from dashboard.routes.turns import Turns
from presentation.context import Meant, PageContext
from presentation.outcomes import consultas
from presentation.panels import answered
from presentation.words import Text

# One place of the desk is left to those who wait before a page, and no file for a query.
TURNS = Turns(at_once=2)


def answer(request: Asked) -> Taken:
    """Return the answer to a question as a file.

    Args:
        request: What is asked for: a build, an ending, and the question as ``q``.

    Raises:
        FaroError: There is no answer (``query_<word of refusals>``), or it is not to be drawn as
            asked for (``bad_choice``).
    """
    from exports import cards as pictures

    build, ending, sql = request.build, request.path["ending"], request.query.get("q", "")
    given = consultas.answer_to(build, sql)
    stem = f"faro_consulta_{build.build_id}"
    if ending in ("csv", "parquet"):
        return Taken(stem, ending, answered.rows_as(given, ending))
    ctx = PageContext(build, Text(request.lang, build), choices=Meant(request.query))
    shape, _ = answered.chosen_shape(ctx, given)
    if shape is not None:
        return Taken(stem, ending, answered.picture(ctx, given, shape, ending))
    head, _, listed, _ = answered.shown(ctx, sql, given, None)
    made = pictures.card("".join([head, *listed]), build, ctx.t, ending, given.origin)
    return Taken(stem, ending, made)
