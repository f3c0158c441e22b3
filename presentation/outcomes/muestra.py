"""Muestra: the sample drawn, how it fits its universe, and what a delivered one says."""

from __future__ import annotations

from pipelines.methods.sampling import Sample
from presentation import worked_out
from presentation.cards.cards import card, chart_card
from presentation.cards.delivered import deliver
from presentation.cards.kpi import kpi_row
from presentation.choices import sample as asking
from presentation.choices.parts import opened
from presentation.choices.sample import Asking
from presentation.context import PageContext, no_such_choice
from presentation.markup.html import notice, put, tag, together
from presentation.outcomes import choices_of
from presentation.panels import muestra, sample_estimates


def show(ctx: PageContext, choices: Asking, sample: Sample, why: str | None) -> None:
    """Show a sample.

    Args:
        ctx: The page's context.
        choices: What it was drawn by.
        sample: The sample.
        why: Why it is not the one that was wanted, if it is not.
    """
    with together("faro-page", name="sample"):
        if why:
            notice(why, kind="attention")
        kpi_row(ctx, muestra.kpis(ctx, choices, sample))
    is_open = opened(ctx, "muestra", muestra.VIEWS)
    with together("faro-page", name="drawn"):
        if is_open("drawn"):
            for status in ("drawn", "replacement"):
                card(status, muestra.listing(ctx, choices, sample, status))
        if is_open("fit"):
            muestra.chart(ctx, choices, sample, "allocation")
            muestra.chart(ctx, choices, sample, "balance")
        if is_open("method"):
            card("note", muestra.methods(ctx, choices, sample))
    if is_open("estimates"):
        _estimates(ctx)


def _estimates(ctx: PageContext) -> None:
    """Show what a delivered sample says of one of its measures."""
    t = ctx.t
    rows, ids, labels = sample_estimates.estimates(ctx)
    put(tag("h2", t("muestra.estimate_title"), id="estimates"))
    if outside := sample_estimates.outside(ctx):
        notice(outside, kind="attention")
    if not ids:
        deliver(ctx, "muestra", t("muestra.estimate_none"))
        return
    measure = ctx.choose("measure", ids, labels, default=ids[0])
    caveats = sample_estimates.caveats(ctx, rows, measure)
    chart_card(ctx, "sample_estimate", page="muestra", note=caveats, estimate_id=measure)


def still(ctx: PageContext) -> None:
    """Show the sample of an address.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: It names a choice that there is not (``bad_choice``).
    """
    keys = ("country", "n", "strata", "allocation", "seed")
    wanted, nonsense = asking.read(choices_of(ctx, *keys))
    if nonsense or wanted.country not in muestra.countries(ctx):
        raise no_such_choice(*(nonsense or [f"country={wanted.country}"]))
    show(ctx, wanted, worked_out.sample(ctx.build_id, wanted), None)
