"""Cumplimiento: how the scores of a round are spread, where, and what changed."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import nothing_delivered
from presentation.cards.printed import printed_reports
from presentation.cards.universe import apart
from presentation.choices.filters import ALL, KEYS, REVISED, Filters
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import notice, together
from presentation.panels import changes, cumplimiento, failures, ranks
from presentation.panels.filter_bar import filter_bar


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    ids = cumplimiento.rounds(ctx)
    names = cumplimiento.labels(ctx, ids)
    if cumplimiento.country(ctx).empty:
        filter_bar(ctx, "round", rounds=ids, round_labels=names)
        nothing_delivered(ctx, t("nav.cumplimiento"), t("cumplimiento.deliver"))
    else:
        # Layout
        with stage.box("head"):
            title = stage.box()
            with stage.box("filters"):
                prints = stage.box("prints")
        chosen = filter_bar(ctx, *KEYS, rounds=ids, round_labels=names)
        with title:
            lead = t("cumplimiento.lead")
            row = cumplimiento.row(ctx, chosen)
            words = cumplimiento.headline(ctx, chosen)
            headline(ctx, t("nav.cumplimiento"), words, lead, of=[row])
        with prints:
            printed_reports(ctx, None if chosen.region == ALL else chosen.region)
        with stage.box():
            if chosen.revision == REVISED:
                notice(cumplimiento.revised(ctx, chosen))
        kpi_row(ctx, cumplimiento.kpis(ctx, chosen))
        names = [t(f"cumplimiento.view.{name}") for name in cumplimiento.VIEWS]
        view = ctx.choose(
            "view", cumplimiento.VIEWS, names, default=cumplimiento.VIEWS[0], as_tabs=True
        )
        if view == "spread":
            _spread(ctx, chosen)
        elif view == "map":
            card("tiles", cumplimiento.tiles(ctx, chosen))
        elif view == "changes":
            card(changes.CARD, changes.of_round(ctx, chosen))
        elif view == "places":
            _places(ctx, chosen)
        else:
            _materias(ctx, chosen)


def _spread(ctx: PageContext, chosen: Filters) -> None:
    when, version = {"round_id": chosen.round_id}, {"revision": chosen.revision}
    who = chosen.members
    with together("faro-page", name="spread"):
        chart_card(ctx, "score_swarm", page="cumplimiento", **when, **version, **who)
        with together("faro-row"):
            with together("faro-page"):
                still = apart(ctx, chosen, "region", "rurality", "group", "revision")
                chart_card(
                    ctx, "quartile_ribbons", page="cumplimiento", still=still, **version, **who
                )
                card("bands", cumplimiento.bands(ctx, chosen))
            still = apart(ctx, chosen, "round", "revision")
            chart_card(ctx, "score_groups", page="cumplimiento", still=still, **when, **version)


def _places(ctx: PageContext, chosen: Filters) -> None:
    when, who = {"round_id": chosen.round_id}, chosen.members
    is_open = opened(ctx, "cumplimiento", cumplimiento.PARTS["places"])
    with together("faro-page", name="places"):
        if is_open("moved"):
            with together("faro-row"):
                chart_card(
                    ctx, "movers", page="cumplimiento", link={"view": "places"}, **when, **who
                )
                card("fallers", ranks.fallers(ctx, chosen))
            ranks.common(ctx, chosen)
        if is_open("ranks"):
            ranks.section(ctx, chosen)


def _materias(ctx: PageContext, chosen: Filters) -> None:
    is_open = opened(ctx, "cumplimiento", cumplimiento.PARTS["materias"])
    with together("faro-page", name="materias"):
        if is_open("failed"):
            failures.section(ctx, chosen)
        if is_open("rounds"):
            card("heat", cumplimiento.heat(ctx, chosen), still=apart(ctx, chosen, "round"))
            failures.gap(ctx, chosen)
