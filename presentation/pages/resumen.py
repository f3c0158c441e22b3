"""Resumen: how do we stand, what it means, where to look."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.lists import watch_list
from presentation.cards.notices import empty_page
from presentation.cards.printed import printed_reports
from presentation.cards.universe import apart
from presentation.context import PageContext
from presentation.markup.html import put, together
from presentation.panels import beside, breaks, resumen
from presentation.panels.filter_bar import filter_bar


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    rounds = resumen.country(ctx)
    if rounds.empty:
        empty_page(t)
        return
    ids = rounds["round_id"].tolist()[::-1]
    labels = rounds[f"round_label_{ctx.lang}"].tolist()[::-1]

    # Layout
    matters = resumen.attention(ctx)
    with stage.box("head"):
        head = stage.box()
        with stage.box("filters"), stage.box("prints"):
            printed_reports(ctx)
    chosen = filter_bar(ctx, "round", rounds=ids, round_labels=labels)
    with head:
        title, lead = resumen.headline(ctx, rounds, chosen.round_id)
        of = [rounds.head(1), rounds[rounds["round_id"] == chosen.round_id]]
        headline(ctx, t("nav.resumen"), title, lead, of=of)
        put(beside.mine())
    with together("faro-page", name="round"):
        kpi_row(ctx, resumen.kpis(ctx, chosen.round_id))
        with together("faro-row three-two"):
            chart_card(
                ctx,
                "national_series",
                page="",
                round_id=chosen.round_id,
                below=breaks.fold(ctx, rounds),
            )
            with together("faro-page"):
                card("watch", watch_list(ctx, matters), still=apart(ctx, chosen))
                put(resumen.edition(ctx))
    with together("faro-row one-two", name="pilot"):
        still = apart(ctx, chosen)
        chart_card(ctx, "pilot_slope", page="", still=still)
        card("honest", resumen.honest_reading(ctx), still=still)
