"""Entregas: drop a file, see what would become of it, and where allowed take it in."""

import streamlit as st

from dashboard.nav import pages
from dashboard.session import page_context
from dashboard.state import choose
from dashboard.widgets.deliveries import accept_box, check, follow, handouts
from dashboard.widgets.new_rounds import confirm_added, offer_rows
from pipelines import receiving
from presentation.cards.cards import card, card_head, headline
from presentation.markup.html import put
from presentation.panels import entregas, verdict

ctx = page_context()
t = ctx.t

# Data
limit, writes = receiving.upload_limit_mb(), receiving.writing_enabled()
kinds, titles = entregas.kinds(ctx)

# Layout
with st.container(key="head"):
    lead = "entregas.lead_open" if writes else "entregas.lead_closed"
    headline(ctx, t("nav.entregas"), t("entregas.headline"), t(lead), of=[])
with ctx.stage.box("card_upload"):
    put(card_head(t("entregas.upload_title"), t("entregas.upload_subtitle", limit=limit)))
    sent = st.file_uploader(
        t("entregas.upload_label"),
        key="upload",
        max_upload_size=limit,
        label_visibility="collapsed",
    )
    put(entregas.privacy(ctx, limit))
received, place = check(ctx, sent), None
if received is not None:
    with ctx.stage.box("card_verdict"):
        confirm_added(ctx)
        put(verdict.summary(ctx, received))
        handouts(ctx, received)
        place = accept_box(ctx, received, pages(t)["datos"])
    if received.report.offers:
        with ctx.stage.box("card_catalogue"):
            put(card_head(t("newrow.title"), t("newrow.subtitle")))
            offer_rows(ctx, received)
    if received.report.findings:
        card("problems", verdict.problems(ctx, received.report))
    if received.report.sheets:
        card("columns", verdict.columns(ctx, received.report))
with ctx.stage.box("card_guide"):
    put(card_head(t("entregas.guide_title"), t("entregas.guide_subtitle")))
    kind = choose(ctx, "kind", kinds, titles, default=kinds[0])
    put(entregas.guide(ctx, kind))
follow(ctx, place)
