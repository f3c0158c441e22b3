"""Tendencias y efecto: what changed, what of it compares, and what can be claimed."""

from __future__ import annotations

from collections.abc import Callable
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
    card("readings", readings.table(ctx))
    chosen = trends.choose_view(ctx)
    with title:
        words, of = tendencias.headline(ctx), [compared_readings(tendencias.claims(ctx))]
        lead = " ".join(filter(None, [t("study.lead"), tendencias.apart(ctx, chosen)]))
        headline(ctx, t("nav.tendencias"), words, lead, of=of)
    awaits = not tendencias.has_panel(ctx)
    show: dict[str, Any] = {"page": tendencias.PAGE, "link": {"view": chosen.view}}
    when = {"round_id": chosen.filters.round_id}
    group = {"group_id": chosen.filters.group}
    country = tendencias.whole_country(ctx, chosen)
    is_open = opened(ctx, tendencias.PAGE, tendencias.parts(ctx, chosen.view))
    every, before = tendencias.all_rounds(ctx), tendencias.before(ctx, chosen.filters.round_id)
    with together("faro-page", name="view"):
        if chosen.view == "change":
            with together("faro-row"):
                chart_card(ctx, "study_series", note=every, **show, **group)
                chart_card(ctx, "mean_waterfall", note=country, **show, **chosen.pair)
            choices = show["link"] | chosen.pair | group
            common_items.show(ctx, tendencias.PAGE, *chosen.ends, chosen.filters.group, **choices)
        elif chosen.view == "claim":
            if is_open("strip"):
                chart_card(ctx, "claim_strip", **show, **chosen.rounds)
            if is_open("checks"):
                likeness.pilots(ctx)
        elif chosen.view == "publication":
            lateness.show(ctx)
        elif awaits:
            deliver(ctx, "fiscalizacion_total", t("study.deliver"))
        elif chosen.view == "effect" and not tendencias.has_effect(ctx):
            deliver(ctx, "convenio", t("study.deliver"))
        elif chosen.view == "effect":
            _effect(ctx, is_open, show)
        elif chosen.view == "start":
            both = " ".join(part for part in (before, country) if part)
            with together("faro-row"):
                chart_card(ctx, "regression_groups", note=both, **show, **when)
                chart_card(ctx, "change_quadrants", note=before, **show, **when, **group)
        else:
            with together("faro-row"):
                chart_card(ctx, "band_transitions", note=before, **show, **when, **group)
                chart_card(ctx, "waiting_curves", note=country, **show)
            chart_card(ctx, "convergence", note=every, **show, **group)
    if is_open("checks") and (chosen.view == "claim" or not awaits):
        bias.bias(ctx, chosen.view)
    if awaits and chosen.view in ("change", "claim"):  # the other views say it themselves
        deliver(ctx, "fiscalizacion_total", t("study.deliver"))


def _effect(ctx: PageContext, is_open: Callable[[str], bool], show: dict[str, Any]) -> None:
    if is_open("estimate"):
        chart_card(ctx, "effect_events", note=ctx.t("study.scope.effect"), **show)
        with together("faro-row wide-left", name="effect_cells"):
            chart_card(ctx, "effect_cells", **show)
            chart_card(ctx, "bacon_weights", **show)
    if is_open("checks"):
        robustness.checks(ctx)
        likeness.balance(ctx)
