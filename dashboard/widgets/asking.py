"""Asking in SQL: the box, the address that carries the question, and the wait that can be ended.

A query runs in a process of its own (``pipelines.serving``). While the page waits it speaks to
Streamlit four times a second, which is where a script can be stopped: whoever cancels, leaves or
changes anything ends the query too.
"""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st

from dashboard import identity, limits
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.serving import Answer
from presentation import worked_out
from presentation.context import PageContext
from presentation.markup.html import notice
from presentation.outcomes import consultas as outcomes

KEY, BOX = "q", "query_text"
OF_A_QUESTION = ("draw", "x", "y", "table")  # chosen for the question before
_LAST, _SEEN, _ENDED = "_query_answer", "_query_in_url", "_query_ended"
_PRESSED, _READER = "_query_pressed", "_query_reader"
QUIET_SECONDS, STEP_SECONDS = 0.8, 0.25


def question(ctx: PageContext) -> str:
    """Draw the box and return the question to answer: the reader's, or the first example.

    Args:
        ctx: The page's context.
    """
    t, state = ctx.t, st.session_state
    usual = serving.examples()[0].in_language(ctx.lang)
    query = st.query_params.get(KEY)
    if query is not None and (not query.strip() or len(query) > serving.MOST_CHARACTERS):
        notice(t("notice.bad_url", what=f"{KEY}={query[:40]}"))
        st.query_params.pop(KEY)
        query = None
    if BOX not in state or query != state.get(_SEEN):
        state[BOX] = query or usual
    state[_SEEN] = query
    with st.form("query", border=False):  # Ctrl+Enter sends it
        text = st.text_area(
            t("consultas.box"),
            key=BOX,
            height=190,
            max_chars=serving.MOST_CHARACTERS,
            help=t("consultas.box_help"),
        )
        if st.form_submit_button(t("consultas.run"), type="primary", key="query_run"):
            query = (text or "").strip()
            state.pop(_ENDED, None)
            state.pop(_LAST, None)
            state[_SEEN], state[_PRESSED] = query, True
            for key in OF_A_QUESTION if st.query_params.get(KEY) != query else ():
                st.query_params.pop(key, None)
                state.pop(key, None)
            st.query_params[KEY] = query
    return usual if query is None else query


def is_example(ctx: PageContext, sql: str) -> bool:
    """Return whether a question is one of our own examples.

    Args:
        ctx: The page's context.
        sql: The question.
    """
    return any(sql == example.in_language(ctx.lang) for example in serving.examples())


def outcome(ctx: PageContext, sql: str) -> Answer | FaroError:
    """Return the answer to a question, or why there is none; asked once in a session.

    Args:
        ctx: The page's context.
        sql: The question.
    """
    state, key, slot = st.session_state, (ctx.build_id, sql), st.empty()
    if state.get(_ENDED) == key:
        return serving.refusal("stopped")
    kept = state.get(_LAST)
    if kept is not None and kept[0] == key:
        again: Answer | FaroError = kept[1]
        return again
    if not (state.pop(_PRESSED, False) or is_example(ctx, sql)) and serving.desk_is_busy():
        return serving.refusal("link")
    answer: Answer | FaroError
    try:
        answer = (
            worked_out.example(ctx.build_id, sql) if is_example(ctx, sql) else _run(ctx, sql, slot)
        )
    except FaroError as error:
        answer = error
    else:
        outcomes.keep(ctx.build_id, sql, answer)  # for its files, whose addresses ask the same
    state[_LAST] = (key, answer)
    return answer


def _run(ctx: PageContext, sql: str, slot: Any) -> Answer:
    last, line = [0.0], list[Any]()

    def wait(seconds: float) -> None:
        if seconds < QUIET_SECONDS or seconds - last[0] < STEP_SECONDS:
            return
        last[0] = seconds
        if not line:
            with slot.container():
                line.append(st.empty())
                st.button(
                    ctx.t("consultas.cancel"),
                    key="query_cancel",
                    on_click=_end,
                    args=((ctx.build_id, sql),),
                )
        line[0].caption(ctx.t("consultas.running", seconds=ctx.t.number(seconds)))

    reader = st.session_state.setdefault(_READER, uuid.uuid4().hex)
    if pause := limits.take("queries", limits.bucket(identity.address_here())):
        raise limits.refusal("queries", pause)
    try:
        answer = ctx.build.ask(sql, wait=wait, reader=reader)
    except FaroError:
        slot.empty()
        raise
    slot.empty()
    return answer


def _end(key: tuple[str, str]) -> None:
    st.session_state[_ENDED] = key
