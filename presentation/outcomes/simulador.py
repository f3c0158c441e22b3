"""Simulador: what would become of the scores under a scenario."""

from __future__ import annotations

from pipelines.serving import Outcome, Scenario
from presentation import worked_out
from presentation.cards.cards import card
from presentation.cards.kpi import kpi_row
from presentation.choices import scenario
from presentation.choices.parts import opened
from presentation.context import PageContext, no_such_choice
from presentation.markup.html import together
from presentation.outcomes import choices_of
from presentation.panels import simulador, what_if_cards


def show(ctx: PageContext, what_if: Scenario, outcome: Outcome) -> None:
    """Show what a scenario gives.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        outcome: What it gives.
    """
    beside, below = ("bands", "movers") if scenario.is_idle(what_if) else ("movers", "bands")
    is_open = opened(ctx, "simulador", simulador.VIEWS)
    with together("faro-page", name="outcome"):
        if is_open("outcome"):
            kpi_row(ctx, simulador.kpis(ctx, what_if, outcome))
            with together("faro-row"):
                what_if_cards.chart(ctx, what_if, "means")
                what_if_cards.chart(ctx, what_if, beside)
            what_if_cards.chart(ctx, what_if, below)
        if is_open("basis"):
            with together("faro-row one-two"):
                card("base", what_if_cards.base(ctx, what_if, outcome))
                card("weights", what_if_cards.weights(ctx, what_if))


def still(ctx: PageContext) -> None:
    """Show what the scenario of an address gives.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: It names a choice that there is not (``bad_choice``).
    """
    ids, labels = simulador.rounds(ctx)
    if not ids:
        return
    round_id = ctx.choose("round", ids, labels, default=ids[0])
    query = choices_of(ctx, "w", "solved", "scope", "base")
    what_if, nonsense = scenario.read(query, round_id, simulador.known(ctx, round_id))
    if nonsense:
        raise no_such_choice(*nonsense)
    show(ctx, what_if, worked_out.what_if(ctx.build_id, what_if))
