"""The plans delivered: what slips and what that moves, and how many tools were in use on time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.marking import origin_of, with_origin
from pipelines.origins import COMPUTED
from presentation import data
from presentation.cards.cards import card_head, html_card
from presentation.cards.kpi import origin_chip
from presentation.charts import simulated
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, linked
from presentation.panels.plan_cards import PAGE, under
from presentation.plans import rows
from presentation.plans.choices import Asked
from presentation.plans.view import View
from presentation.sorting import by_name

KEPT, REGIONS = "out_plan__kept", "core_territory__region"


@data.drawn
def again(ctx: PageContext, view: View) -> Safe:
    """Return the head of the new plan, where another was delivered.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    start = rows.month(ctx.t, view.choices.start)
    return card_head(ctx.t("plan.again"), ctx.t("plan.again_subtitle", start=start))


@data.drawn
def slips(ctx: PageContext, view: View) -> Safe:
    """Return what slips in the plan delivered, and what that moves.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    t, forecast = ctx.t, view.forecast
    if forecast is None:
        return Safe("")
    moved = rows.moves(forecast, view.work)
    seen = t.date(view.progress["as_of"].max())
    facts = {"before": rows.month(t, forecast.end_before), "date": seen}
    facts["after"] = rows.month(t, forecast.plan.end)
    title = t("plan.slips_same", **facts)
    if forecast.late:
        key = "plan.slips_later" if forecast.late > 0 else "plan.slips_sooner"
        title = t.count(key, abs(forecast.late), **facts)
    lines = [_moved(ctx, row) for row in moved.to_dict("records")]
    heads = [
        (t("plan.col.tool"), False),
        (t("plan.col.before"), False),
        (t("plan.col.now"), False),
        (t("plan.col.late"), False),
        (t("plan.col.why"), False),
    ]
    body = (
        data_table(heads, lines, caption=title)
        if lines
        else tag("p", t("plan.slips_none"), class_="faro-empty")
    )
    chip = origin_of(COMPUTED, view.progress)
    title = with_origin(title, chip, t.lang)
    return tag(
        "div",
        card_head(title, f"{t('plan.slips_subtitle', date=seen)} {_agreed(ctx, view)}".strip()),
        tag("p", origin_chip(t, chip)),
        body,
        under(ctx, view, title, name="slips"),
    )


def _agreed(ctx: PageContext, view: View) -> str:
    """Return of which day the plan is and how many it took the place of, where that is known."""
    t, first = ctx.t, view.progress.iloc[0]
    if "plan_date" not in first or pd.isna(first["plan_date"]):
        return ""
    earlier = int(first["earlier_plan_count"])
    words = t("plan.agreed", date=t.date(first["plan_date"]))
    return f"{words} {t.count('plan.replaces', earlier)}" if earlier else words


def views(ctx: PageContext, view: View) -> tuple[str, ...]:
    """Return the parts that the page of a plan has.

    Args:
        ctx: The page's context.
        view: The plan and what was asked of it.
    """
    has = {
        "followed": not view.progress.empty,
        "planned": view.plan is not None or view.progress.empty,
        "kept": is_kept(ctx, view.choices),
    }
    return tuple(name for name, there in has.items() if there)


def is_kept(ctx: PageContext, choices: Asked) -> bool:
    """Return whether any plan of the country and version was delivered.

    Args:
        ctx: The page's context.
        choices: What was asked of the plan.
    """
    own = data.figures(
        ctx.build_id, "plan_kept_share", country=choices.country, version_id=choices.version
    )
    return not own.empty


@data.drawn
def kept(ctx: PageContext, country: str, version: str) -> Safe:
    """Return how many tools of the plans of a country were in use on time, by region.

    Args:
        ctx: The page's context.
        country: ISO code of the country.
        version: Id of the version of a model.
    """
    t = ctx.t
    own = data.figures(ctx.build_id, "plan_kept_share", country=country, version_id=version)
    order = data.table(ctx.build_id, REGIONS).set_index("region")["region_order_north_south"]
    places = [
        -1 if region == "all" else order.get(region, len(order) + 1) for region in own["region"]
    ]
    codes = data.table(ctx.build_id, REGIONS).set_index("region")["region_code"]
    own = own.assign(region_code=own["region"].map(codes))  # regions of other countries have none
    own = own.assign(place=places).sort_values(["place", "region"], key=by_name)
    lines = own.to_dict("records")
    whole = lines[0]
    title = t(
        "plan.kept",
        share=t.percent(whole["plan_kept_share"]),
        kept=t.number(whole["kept_count"]),
        due=t.number(whole["due_step_count"]),
    )
    if pd.isna(whole["plan_kept_share"]):
        title = t.count("plan.kept_few", int(whole["due_step_count"]))
    keys = ("region", "municipalities", "due", "kept", "share", "late")
    table = data_table(
        [(t(f"plan.kept_col.{key}"), key != "region") for key in keys],
        [_kept_line(ctx, row) for row in lines],
        caption=title,
    )
    return html_card(
        ctx,
        tag("p", *(origin_chip(t, level) for level in sorted(set(own["origin"])))),
        table,
        name="kept",
        title=simulated.words(title, own, t),
        subtitle=t("plan.kept_subtitle", date=t.date(whole["as_of"])),
        rows=own,
        table=KEPT,
        page=PAGE,
        metrics=("plan_kept_share",),
        version=version,
    )


def _moved(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    t = ctx.t
    return [
        linked(t, row, f"tool_{t.lang}"),
        t.date(row["end_before"]),
        t.date(row["end_after"]),
        rows.away(int(row["late_months"]), t),
        t("plan.cause" if row["is_cause"] else "plan.moved"),
    ]


def _kept_line(ctx: PageContext, row: dict[str, Any]) -> list[Any]:
    t = ctx.t
    share = t.percent(row["plan_kept_share"])
    counts = ("municipalities", "due_step_count", "kept_count", "late_step_count")
    known = [t.number(row[name]) for name in counts]
    name = t("plan.kept_all") if row["region"] == "all" else linked(t, row, "region")
    return [name, *known[:3], share, known[3]]
