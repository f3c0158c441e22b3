"""Views that a reader keeps, and the municipalities they follow."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard import state
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import WATCH, keeping
from pipelines.institution.keeping import View
from presentation.cards.universe import municipalities
from presentation.context import PageContext
from presentation.markup.html import put, tag
from presentation.panels import propio
from presentation.words import Text

NAME, CHOSEN, GONE, _SAID = "view_name", "own_places", "view_gone", "_view_said"
NOT_OF_IT = ("build", "lang", "asked")  # a view is of the edition served, in the reader's language


def offer(t: Text) -> None:
    """Offer to keep the page with its choices under a name, to who has logged in."""
    who = institution.current()
    if not who.pseudonym or not who.may(WATCH):
        return
    with st.popover(t("propio.save"), type="tertiary", key="save_view"):
        st.text_input(t("propio.name"), key=NAME, max_chars=keeping.MOST_NAME)
        st.button(t("propio.keep"), key="keep_view", on_click=_keep, args=(t.lang,))
        is_wrong, words = st.session_state.pop(_SAID, (False, ""))
        if words:
            kind = "faro-accept error" if is_wrong else "faro-accept"
            put(tag("p", words, class_=kind, role="status"))


def here() -> str:
    """Return the address of the page as it stands, without what is not of the view."""
    query = st.query_params
    pairs = [(key, value) for key in query if key not in NOT_OF_IT for value in query.get_all(key)]
    page = state.here()
    return f"/{'' if page == 'resumen' else page}" + (f"?{urlencode(pairs)}" if pairs else "")


def _keep(lang: str) -> None:
    try:
        kept = keeping.save_view(st.session_state.get(NAME, ""), here())
    except FaroError as error:
        st.session_state[_SAID] = True, error.in_language(lang)
        return
    st.session_state[NAME] = ""
    st.session_state[_SAID] = False, Text(lang)("propio.kept", name=kept.name)


def choose_places(ctx: PageContext, cuts: Sequence[str]) -> None:
    """Let a reader choose the municipalities to follow; each choice is kept at once."""
    names = municipalities(ctx)
    st.multiselect(
        ctx.t("propio.places_title"),
        sorted(names, key=lambda cut: names[cut].casefold()),
        default=[cut for cut in cuts if cut in names],
        format_func=names.__getitem__,
        placeholder=ctx.t("propio.choose"),
        key=CHOSEN,
        on_change=_follow,
        label_visibility="collapsed",
        wrap=True,
    )


def _follow() -> None:
    chosen = {propio.KIND + cut for cut in st.session_state[CHOSEN]}
    known = {watched for watched in keeping.watched() if watched.startswith(propio.KIND)}
    for topic in chosen ^ known:
        keeping.watch(topic, on=topic in chosen)


def take_away(ctx: PageContext, kept: Sequence[View]) -> None:
    """Offer to take saved views away."""
    if not kept:
        return
    t = ctx.t
    with st.container(key="card_gone", horizontal=True, vertical_alignment="bottom"):
        names = [view.name for view in kept]
        name = st.selectbox(
            t("propio.gone"), names, index=None, placeholder=t("propio.choose_view"), key=GONE
        )
        st.button(t("propio.gone_go"), key="gone_go", on_click=_drop, disabled=name is None)


def _drop() -> None:
    if name := st.session_state.get(GONE):
        keeping.drop_view(name)
        st.session_state[GONE] = None
