"""Where an editor writes the narrative of a commitment, and takes it away to be delivered."""

from __future__ import annotations

import streamlit as st

from dashboard.widgets.taking import take_button
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import ACCEPT, narratives
from pipelines.origins import DELIVERED
from presentation.cards.cards import card_head
from presentation.cards.html import put, tag
from presentation.context import PageContext
from presentation.desk.record import Record
from presentation.panels import narratives as panel

FIELD = "narrative_field"


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
    with st.form("narrative", clear_on_submit=True):
        field = st.selectbox(
            t("narratives.field"), list(named), format_func=named.__getitem__, key=FIELD
        )
        role = st.text_input(
            t("narratives.role"), max_chars=narratives.MOST_ROLE, key="narrative_role"
        )
        texts = {
            lang: st.text_area(
                t(f"narratives.text_{lang}"),
                help=t("ogp.enter.no_people"),
                max_chars=narratives.MOST_TEXT,
                key=f"narrative_{lang}",
            )
            for lang in ("es", "en")
        }
        if st.form_submit_button(t("narratives.write"), key="narrative_write"):
            narrative = {"author_role": role, "text_es": texts["es"], "text_en": texts["en"]}
            try:
                narratives.write(record.code, str(field), **narrative)
            except FaroError as error:
                put(tag("p", error.in_language(ctx.lang), class_="faro-accept error", role="alert"))
            else:
                st.rerun()
