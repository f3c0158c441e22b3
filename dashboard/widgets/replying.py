"""The three steps of the right of reply, each for the role that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import ACCEPT, DELIVER
from pipelines.receiving import reply
from pipelines.receiving.reply import MOST_TEXT, Case
from pipelines.receiving.scores import Score
from presentation.cards.cards import card_head
from presentation.cards.universe import municipalities
from presentation.context import PageContext
from presentation.markup.html import put, tag

_SAID = "_reply_said"


def steps(
    ctx: PageContext, round_id: str, cases: Sequence[Case], known: Mapping[str, Score]
) -> None:
    """Offer what who looks may do now: ask and resolve, or note what a municipality claims."""
    t, who, named = ctx.t, institution.current(), municipalities(ctx)
    with ctx.stage.box("card_steps"):
        put(card_head(t("replica.steps_title"), t("replica.steps_subtitle")))
        _say()
        if who.may(ACCEPT):
            cuts = {case.cut for case in cases}
            _ask(ctx, round_id, {cut: named[cut] for cut in known if cut not in cuts})
        if who.may(DELIVER):
            _score(ctx, round_id, _of(cases, "asked"), named, "answer", reply.answer, "claim")
        if who.may(ACCEPT):
            _score(ctx, round_id, _of(cases, "answered"), named, "resolve", reply.resolve, "reason")


def _of(cases: Sequence[Case], state: str) -> list[Case]:
    return [case for case in cases if case.state == state]


def _ask(ctx: PageContext, round_id: str, open_: Mapping[str, str]) -> None:
    t = ctx.t
    listed = sorted(open_, key=lambda cut: open_[cut].casefold())
    beside = st.form("reply_ask").container(horizontal=True, vertical_alignment="bottom")
    with beside:
        cut = st.selectbox(
            t("replica.ask"),
            listed,
            index=None,
            placeholder=t("replica.choose"),
            format_func=open_.__getitem__,
            filter_mode="contains",
            key="reply_ask_cut",
        )
        if st.form_submit_button(t("replica.ask_go"), key="reply_ask_go") and cut:
            _do(ctx, lambda: reply.ask(ctx.build, cut, round_id))


def _score(
    ctx: PageContext,
    round_id: str,
    open_: Sequence[Case],
    named: Mapping[str, str],
    step: str,
    act: Callable[..., Case],
    why: str,
) -> None:
    """Show the form of a step that says a score and why, where a case waits for it."""
    if not open_:
        return
    t, by_cut = ctx.t, {case.cut: case for case in open_}
    with st.form(f"reply_{step}"):
        cut = st.selectbox(
            t(f"replica.{step}"),
            list(by_cut),
            format_func=lambda code: f"{named.get(code, code)} · {_stands(ctx, by_cut[code])}",
            key=f"reply_{step}_cut",
        )
        score = st.number_input(
            t("replica.score"), 0.0, 100.0, value=None, step=0.01, key=f"reply_{step}_score"
        )
        words = st.text_area(
            t("replica.why"),
            help=t("replica.no_people"),
            max_chars=MOST_TEXT,
            key=f"reply_{step}_why",
        )
        no_people = st.checkbox(t("replica.no_name"), key=f"reply_{step}_no_people")
        if st.form_submit_button(t(f"replica.{step}_go"), key=f"reply_{step}_go"):
            if score is None:
                _say(t("replica.no_score"), is_wrong=True)
                return
            texts = {why: words, "no_people": no_people}
            _do(ctx, lambda: act(cut, round_id, score=score, **texts))


def _stands(ctx: PageContext, case: Case) -> str:
    t = ctx.t
    if case.claimed is None:
        return t("replica.has_score", score=t.percent(case.published, 2))
    return t("replica.claims_score", score=t.percent(case.claimed, 2))


def _do(ctx: PageContext, act: Callable[[], Case]) -> None:
    try:
        done = act()
    except FaroError as error:
        _say(error.in_language(ctx.lang), is_wrong=True)
        return
    st.session_state[_SAID] = ctx.t(f"replica.done.{done.state}")
    st.rerun()


def _say(text: str | None = None, *, is_wrong: bool = False) -> None:
    """Say how a step ended: at once where it is given, else what the run before left."""
    text = text or st.session_state.pop(_SAID, None)
    if text:
        kind = "faro-accept error" if is_wrong else "faro-accept"
        put(tag("p", text, class_=kind, role="alert" if is_wrong else "status"))
