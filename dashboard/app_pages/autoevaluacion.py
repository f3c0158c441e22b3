"""Autoevaluación: what a municipality would score with the instrument of 2025, item by item."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from dashboard.widgets import self_assessing
from pipelines.methods.questionnaires.instrument_2025 import instrument
from presentation.cards.cards import card, card_head, headline
from presentation.choices.self_assessment import NONE, TARGET, TARGETS, Assessed, usable
from presentation.markup.html import put
from presentation.outcomes import autoevaluacion as outcomes
from presentation.panels import autoevaluacion as page
from presentation.panels import autoevaluacion_cards as cards

ctx = page_context()
t = ctx.t

# Data
items = page.items(ctx)
if not usable(items):
    sentence = t("autoevaluacion.unusable")
    headline(ctx, t("nav.autoevaluacion"), sentence, t("autoevaluacion.lead"), of=[])
    card("unusable", page.unusable(ctx))
else:
    asks = instrument(items)
    given = self_assessing.current(ctx, asks)

    # Layout
    title = st.container()
    with ctx.stage.box("card_levers"):
        put(card_head(t("autoevaluacion.levers"), t("autoevaluacion.levers_subtitle")))
        with st.container(key="self_who", horizontal=True):
            cut = choose(ctx, "cut", *page.places(ctx), default=NONE)
            targets = [t.percent(float(level), 0) for level in TARGETS]
            target = choose(ctx, "target", TARGETS, targets, default=TARGET)
        self_assessing.answer_items(ctx, Assessed(items, asks, given))
    assessed = Assessed(items, asks, self_assessing.keep(asks), cut, target)
    with title:
        sentence = page.headline(ctx, assessed)
        headline(
            ctx, t("nav.autoevaluacion"), sentence, page.lead(ctx, assessed), of=[assessed.rows]
        )
    outcomes.show(ctx, assessed)
    with ctx.stage.box("card_files"):
        put(card_head(t("autoevaluacion.files"), t("autoevaluacion.files_subtitle")))
        put(page.files(ctx, assessed), name="files")
        self_assessing.upload(ctx)
    card("crosswalk", cards.crosswalk_card(ctx))
