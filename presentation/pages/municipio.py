"""Municipio: everything about one municipality, fit for one printed page."""

from __future__ import annotations

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_card
from presentation.cards.printed import printed_ficha
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.markup.html import together
from presentation.panels import audit_cards as audit
from presentation.panels import (
    beside,
    changes,
    mend,
    municipio,
    own_record,
    paths,
    request_years,
    self_assessed,
)

EACH = ("cut",)  # choices with a page each
FIRST = {"cut": municipio.DEFAULT}  # what is shown where nothing is chosen


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    codes, names = municipio.choices(ctx)

    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters"):
            prints = stage.box("prints")
            cut = ctx.choose("cut", codes, names, default=municipio.DEFAULT)
    with prints:
        printed_ficha(ctx, cut)
    rows = municipio.standing(ctx, cut)
    is_open = opened(ctx, "municipio", municipio.views(rows))
    # Publication is a record of its own: what is said of the scores stands with the scores.
    is_scored = is_open("standing") or is_open("mend")
    with title:
        headline(
            ctx,
            t("nav.municipio"),
            municipio.comuna(ctx, cut)["comuna"],
            municipio.lead(ctx, cut, with_convenio=is_scored),
            of=[rows] if is_scored else [],
            is_name=True,
        )
        beside.of_municipality(ctx, cut)
    if is_scored and rows.empty:
        empty_card(ctx, t("municipio.deliver"))
    elif is_scored:
        own, *others = municipio.kpis(ctx, rows)
        kpi_row(ctx, [own, *paths.first(ctx, cut), *others])
    if is_open("standing") and not rows.empty:
        with together("faro-page", name="record"):
            card("materias", changes.of_municipality(ctx, cut))
            with together("faro-row"):
                chart_card(ctx, "municipality_history", page="municipio", cut=cut)
                municipio.timeline(ctx, cut)
    if is_open("standing"):  # beside TA, in a card of its own: the two are never one figure
        card("requests", request_years.of_municipality(ctx, cut))
    if is_open("mend") and not rows.empty:
        mend.section(ctx, cut)
        card("cases", municipio.cases(ctx, cut))
    if is_open("publication"):
        self_assessed.section(ctx, cut)
        card("punctual", own_record.own(ctx, cut, "municipio"))
        audit.calendar_card(ctx, cut)
