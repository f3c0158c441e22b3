"""Comparar: up to six municipalities, regions or groups over one metric."""

import streamlit as st

from dashboard.session import page_context
from dashboard.state import choose
from dashboard.url_lists import choose_several
from presentation.cards.cards import headline
from presentation.cards.delivered import deliver
from presentation.markup.html import put
from presentation.outcomes import comparar as outcomes
from presentation.panels import beside, comparar
from presentation.panels.filter_bar import filter_bar

ctx = page_context()
t = ctx.t

# Data
ids, names = comparar.metrics(ctx)
if not ids:
    headline(ctx, t("nav.comparar"), t("notice.awaiting"), t("comparar.lead"), of=[])
    deliver(ctx, "fiscalizacion_total", t("comparar.deliver"))
else:
    # Layout
    title = st.container()
    filter_bar(ctx)
    with ctx.stage.box("card_choices"):
        left, right = st.columns([1, 2], gap="medium")
        with left:
            metric = choose(ctx, "metric", ids, names, default=ids[0])
            files, labels = comparar.parts(ctx, metric)
            part = choose(ctx, "part", files, labels, default=files[0]) if files else ""
        with right:
            known = comparar.entities(ctx, metric, part)
            named = comparar.named(ctx, metric, part)
            who = choose_several(
                ctx,
                "who",
                list(named),
                named.__getitem__,
                default=comparar.usual(ctx, metric, part),
                limit=comparar.LIMIT,
                help=t("comparar.help"),
            )
    with title:
        words = comparar.headline(ctx, metric, who, known)
        rows = comparar.rows_of(ctx, metric, part, who)
        headline(ctx, t("nav.comparar"), words, t("comparar.lead"), of=[rows])
        put(beside.mine())
    outcomes.show(ctx, metric, part, who)
