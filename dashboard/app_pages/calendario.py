"""Calendario: what is out, what comes when, and who could look before."""

from dashboard.session import page_context
from presentation.cards.cards import card, headline
from presentation.markup.html import together
from presentation.panels import calendario

ctx = page_context()
t = ctx.t

# Layout
headline(ctx, t("nav.calendario"), calendario.headline(ctx), t("calendario.lead"), of=[])
with together("faro-page", name="calendar"):
    card("releases", calendario.releases(ctx))
    card("access", calendario.early(ctx))
