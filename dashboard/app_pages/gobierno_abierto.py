"""Gobierno abierto: what was promised to OGP, what is on record, and the reports made from it."""

import streamlit as st

from dashboard.state import choose, page_context
from dashboard.widgets.deliveries import follow
from dashboard.widgets.entering import enter_box
from dashboard.widgets.moment import choose_date
from pipelines import receiving
from presentation.cards.cards import card, card_head, chart_card, headline
from presentation.cards.html import notice, put, together
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_page
from presentation.panels import assessment, commitment, gobierno_abierto, local_government

ctx = page_context()
t = ctx.t
PAGE = "gobierno_abierto"

# Data
codes, names = gobierno_abierto.commitments(ctx)
# Layout
with st.container(key="head"):
    title = st.empty()
    with st.container(horizontal=True, key="filters"):
        code = choose(ctx, "commitment", codes, names, default=codes[0])
        as_of = choose_date(ctx, "as_of")
if len(codes) == 1:
    empty_page(t)
elif code == codes[0]:
    with title.container():
        words = gobierno_abierto.headline(ctx, as_of)
        headline(ctx, t(f"nav.{PAGE}"), words, t("ogp.lead"), of=[])
    with together("faro-page", name="desk"):
        kpi_row(ctx, gobierno_abierto.kpis(ctx, as_of))
        with together("faro-row"):
            chart_card(ctx, "ogp_cycles", page=PAGE, as_of=as_of.isoformat())
            card("overdue", gobierno_abierto.overdue(ctx, as_of))
    with st.container(key="card_catalogue"):
        with st.container(horizontal=True, key="catalogue_filters"):
            chosen = gobierno_abierto.narrow(ctx)
        put(gobierno_abierto.catalogue(ctx, chosen), name="catalogue")
else:
    record, refused = commitment.at(ctx, code, as_of)
    when = {"commitment": code, "as_of": record.as_of.isoformat()}
    with title.container():
        said_first, lead = commitment.title(ctx, record), commitment.lead(ctx, record)
        headline(ctx, t(f"nav.{PAGE}"), said_first, lead, of=[])
    with together("faro-page", name="desk"):
        for said in [*([refused] if refused else []), *commitment.warnings(ctx, record)]:
            notice(said, kind="attention")
        with together("faro-row"):
            with together("faro-page"):
                card("promise", commitment.promise(ctx, record, page=PAGE))
                card("assessments", assessment.assessments(ctx, record, page=PAGE))
            with together("faro-page"):
                if commitment.has_dates(record):
                    chart_card(ctx, "ogp_gantt", page=PAGE, **when)
                if record.indicators:
                    chart_card(ctx, "ogp_indicators", page=PAGE, **when)
                card("suggestion", assessment.suggestion(ctx, record, page=PAGE))
        local_government.section(ctx, record, page=PAGE)
        card("remaining", commitment.remaining(ctx, record, page=PAGE))
        card("evidence", commitment.evidence(ctx, record, page=PAGE))
        card("reports", commitment.reports(ctx, record))
    if receiving.writing_enabled():
        with st.container(key="card_enter"):
            put(card_head(t("ogp.enter.title"), t("ogp.enter.subtitle")))
            place = enter_box(ctx, record)
        follow(ctx, place)
