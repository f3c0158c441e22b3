"""Herramientas: what the tools are, who uses them, which go together."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline, unchanged
from presentation.cards.delivered import deliver
from presentation.cards.universe import apart
from presentation.choices.filters import Filters
from presentation.choices.parts import opened
from presentation.context import PageContext, address
from presentation.markup.html import put, together
from presentation.panels import herramientas, tool_tables
from presentation.panels.filter_bar import filter_bar

EACH = ("tool",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    used = herramientas.adoption(ctx)
    ids, names = herramientas.tools(ctx)
    rounds, labels = herramientas.rounds(ctx)
    default = herramientas.most_used(ctx, ids[0])

    # Layout
    with stage.box("head"):
        title = stage.box()
        if not used.empty:  # without what is delivered of each there is nothing to choose between
            with stage.box("filters"):
                tool = ctx.choose("tool", ids, names, default=default)
    chosen = filter_bar(ctx, "round", "region", "rurality", rounds=rounds, round_labels=labels)
    with title:
        headline(
            ctx,
            t("nav.herramientas"),
            herramientas.headline(ctx, chosen),
            t("herramientas.lead"),
            of=[herramientas.users(ctx, chosen)],
            filters=chosen,
            follows=("region", "rurality"),
        )
    still = apart(ctx, chosen)
    if used.empty:
        card("catalogue", herramientas.catalogue(ctx), still=still)
        card("printed", herramientas.published(ctx), still=still)
        deliver(ctx, "adopcion", t("herramientas.deliver"))
        return
    is_open = opened(ctx, "herramientas", herramientas.VIEWS)
    if is_open("use"):
        with together("faro-page", name="use"):
            with together("faro-row"):
                chart_card(ctx, "tool_years", page="herramientas", tool=tool, still=still)
                choice = {"round_id": chosen.round_id or None}
                of_round = apart(ctx, chosen, "round")
                chart_card(ctx, "tool_scores", page="herramientas", still=of_round, **choice)
            card("regions", tool_tables.by_region(ctx), still=still)
    if is_open("who"):
        _matrix(ctx, chosen)
        card("pairs", tool_tables.together(ctx), still=apart(ctx, chosen))
    if is_open("catalogue"):
        card("catalogue", herramientas.catalogue(ctx), still=still)
        card("printed", herramientas.published(ctx), still=still)


def _matrix(ctx: PageContext, chosen: Filters) -> None:
    t, stage = ctx.t, ctx.stage
    with stage.box("card_matrix"):
        sentence, table = tool_tables.matrix(ctx, chosen)
        above, below = tool_tables.around(ctx, sentence, chosen)
        put(unchanged(apart(ctx, chosen, "region", "rurality")), above, name="matrix")
        leads = [address(ctx, "municipio", cut=cut) for cut in table.index]
        stage.grid(
            t,
            table,
            key=f"matrix_{ctx.lang}",
            alt=sentence,
            height=420,
            leads=leads,
            narrow=(t("filter.region"),),
        )
        put(below, name="matrix_below")
