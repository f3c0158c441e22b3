"""Gobierno abierto: what was promised to OGP, what is on record, and the reports made from it."""

from dashboard.nav import pages
from dashboard.session import page_context
from dashboard.widgets.deliveries import follow
from dashboard.widgets.entering import enter_box
from dashboard.widgets.narrating import narrate_box
from pipelines import receiving
from presentation.cards.cards import card_head
from presentation.markup.html import put
from presentation.pages import gobierno_abierto

ctx = page_context()
t = ctx.t
record = gobierno_abierto.show(ctx)
if record is not None and receiving.writing_enabled():
    with ctx.stage.box("card_enter"):
        put(card_head(t("ogp.enter.title"), t("ogp.enter.subtitle")))
        place = enter_box(ctx, record, pages(t)["datos"])
    follow(ctx, place)
if record is not None:
    narrate_box(ctx, record)
