"""Región: its municipalities, their scores, its convenios and its publication."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.delivered import list_card
from presentation.cards.kpi import kpi_row
from presentation.cards.printed import printed_reports
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import (
    beside,
    cobertura,
    convenios,
    cumplimiento,
    ranks,
    region,
    request_years,
)

EACH = ("region",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    rows = beside.regions(ctx)
    codes, names = rows["region_code"].tolist(), rows["region"].tolist()

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            prints = stage.box("prints")
            code = ctx.choose("region", codes, names, default=codes[0])
    row = rows[rows["region_code"] == code].iloc[0]
    with title:
        lead = t.count("region.lead", int(row["comunas_count"]))
        headline(ctx, t("nav.region"), row["region"], lead, of=[])
        beside.of_region(ctx, code)
    with prints:
        printed_reports(ctx, code)
    chosen = region.latest(ctx, code)
    has_scores = not cumplimiento.country(ctx).empty
    kpi_row(ctx, region.kpis(ctx, chosen))
    is_open = opened(ctx, "region", region.VIEWS)
    if is_open("places"):
        card("region_places", region.places(ctx, chosen))
    if is_open("scores") and has_scores:
        with together("faro-page", name="scores"):
            members = {"round_id": chosen.round_id, **chosen.members}
            chart_card(ctx, "score_swarm", page=region.PAGE, revision="as_published", **members)
            card("bands", cumplimiento.bands(ctx, chosen, region.PAGE))
        card("fallers", ranks.fallers(ctx, chosen, region.PAGE, None))
    if is_open("scores") and (requests := request_years.of_region(ctx, code)):
        card("requests", requests)
    if is_open("coverage"):
        with together("faro-page", name="coverage"):
            chart_card(ctx, "region_signing", page=region.PAGE, region=code)
            card("named", cobertura.named_signings(ctx, code, region.PAGE))
        if not convenios.signings(ctx).empty:
            list_card(ctx, convenios.never_signed(ctx, code, region.PAGE))
    if is_open("publication"):
        with together("faro-row", name="publication"):
            chart_card(ctx, "publication_months", page=region.PAGE, region=code)
            chart_card(ctx, "publication_trend", page=region.PAGE, region=code)
