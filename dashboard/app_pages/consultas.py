"""Consultas: ask the data in SQL, read-only and bounded; the question lives in the link."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from dashboard.widgets import answering, asking
from pipelines.errors import FaroError
from presentation.cards.cards import card_head, headline
from presentation.markup.html import put, tag, together
from presentation.panels import consultas, datos

ctx = page_context()
t = ctx.t

# Data
names, labels = datos.tables(ctx)

# Layout
headline(ctx, t("nav.consultas"), consultas.headline(ctx), t("consultas.lead"), of=[])
with ctx.stage.box("asking"):  # on a phone the answer stands right under the question
    middle, beside = st.columns([5, 3], gap="medium")
    with middle, ctx.stage.box("card_ask"):
        put(card_head(t("consultas.ask"), consultas.limits(ctx)))
        sql = asking.question(ctx)
    with beside:
        put(consultas.examples(ctx))
        table = choose(ctx, "table", names, labels, default=consultas.table_of(sql, names))
        put(consultas.schema(ctx, table), name="schema")
    with ctx.stage.box("card_answer"):
        outcome = asking.outcome(ctx, sql)
        if isinstance(outcome, FaroError):
            answering.refused(ctx, outcome)
        else:
            answering.result(ctx, sql, outcome)
with ctx.stage.box("card_tables"):
    put(card_head(t.count("datos.dictionary_title", len(names)), t("consultas.tables_subtitle")))
    see = tag("a", t("consultas.see"), href=consultas.rows_of(ctx, table), target="_self")
    with together("faro-page", name="table"):
        put(datos.dictionary(ctx, table))
        put(tag("p", see))
        put(consultas.endpoints(ctx))
