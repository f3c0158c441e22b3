"""Mi Faro: the municipalities a reader follows, and the views they saved."""

from dashboard.session import page_context
from dashboard.widgets import saving
from pipelines.institution import keeping
from presentation.cards.cards import card, card_head, headline
from presentation.markup.html import put
from presentation.panels import propio

ctx = page_context()
t = ctx.t

# Data
kept = keeping.views()
cuts = [
    topic.removeprefix(propio.KIND) for topic in keeping.watched() if topic.startswith(propio.KIND)
]
rows = propio.newest(ctx, cuts)

# Layout
headline(ctx, t("nav.propio"), propio.headline(ctx, cuts, kept), t("propio.lead"), of=[])
with ctx.stage.box("card_places"):
    put(card_head(t("propio.places_title"), t("propio.places_subtitle")))
    saving.choose_places(ctx, cuts)
    put(propio.municipalities(ctx, cuts, rows))
card("views", propio.views(ctx, kept))
saving.take_away(ctx, kept)
