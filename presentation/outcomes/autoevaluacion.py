"""Autoevaluación: what the answers score, what is worth mending first, and how rules compare."""

from __future__ import annotations

from presentation.cards.cards import card
from presentation.cards.kpi import kpi_row
from presentation.choices.self_assessment import Assessed, read_query, usable
from presentation.context import PageContext, no_such_choice
from presentation.markup.html import together
from presentation.outcomes import choices_of
from presentation.panels import autoevaluacion as page
from presentation.panels import autoevaluacion_cards as cards


def show(ctx: PageContext, assessed: Assessed) -> None:
    """Show what a self-assessment scores.

    Args:
        ctx: The page's context.
        assessed: The self-assessment.
    """
    with together("faro-page", name="scored"):
        if assessed.result.total is not None:
            kpi_row(ctx, page.kpis(ctx, assessed))
            card("way", cards.way_card(ctx, assessed))
        if assessed.answers:
            card("materias", cards.materias_card(ctx, assessed))


def still(ctx: PageContext) -> None:
    """Show the self-assessment of an address.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: It names a choice that there is not (``bad_choice``).
    """
    items = page.items(ctx)
    if not usable(items):
        return
    query = choices_of(ctx, "answers", "cut", "target")
    assessed, nonsense = read_query(query, items, page.places(ctx)[0])
    if nonsense:
        raise no_such_choice(*nonsense)
    show(ctx, assessed)
    card("crosswalk", cards.crosswalk_card(ctx))
