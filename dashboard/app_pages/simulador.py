"""Simulador: other weights or items solved, and what would become of the scores. A what-if."""

import streamlit as st

from dashboard.session import page_context
from dashboard.widgets.levers import choose_scenario, nothing_to_move
from presentation import worked_out
from presentation.cards.cards import card, card_head, headline
from presentation.markup.html import put
from presentation.outcomes import simulador as outcomes
from presentation.panels import simulador
from presentation.panels.filter_bar import filter_bar

ctx = page_context()
t = ctx.t

# Data
ids, labels = simulador.rounds(ctx)
if not ids:
    headline(ctx, t("nav.simulador"), t("notice.awaiting"), t("simulador.lead"), of=[])
    card("deliver", simulador.awaiting(ctx))
    nothing_to_move(ctx)
else:
    # Layout
    title = st.container()
    round_id = filter_bar(ctx, "round", rounds=ids, round_labels=labels).round_id
    names = simulador.names(ctx, round_id)
    with ctx.stage.box("card_levers"):
        put(card_head(t("simulador.levers"), t("simulador.levers_subtitle")))
        known = simulador.known(ctx, round_id)
        scenario = choose_scenario(ctx, known, round_id=round_id, names=names)
        put(simulador.ideas(ctx, scenario, names), simulador.share(ctx, scenario))
    outcome = worked_out.what_if(ctx.build_id, scenario)
    with title:
        words = f"{simulador.words(ctx, scenario, names)} {t('simulador.banner')}"
        what = simulador.headline(ctx, scenario, outcome, names)
        headline(ctx, t("nav.simulador"), what, words, of=[outcome.groups])
    outcomes.show(ctx, scenario, outcome)
