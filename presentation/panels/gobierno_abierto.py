"""The OGP desk as a whole: the catalogue of commitments, levels by cycle, overdue milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pandas as pd

from pipelines.ingest.names.countries import HOME
from pipelines.ingest.reading.no_value import folded as plain
from presentation import data, stored
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.charts.ogp_cycles import at
from presentation.context import PageContext
from presentation.desk.milestone import state
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import data_table

PAGE, ALL = "gobierno_abierto", "all"
COMMITMENTS, TEXTS = "out_ogp__commitment", "core_ogp__text"
MILESTONES, ASSESSMENTS = "out_ogp__milestone", "out_ogp__assessment"
METRIC = "ogp_desk_count"
UNSTATED = "unknown"
MUNICIPAL = ("yes", "no")
ORDERS = ("cycle", "commitment_id", "title", "area", "is_municipal")


@stored.keepable
@dataclass(frozen=True)
class Narrowed:
    """The catalogue filters chosen; ``all`` narrows nothing."""

    cycle: str
    area: str
    starred: str
    municipal: str
    order: str


@data.drawn
def commitments(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the whole and then every commitment, the municipal ones first: ids and names.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, COMMITMENTS)
    rows = rows.sort_values(["is_municipal", "commitment_id"], ascending=[False, True])
    names = [_named(ctx, row) for row in rows.to_dict("records")]
    return [ALL, *rows["commitment_id"]], [ctx.t("ogp.every"), *names]


@data.drawn
def headline(ctx: PageContext, as_of: date) -> str:
    """Return how many commitments stood in how many plans at a date.

    Args:
        ctx: The page's context.
        as_of: The day it is told of; nothing later enters.
    """
    n, cycles = (
        ctx.t.number(_count(ctx, count_id, as_of)[0]) for count_id in ("commitments", "plans")
    )
    return ctx.t("ogp.headline", n=n, cycles=cycles)


@data.drawn
def kpis(ctx: PageContext, as_of: date) -> list[Kpi]:
    """Return commitments, stars, overdue milestones and early results.

    Args:
        ctx: The page's context.
        as_of: The day it is told of; nothing later enters.
    """
    t = ctx.t
    cycles, dated = (t.number(_count(ctx, count_id, as_of)[0]) for count_id in ("plans", "dated"))
    first, last = _years(data.table(ctx.build_id, COMMITMENTS))
    judged = data.table(ctx.build_id, ASSESSMENTS, topic="early_results")
    looked_at = t.number(judged["commitment_id"].nunique())
    return [
        _kpi(ctx, "commitments", as_of, cycles=cycles, first=str(first), last=str(last)),
        _kpi(ctx, "starred", as_of),
        _kpi(ctx, "overdue", as_of, all=dated, date=t.date(as_of)),
        _kpi(ctx, "assessed", as_of, count_id="early_results", all=looked_at),
    ]


@data.drawn
def lead(ctx: PageContext) -> str:
    """Return what the page is about, and of which countries.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, COMMITMENTS)
    return ctx.t("ogp.lead", countries=_countries(ctx, rows))


def _countries(ctx: PageContext, rows: pd.DataFrame) -> str:
    """Return the countries of commitments in words, the one at home first."""
    codes = set(rows["country"])
    others = sorted((ctx.t.country(code) for code in codes - {HOME}), key=plain)
    return ctx.t.listing([*([ctx.t.country(HOME)] if HOME in codes else []), *others])


def _years(rows: pd.DataFrame) -> tuple[int, int]:
    """Return the first and the last year of the plans of commitments."""
    return int(rows["year_from"].min()), int(rows["year_to"].fillna(rows["year_from"]).max())


def _listed(ctx: PageContext) -> str:
    """Return how many commitments OGP lists, and how many more were delivered."""
    t, rows = ctx.t, data.table(ctx.build_id, COMMITMENTS)
    is_given = rows["origin"] != "published"
    given, listed = rows[is_given], rows[~is_given]
    sentence = t(
        "ogp.catalogue_subtitle",
        n=t.number(len(listed)),
        countries=_countries(ctx, listed),
        year=str(listed["cycle"].max()),
    )
    if given.empty:
        return f"{sentence} {t('ogp.catalogue_star')}"
    more = t.count("ogp.catalogue_delivered", len(given), countries=_countries(ctx, given))
    return f"{sentence} {more} {t('ogp.catalogue_star')}"


def _count(ctx: PageContext, count_id: str, as_of: date) -> tuple[int, str, str]:
    """Return a count of the desk at a date, since when it holds, and its origin."""
    row = at(data.figures(ctx.build_id, "ogp_desk_count"), count_id, pd.Timestamp(as_of))
    return int(row["ogp_desk_count"]), f"{row['since']:%Y-%m-%d}", str(row["origin"])


def _kpi(ctx: PageContext, name: str, as_of: date, *, count_id: str = "", **values: str) -> Kpi:
    n, since, origin = _count(ctx, count_id or name, as_of)
    label, value = ctx.t(f"ogp.kpi.{name}"), ctx.t.number(n)
    query = metric_sql(ctx, METRIC, count_id=count_id or name, since=since)
    choices = {"as_of": as_of.isoformat()}
    return Kpi(
        label,
        value,
        origin,
        ctx.t(f"ogp.kpi.{name}_detail", **values),
        cite=Cite(f"{label}: {value}", query, PAGE, choices, (METRIC,)),
    )


@data.drawn
def overdue(ctx: PageContext, as_of: date) -> Safe:
    """Return the milestones that should have ended and are not on record as done.

    Args:
        ctx: The page's context.
        as_of: The day it is told of; nothing later enters.
    """
    t, late = ctx.t, _overdue(ctx, as_of)
    heads = [(t(f"ogp.{key}"), key == "days_late") for key in ("milestone", "end", "days_late")]
    lines = [
        [
            join([_code_link(ctx, row, as_of), " ", t.pick(row, "name")]),
            t.date(row["end_text"]),
            t.number((pd.Timestamp(as_of) - row["end_date"]).days),
        ]
        for row in late.to_dict("records")
    ]
    body = (
        data_table(heads, lines, caption=t("ogp.overdue"))
        if lines
        else tag("p", t("ogp.overdue_none"), class_="faro-empty")
    )
    return html_card(
        ctx,
        body,
        name="overdue",
        title=f"{t('ogp.overdue')}: {t.number(len(late))}",
        subtitle=t("ogp.overdue_subtitle", date=t.date(as_of)),
        rows=late,
        table=MILESTONES,
        page=PAGE,
        as_of=as_of.isoformat(),
    )


def narrow(ctx: PageContext) -> Narrowed:
    """Draw the filters and the order of the catalogue, kept in the URL.

    Args:
        ctx: The page's context.
    """
    offered = _offered(ctx)
    chosen = {key: ctx.choose(key, *offered[key], default=offered[key][0][0]) for key in offered}
    return Narrowed(**chosen)


@data.drawn
def _offered(ctx: PageContext) -> dict[str, tuple[list[str], list[str]]]:
    """Return filter of the catalogue → ids and names."""
    t, rows = ctx.t, data.table(ctx.build_id, COMMITMENTS)
    plans = rows.drop_duplicates("plan_key").sort_values(["cycle", "country"], ascending=False)
    areas = rows.drop_duplicates("policy_area").sort_values(f"area_{ctx.lang}")
    stars = ("yes", "no", "pending", UNSTATED)
    return {
        "cycle": (
            [ALL, *plans["plan_key"]],
            [t("ogp.any_cycle"), *(_plan(ctx, row) for row in plans.to_dict("records"))],
        ),
        "area": (
            [ALL, *areas["policy_area"]],
            [t("ogp.any_area"), *(t.pick(row, "area") for row in areas.to_dict("records"))],
        ),
        "starred": (
            [ALL, *stars],
            [t("ogp.any_star"), *(t(f"ogp.starred.{star}") for star in stars)],
        ),
        "municipal": (
            [ALL, *MUNICIPAL],
            [t("ogp.any_kind"), *(t(f"ogp.municipal.{kind}") for kind in MUNICIPAL)],
        ),
        "order": (list(ORDERS), [t(f"ogp.order.{order}") for order in ORDERS]),
    }


def _plan(ctx: PageContext, row: dict) -> str:
    name = ctx.t.pick(row, "plan")
    return name if row["country"] == HOME else f"{ctx.t.country(row['country'])} · {name}"


@data.drawn
def catalogue(ctx: PageContext, chosen: Narrowed) -> Safe:
    """Return the commitments that meet the filters, newest plan first.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters of the catalogue.
    """
    t, rows = ctx.t, data.table(ctx.build_id, COMMITMENTS)
    star = rows["starred"].fillna(UNSTATED)
    rows = rows[
        ((chosen.cycle == ALL) | (rows["plan_key"] == chosen.cycle))
        & ((chosen.area == ALL) | (rows["policy_area"] == chosen.area))
        & ((chosen.starred == ALL) | (star == chosen.starred))
        & ((chosen.municipal == ALL) | (rows["is_municipal"] == (chosen.municipal == "yes")))
    ]
    by = {"title": f"title_{ctx.lang}", "area": f"area_{ctx.lang}"}.get(chosen.order, chosen.order)
    first = [("cycle", False)] if chosen.order == "cycle" else [(by, by != "is_municipal")]
    keys = [*first, ("commitment_id", True)]
    rows = rows.sort_values(
        [name for name, _ in keys],
        ascending=[up for _, up in keys],
        key=lambda cells: cells.map(plain) if cells.name == by and by.endswith(ctx.lang) else cells,
    )
    heads = [(t(f"ogp.{key}"), False) for key in ("commitment", "cycle", "area", "star", "whose")]
    leads = _leads(ctx)
    lines = [
        [
            tag("a", _named(ctx, row), href=_address(ctx, row), target="_self"),
            _plan_cell(ctx, row),
            t.pick(row, "area"),
            t(f"ogp.starred.{row['starred'] if isinstance(row['starred'], str) else UNSTATED}"),
            leads.get(row["commitment_id"], t.missing),
        ]
        for row in rows.to_dict("records")
    ]
    body = (
        data_table(heads, lines, caption=t("ogp.all"), search=t("word.search"))
        if lines
        else tag("p", t("ogp.catalogue_none"), class_="faro-empty")
    )
    return html_card(
        ctx,
        body,
        name="catalogue",
        title=f"{t('ogp.kpi.commitments')}: {t.number(len(rows))}",
        subtitle=_listed(ctx),
        rows=rows,
        table=COMMITMENTS,
        page=PAGE,
        cycle=chosen.cycle,
        area=chosen.area,
        starred=chosen.starred,
        municipal=chosen.municipal,
        order=chosen.order,
    )


def _leads(ctx: PageContext) -> dict[str, str]:
    """Return commitment → its lead institution, as last written; those without one are absent."""
    rows = data.table(ctx.build_id, TEXTS, field_id="lead").sort_values("from_text")
    return dict(zip(rows["commitment_id"], rows[f"text_{ctx.lang}"], strict=True))


def _plan_cell(ctx: PageContext, row: dict) -> str:
    year = str(row["cycle"])
    return year if row["country"] == HOME else f"{year} · {ctx.t.country(row['country'])}"


def _overdue(ctx: PageContext, as_of: date) -> pd.DataFrame:
    rows = data.table(ctx.build_id, MILESTONES)
    moment = pd.Timestamp(as_of)
    late = [state(row, moment) == "overdue" for row in rows.to_dict("records")]
    chosen = pd.Series(late, index=rows.index, dtype=bool)
    return rows[chosen].sort_values(["end_date", "milestone_id"])


def _named(ctx: PageContext, row: dict) -> str:
    title = str(row[f"title_{ctx.lang}"])
    return f"{row['commitment_id']} · {title}"


def _code_link(ctx: PageContext, row: dict, as_of: date) -> Safe:
    return tag("a", row["commitment_id"], href=_address(ctx, row, as_of), target="_self")


def _address(ctx: PageContext, row: dict, as_of: date | None = None) -> str:
    query = {"commitment": row["commitment_id"]}
    if as_of is not None and as_of != ctx.today:
        query["as_of"] = as_of.isoformat()
    if ctx.lang != "es":
        query["lang"] = ctx.lang
    query["build"] = ctx.build_id
    return f"{PAGE}?{urlencode(query)}"
