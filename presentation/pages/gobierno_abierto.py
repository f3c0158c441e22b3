"""Gobierno abierto: what was promised to OGP, what is on record, and the reports made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from presentation.cards.cards import card, chart_card, headline
from presentation.cards.kpi import kpi_row
from presentation.cards.notices import empty_page
from presentation.choices.parts import opened
from presentation.context import PageContext
from presentation.desk import forms
from presentation.desk.record import Record
from presentation.markup.html import notice, put, together
from presentation.panels import assessment, commitment, gobierno_abierto, local_government, visits
from presentation.panels.filter_bar import say_unused

PAGE = "gobierno_abierto"
EACH = ("commitment",)  # choices with a page each


def show(ctx: PageContext) -> Record | None:
    """Show the page; return the commitment it is about, if it is about one.

    Args:
        ctx: The page's context.
    """
    t, stage = ctx.t, ctx.stage
    # Data
    codes, names = gobierno_abierto.commitments(ctx)
    # Layout
    with stage.box("head"):
        title = stage.box()
        with stage.box("filters", across=True):
            code = ctx.choose("commitment", codes, names, default=codes[0])
            as_of = ctx.day("as_of")
    views = stage.box()
    say_unused(ctx)
    if len(codes) == 1:
        empty_page(t)
    elif code == codes[0]:
        with title:
            words = gobierno_abierto.headline(ctx, as_of)
            headline(ctx, t(f"nav.{PAGE}"), words, gobierno_abierto.lead(ctx), of=[])
        _desk(ctx, as_of)
    else:
        record, refused = commitment.at(ctx, code, as_of)
        with title:
            said_first, lead = commitment.title(ctx, record), commitment.lead(ctx, record)
            headline(ctx, t(f"nav.{PAGE}"), said_first, lead, of=[])
        with views:
            is_open = opened(ctx, PAGE, commitment.views(record))
        _record(ctx, record, [*([refused] if refused else []), *forms.notes(record, t)], is_open)
        return record
    return None


def _desk(ctx: PageContext, as_of: date) -> None:
    with together("faro-page", name="desk"):
        kpi_row(ctx, gobierno_abierto.kpis(ctx, as_of))
        with together("faro-row"):
            chart_card(ctx, "ogp_cycles", page=PAGE, as_of=as_of.isoformat())
            card("overdue", gobierno_abierto.overdue(ctx, as_of))
    with ctx.stage.box("card_catalogue"):
        with ctx.stage.box("catalogue_filters", across=True):
            chosen = gobierno_abierto.narrow(ctx)
        put(gobierno_abierto.catalogue(ctx, chosen), name="catalogue")


def _record(
    ctx: PageContext, record: Record, warnings: Sequence[str], is_open: Callable[[str], bool]
) -> None:
    when = {"commitment": record.code, "as_of": record.as_of.isoformat()}
    with together("faro-page", name="desk"):  # where the desk stood: it changes in place
        for warning in warnings:
            notice(warning, kind="attention")
        if is_open("promise"):
            card("promise", commitment.promise(ctx, record, page=PAGE))
            with together("faro-row" if commitment.has_dates(record) else "faro-page"):
                card("assessments", assessment.assessments(ctx, record, page=PAGE))
                if commitment.has_dates(record):
                    chart_card(ctx, "ogp_gantt", page=PAGE, **when)
        if is_open("progress"):
            if record.indicators:
                chart_card(ctx, "ogp_indicators", page=PAGE, **when)
            card("suggested", assessment.suggestion(ctx, record, page=PAGE))
            local_government.participation(ctx, record, page=PAGE)
        if is_open("register"):
            local_government.section(ctx, record, page=PAGE)
            visits.section(ctx, record, page=PAGE)
        if is_open("evidence"):
            card("remaining", commitment.remaining(ctx, record, page=PAGE))
            card("evidence", commitment.evidence(ctx, record, page=PAGE))
        card("reports", commitment.reports(ctx, record))
