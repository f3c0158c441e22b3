"""Tendencias y efecto: what changed, what of it compares, and what can be claimed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import deliver
from presentation.charts.claim_words import compared_readings
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import (
    bias,
    common_items,
    lateness,
    likeness,
    readings,
    robustness,
    tendencias,
)
from presentation.panels import trend_views as trends

PAGE = tendencias.PAGE


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    # Data
    if tendencias.is_empty(ctx):
        headline(ctx, t("nav.tendencias"), t("notice.awaiting"), t("study.lead"), of=[])
        deliver(ctx, "fiscalizacion_total", t("study.deliver"))
    else:
        # Layout
        ctx.stage.alone(ctx, lambda: view(ctx), banners=True)


def view(ctx: PageContext) -> None:
    """Show the head, the readings and the view the reader chose, under one banner for all.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    title = ctx.stage.box()
    table = ctx.stage.box()
    chosen = trends.choose_view(ctx)
    with title:
        words, of = tendencias.headline(ctx), [compared_readings(tendencias.claims(ctx))]
        lead = " ".join(filter(None, [t("study.lead"), tendencias.apart(ctx, chosen)]))
        headline(ctx, t("nav.tendencias"), words, lead, of=of)
    with table:
        card("readings", readings.table(ctx), still=tendencias.apart(ctx, chosen))
    awaits = not tendencias.has_panel(ctx)
    show: dict[str, Any] = {"page": PAGE, "link": {"view": chosen.view}}
    when = {"round_id": chosen.filters.round_id}
    group = {"group_id": chosen.filters.group}
    say = partial(tendencias.apart, ctx, chosen)
    is_open = opened(ctx, PAGE, tendencias.parts(ctx, chosen.view))
    before = tendencias.before(ctx, chosen.filters.round_id)
    with together("faro-page", name="view"):
        if chosen.view == "change":
            with together("faro-row"):
                chart_card(ctx, "study_series", still=say("group"), **show, **group)
                still = say("round", "from", "by")
                chart_card(ctx, "mean_waterfall", still=still, **show, **chosen.pair)
            choices = show["link"] | chosen.pair | group
            still = say("round", "from", *common_items.follows(ctx, *chosen.ends))
            common_items.show(ctx, PAGE, *chosen.ends, chosen.filters.group, still=still, **choices)
        elif chosen.view == "claim":
            if is_open("strip"):
                still = say("round", "from")
                chart_card(ctx, "claim_strip", still=still, **show, **chosen.rounds)
            if is_open("checks"):
                likeness.pilots(ctx, say())
        elif chosen.view == "publication":
            lateness.show(ctx)
        elif awaits:
            deliver(ctx, "fiscalizacion_total", t("study.deliver"))
        elif chosen.view == "effect" and not tendencias.has_effect(ctx):
            deliver(ctx, "convenio", t("study.deliver"))
        elif chosen.view == "effect":
            _effect(ctx, is_open, show)
        elif chosen.view == "start":
            with together("faro-row"):
                still = say("round")
                chart_card(ctx, "regression_groups", note=before, still=still, **show, **when)
                chart_card(ctx, "change_quadrants", note=before, **show, **when, **group)
        else:
            with together("faro-row"):
                chart_card(ctx, "band_transitions", note=before, **show, **when, **group)
                chart_card(ctx, "waiting_curves", still=say(), **show)
            chart_card(ctx, "convergence", still=say("group"), **show, **group)
    if is_open("checks") and (chosen.view == "claim" or not awaits):
        bias.bias(ctx, chosen.view, say())
    if awaits and chosen.view in ("change", "claim"):  # the other views say it themselves
        deliver(ctx, "fiscalizacion_total", t("study.deliver"))


def _effect(ctx: PageContext, is_open: Callable[[str], bool], show: dict[str, Any]) -> None:
    if is_open("estimate"):
        chart_card(ctx, "effect_events", **show)
        with together("faro-row wide-left", name="effect_cells"):
            chart_card(ctx, "effect_cells", **show)
            chart_card(ctx, "bacon_weights", **show)
    if is_open("checks"):
        robustness.checks(ctx)
        likeness.balance(ctx)
