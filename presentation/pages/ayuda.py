"""Ayuda: a guide for each kind of reader, and what the words of the field mean here."""

from __future__ import annotations

from presentation.cards.cards import card, headline
from presentation.context import PageContext
from presentation.panels import ayuda

EACH = ("guide",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    headline(ctx, t("nav.ayuda"), t("ayuda.headline"), t("ayuda.lead"), of=[])
    names = [t(f"ayuda.view.{name}") for name in ayuda.VIEWS]
    view = ctx.choose("guide", ayuda.VIEWS, names, default=ayuda.VIEWS[0], as_tabs=True)
    if view == "glossary":
        card("glossary", ayuda.glossary(ctx))
    else:
        card("guide", ayuda.guide_for(ctx, view))
