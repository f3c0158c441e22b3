"""Historia: what happened from 2009 on, with its sources, and the law and programme behind it."""

from __future__ import annotations

from presentation.cards.cards import card, headline
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import historia
from presentation.panels.filter_bar import say_unused

EACH = ("topic",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    ids, names = historia.topics(ctx)

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            topic = ctx.choose("topic", ids, names, default=historia.ALL)
    with title:
        headline(ctx, t("nav.historia"), historia.headline(ctx), t("historia.lead"), of=[])
    say_unused(ctx)
    is_open = opened(ctx, "historia", historia.VIEWS)
    with together("faro-page", name="history"):
        if is_open("timeline"):
            card("timeline", historia.timeline(ctx, topic))
        if is_open("law"):
            card("law", historia.frame(ctx, "law", name="law"))
            card("public", historia.frame(ctx, "public", "organisation", name="public"))
            card("rta", historia.frame(ctx, "rta", name="rta"))
        if is_open("pmg"):
            with together("faro-row"):
                card(
                    "objectives",
                    historia.frame(ctx, "pmg_objective", "pmg_etapa", name="objectives"),
                )
                card("systems", historia.systems(ctx))
        if is_open("sheets"):
            card("items", historia.items(ctx))
            card("sheets", historia.sheets(ctx))
