"""Plan: how a delivered plan goes, the plan worked out, and what delivered plans have kept."""

from __future__ import annotations

from pipelines.ingest.names.countries import HOME
from presentation import worked_out
from presentation.cards.cards import card, chart_card
from presentation.cards.delivered import deliver
from presentation.cards.kpi import kpi_row
from presentation.choices.parts import opened
from presentation.context import PageContext, no_such_choice
from presentation.markup.html import together
from presentation.outcomes import choices_of
from presentation.panels import plan, plan_cards, plan_delivered
from presentation.plans import choices as asking
from presentation.plans.view import View
from presentation.plans.work import versions

LEVERS = ("start", "capacity", "deadline", "months", "other", "after")


def show(ctx: PageContext, view: View) -> None:
    """Show a plan.

    Args:
        ctx: The page's context.
        view: The plan.
    """
    with ctx.stage.box():  # what comes after keeps its place where there are no parts
        is_open = opened(ctx, "plan", plan_delivered.views(ctx, view))
    request = view.choices
    with together("faro-page", name="plan"):
        if is_open("followed") and not view.progress.empty:
            who = {"country": request.country, "code": request.code, "version_id": request.version}
            shown_at = plan_cards.link(view)
            chart_card(ctx, "plan_progress", page=plan_cards.PAGE, link=shown_at, **who)
            if view.forecast is not None:
                card("slips", plan_delivered.slips(ctx, view))
        if is_open("planned") and view.plan is not None:
            if not view.progress.empty:
                card("again", plan_delivered.again(ctx, view))
            kpi_row(ctx, plan.kpis(ctx, view))
            plan_cards.gantt(ctx, view, ctx.today)
            with together("faro-row"):
                card("path", plan_cards.path(ctx, view))
                card("capacity", plan_cards.capacities(ctx, view))
        if is_open("planned") and view.progress.empty:
            deliver(ctx, "plan", ctx.t("plan.deliver"))
        if is_open("kept") and plan_delivered.is_kept(ctx, request):
            card("kept", plan_delivered.kept(ctx, request.country, request.version))


def choose_place(ctx: PageContext) -> tuple[str, str]:
    """Return the country and the code of the municipality chosen.

    Args:
        ctx: The page's context.
    """
    listed, named = plan.countries(ctx)
    country = HOME
    if len(listed) > 1:
        country = ctx.choose("country", listed, named, default=HOME)
    codes, labels = plan.places(ctx, country)
    usual = "13101" if country == HOME else codes[0]
    return country, ctx.choose("cut" if country == HOME else "code", codes, labels, default=usual)


def choose_version(ctx: PageContext, place: tuple[str, str]) -> str:
    """Return the version of the model chosen: that of the plan delivered when nobody asks for one.

    Args:
        ctx: The page's context.
        place: Country and code of the municipality.
    """
    options, labels = plan.model_versions(ctx, *place)
    return ctx.choose("version", options, labels, default=options[0])


def still(ctx: PageContext) -> None:
    """Show the plan of an address.

    Args:
        ctx: The page's context.

    Raises:
        FaroError: It names a choice that there is not (``bad_choice``).
    """
    country, code = place = choose_place(ctx)
    chosen = {"country": country, "cut": code, "code": code, "version": choose_version(ctx, place)}
    known = versions(plan.tables(ctx))
    request, nonsense = asking.read(choices_of(ctx, *LEVERS) | chosen, known, today=ctx.today)
    if nonsense:
        raise no_such_choice(*nonsense)
    show(ctx, worked_out.planned(ctx.build_id, request))
