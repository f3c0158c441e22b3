"""Where an editor writes the narrative of a commitment, and takes it away to be delivered."""

from __future__ import annotations

import streamlit as st

from dashboard.widgets.taking import take_button
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import ACCEPT, narratives
from pipelines.origins import DELIVERED
from presentation.cards.cards import card_head
from presentation.context import PageContext
from presentation.desk.record import Record
from presentation.markup.html import put, tag
from presentation.panels import narratives as panel

FIELD, NO_PEOPLE, WRONG = "narrative_field", "narrative_no_people", "_narrative_wrong"
BOXES = {
    "author_role": "narrative_role",
    "text_es": "narrative_es",
    "text_en": "narrative_en",
}


def narrate_box(ctx: PageContext, record: Record) -> None:
    """Show what was written of a commitment and the form that writes more, to editors."""
    if not institution.is_on() or not institution.current().may(ACCEPT):
        return
    t, standing = ctx.t, narratives.standing(record.code)
    with ctx.stage.box("card_narratives"):
        put(card_head(t("narratives.title"), t("narratives.subtitle")))
        place = st.container()
        _form(ctx, record)
        with place:
            put(panel.shown(ctx, record, narratives.history(record.code)))
        if standing:
            take_button(
                None,
                t("narratives.deliver"),
                lambda: panel.delivery(standing),
                stem=f"relatos_{record.code}",
                ending="csv",
                origin=DELIVERED,
                key="narratives_csv",
            )


def _form(ctx: PageContext, record: Record) -> None:
    t, named = ctx.t, panel.fields(ctx, record)
    with st.form("narrative"):  # what is refused stays in its boxes
        st.selectbox(t("narratives.field"), list(named), format_func=named.__getitem__, key=FIELD)
        st.text_input(
            t("narratives.role"), max_chars=narratives.MOST_ROLE, key=BOXES["author_role"]
        )
        for lang in ("es", "en"):
            st.text_area(
                t(f"narratives.text_{lang}"),
                help=t("ogp.enter.no_people"),
                max_chars=narratives.MOST_TEXT,
                key=BOXES[f"text_{lang}"],
            )
        st.checkbox(t("narratives.no_name"), key=NO_PEOPLE)
        st.form_submit_button(
            t("narratives.write"), key="narrative_write", on_click=_write, args=(ctx, record.code)
        )
        if wrong := st.session_state.pop(WRONG, None):
            put(tag("p", wrong, class_="faro-accept error", role="alert"))


def _write(ctx: PageContext, code: str) -> None:
    """Keep what stands in the boxes and empty them; where it is refused, leave it there."""
    state = st.session_state
    texts = {name: state[key] for name, key in BOXES.items()}
    try:
        narratives.write(code, str(state[FIELD]), **texts, no_people=state[NO_PEOPLE])
    except FaroError as error:
        state[WRONG] = error.in_language(ctx.lang)
        return
    state.update(dict.fromkeys(BOXES.values(), ""))
    state[NO_PEOPLE] = False
