"""A plan of adoption: what is asked, the sentence of the page, and its figures."""

from __future__ import annotations

from typing import Any

from pipelines.ingest.names.countries import HOME, country_name
from presentation import data
from presentation.cards.kpi import Kpi
from presentation.charts import gantt, simulated
from presentation.charts.plan_progress import takeaway as progress_said
from presentation.context import PageContext
from presentation.markup.html import notice
from presentation.panels.plan_cards import cite
from presentation.plans import rows
from presentation.plans.view import PLACES, View
from presentation.plans.work import ModelTool, tools_of, versions
from presentation.sorting import by_name

USUAL, VERSIONS = "regional_2022", "core_model__version"


def tables(ctx: PageContext) -> Any:
    """Return the tables of the build by name.

    Args:
        ctx: The page's context.
    """
    return lambda name: data.table(ctx.build_id, name)


@data.drawn
def countries(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the countries with municipalities, and their names.

    Args:
        ctx: The page's context.
    """
    codes = set(data.table(ctx.build_id, PLACES)["country"])
    listed = sorted(codes, key=lambda code: (code != HOME, code))
    return listed, [country_name(code, ctx.lang) for code in listed]


@data.drawn
def places(ctx: PageContext, country: str) -> tuple[list[str], list[str]]:
    """Return the municipalities of a country, and their names with the region.

    Args:
        ctx: The page's context.
        country: ISO code of the country.
    """
    places = data.table(ctx.build_id, PLACES, country=country).sort_values(
        ["municipality", "code"], key=by_name
    )
    labels = [f"{row.municipality} · {row.region}" for row in places.itertuples()]
    return places["code"].tolist(), labels


@data.drawn
def model_versions(ctx: PageContext, country: str, code: str) -> tuple[list[str], list[str]]:
    """Return the versions of the models and their names, the usual one of a place first.

    Args:
        ctx: The page's context.
        country: ISO code of the country.
        code: The municipality, as its country writes it.
    """
    named = data.table(ctx.build_id, VERSIONS).set_index("version_id")[f"name_{ctx.lang}"]
    own = data.figures(ctx.build_id, "plan_days_late")
    own = own[(own["country"] == country) & (own["code"] == code)]
    usual = str(own["version_id"].min()) if len(own) else USUAL
    options = sorted(versions(tables(ctx)), key=lambda version: (version != usual, version))
    return options, [str(named[version]) for version in options]


@data.drawn
def tools_of_version(ctx: PageContext, version: str) -> tuple[ModelTool, ...]:
    """Return the tools of a version.

    Args:
        ctx: The page's context.
        version: Id of the version of a model.
    """
    return tools_of(tables(ctx), version)


@data.drawn
def headline(ctx: PageContext, view: View) -> str:
    """Return the sentence of the page: how the plan delivered goes, or when the new one ends.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    if view.forecast is not None:
        progress = simulated.words(progress_said(view.progress, ctx.t), view.progress, ctx.t)
        end = rows.month(ctx.t, view.forecast.plan.end)
        later = rows.left_later(view.forecast)
        slip = ctx.t.count("plan.left_later", later) if later else ""
        return ctx.t("plan.headline_delivered", progress=progress, slip=slip, end=end)
    if view.plan is None:
        return ctx.t("plan.none")
    return rows.takeaway(view.plan, view.work, ctx.t)


@data.drawn
def lead(ctx: PageContext, view: View) -> str:
    """Return which tools are planned, for whom, and what is not known.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, work = ctx.t, view.work
    words = {"version": view.version[f"name_{t.lang}"], "place": view.place}
    planned, every = len(work.request.tools), t.number(len(work.tools))
    sentences = [t.count("plan.lead", planned, all=every, **words)]
    if not work.is_known:
        sentences.append(t("plan.nothing_known"))
    elif work.done:
        sentences.append(t.count("plan.lead_done", len(work.done)))
    if work.left_out:
        names = t.listing([getattr(tool, t.lang) for tool in work.left_out])
        sentences.append(t.count("plan.left_out", len(work.left_out), names=names))
    return " ".join(sentences)


def notices(ctx: PageContext, view: View) -> None:
    """Say what stands in the way: no plan, an end that is not proven, an order broken.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, work = ctx.t, view.work
    if view.problem is not None:
        notice(sentence(view, t.lang), kind="attention")
    if view.plan is not None and not view.plan.is_proven:
        notice(t("plan.not_proven"))
    for first, second in view.plan.broken if view.plan else ():
        named = {"first": work.name(first, t.lang), "second": work.name(second, t.lang)}
        notice(t("plan.broken", **named))


def sentence(view: View, lang: str) -> str:
    """Return why there is no plan, as a sentence.

    Args:
        view: The plan and what was asked of it.
        lang: ``es`` or ``en``.
    """
    text = view.problem.in_language(lang) if view.problem else ""
    return text[:1].upper() + text[1:]


@data.drawn
def kpis(ctx: PageContext, view: View) -> list[Kpi]:
    """Return the end, the work, the tools that fix the end, and what one more at once would do.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, made, work = ctx.t, view.plan, view.work
    if made is None:
        return []
    critical = sum(step.is_critical for step in made.steps)
    length = made.end - made.start + 1
    deadline = work.choices.deadline
    room = t("plan.kpi_end_detail", start=rows.month(t, made.start))
    if deadline is not None:
        room = t.count("plan.kpi_deadline", deadline - made.end)
    cards = [
        (t("plan.kpi_end"), gantt.short(made.end, t), t.count("plan.months", length), room),
        (
            t("plan.kpi_work"),
            t.count("plan.months_short", made.work),
            t.count("plan.kpi_tools", len(made.steps)),
            None,
        ),
        (
            t("plan.kpi_critical"),
            t.number(critical),
            t("plan.kpi_critical_detail", all=t.number(len(made.steps))),
            None,
        ),
    ]
    capacity = work.choices.capacity
    if (more := view.ends.get(capacity + 1)) is not None:
        words = t.count("plan.kpi_more", capacity + 1)
        gained = t.count("plan.kpi_sooner", made.end - more) if more < made.end else ""
        cards.append((words, gantt.short(more, t), gained or t("plan.kpi_same"), None))
    return [
        Kpi(label, value, work.origin, detail, change, cite=cite(ctx, view, f"{label}: {value}"))
        for label, value, detail, change in cards
    ]
