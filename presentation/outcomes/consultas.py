"""Consultas: the answer to the question that an address carries.

It is asked as on the page: in the same sandbox, of the same desk, with the same limits. What was
answered last is kept, so that a frame of a page that many read asks once.
"""

from __future__ import annotations

from pipelines import serving
from pipelines.serving import Answer, Build
from presentation.cards.cards import card
from presentation.context import PageContext
from presentation.kept import Shelf
from presentation.markup.html import tag
from presentation.panels import answered

ROOM = 128_000_000  # bytes of answers

_answers: Shelf[Answer] = Shelf(ROOM)


def keep(build_id: str, sql: str, answer: Answer) -> None:
    """Keep an answer for those who ask the same by address.

    Args:
        build_id: The build.
        sql: The question.
        answer: The answer.
    """
    weight = int(answer.frame.memory_usage(deep=True).sum()) + len(sql)
    _answers.keep(repr((build_id, sql)), answer, weight)


def answer_to(build: Build, sql: str) -> Answer:
    """Return the answer to a question that came by an address.

    Nobody waits in front of it who could press again: where other queries run it gives way to them.

    Args:
        build: The build.
        sql: The question.

    Raises:
        FaroError: It is refused, wrong, needs too much, or other queries run
            (``query_<word of refusals>``).
    """
    answer = _answers.get(repr((build.build_id, sql)))
    if answer is None:
        if serving.desk_is_busy():
            raise serving.refusal("busy")
        answer = build.ask(sql)
        keep(build.build_id, sql, answer)
    return answer


def still(ctx: PageContext) -> None:
    """Show the answer to the question of an address.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: There is no answer (see :func:`answer_to`), or it is not to be drawn as asked for
            (``bad_choice``).
    """
    sql = ctx.carried("q") or ""
    answer = answer_to(ctx.build, sql)
    shape, cannot = answered.chosen_shape(ctx, answer)
    head, picture, listed, away = answered.shown(ctx, sql, answer, shape)
    why = tag("p", cannot, class_="faro-empty") if cannot else ""
    card(answered.CARD, head, picture, why, *listed, away)
