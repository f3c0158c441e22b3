"""Diagnóstico: what a municipality has set up of a model, part by part, and what was asked."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card
from presentation.cards.delivered import list_card
from presentation.cards.kpi import kpi_row
from presentation.choices.diagnosis import Diagnosed
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import diagnosed, diagnostico, instrument, maturity


def show(ctx: PageContext, chosen: Diagnosed) -> None:
    """Show a diagnosis, or what to deliver where there is none.

    Args:
        ctx: The page's context.
        chosen: Which one.
    """
    with together("faro-page", name="standing"):
        if not chosen.code:
            card("deliver", instrument.awaiting(ctx, chosen.instrument_id))
        else:
            kpi_row(ctx, [*diagnostico.kpis(ctx, chosen), *maturity.kpis(ctx, chosen)])
    is_open = opened(ctx, "diagnostico", diagnostico.VIEWS if chosen.code else ("asks",))
    if is_open("standing"):
        chart_card(
            ctx, "diagnosis_radar" if chosen.view == "radar" else "diagnosis_dots",
            page="diagnostico", link=chosen.link, group_kind=chosen.group_kind, **chosen.where,
        )  # fmt: skip
    if is_open("parts"):
        with together("faro-page", name="parts"):
            if not maturity.rungs(ctx, chosen).empty:
                card("ladder", maturity.ladder(ctx, chosen))
            card("dimensions", diagnostico.dimensions(ctx, chosen))
    if is_open("asks"):
        if chosen.code:
            list_card(ctx, diagnostico.pending(ctx, chosen))
        card("asks", instrument.asks(ctx, chosen.instrument_id, bool(chosen.code)))


def still(ctx: PageContext) -> None:
    """Show the diagnosis of an address.

    Args:
        ctx: The page's context.
    """
    show(ctx, diagnosed.choose(ctx))
