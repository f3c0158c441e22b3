"""A what-if: the base it stands on, the levers, what would move, and who would move most."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from pipelines import marking
from pipelines.origins import THIRD_PARTY
from pipelines.serving import INSTRUMENT_2025, STORED, Outcome, Scenario
from presentation import data, worked_out
from presentation.cards.cards import card_head
from presentation.cards.kpi import Kpi, origin_chip
from presentation.choices import scenario
from presentation.choices.scenario import ITEMS, chip, item_name
from presentation.context import PageContext, permalink
from presentation.links import template_link
from presentation.markup.html import Safe, emphasised, tag
from presentation.markup.tables import folded
from presentation.panels.what_if_cards import PAGE, cite, decimals

PLACES = "out_comparacion__entity"
VIEWS = ("outcome", "basis")


@data.drawn
def rounds(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the rounds that a score can be worked out for, latest first, and their names.

    They have detail and weights, of the same items.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, ITEMS)
    rows = rows[rows["weight"].notna()].sort_values("year", ascending=False)
    ids = [
        round_id
        for round_id in dict.fromkeys(rows["round_id"])
        if len(worked_out.what_if(ctx.build_id, Scenario(round_id)).groups)
    ]
    names = data.table(ctx.build_id, "core_fiscalizacion__round").set_index("round_id")
    return ids, [str(names.loc[round_id, f"label_{ctx.lang}"]) for round_id in ids]


@data.drawn
def awaiting(ctx: PageContext) -> Safe:
    """Return the card that says what to deliver, with the templates to fill in.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    links = [
        tag("a", t(f"simulador.deliver_{kind}"), href=template_link(kind), download=True)
        for kind in ("fiscalizacion_wide", "fiscalizacion_long", "ponderacion")
    ]
    return tag(
        "div",
        card_head(t("delivered.none"), t("simulador.deliver")),
        tag("p", emphasised(t("delivered.how")), class_="faro-empty"),
        tag("p", t("delivered.template"), *links, class_="faro-downloads"),
    )


@data.drawn
def known(ctx: PageContext, round_id: str) -> scenario.Known:
    """Return what a scenario of the round may name.

    Args:
        ctx: The page's context.
        round_id: The round.
    """
    items = data.table(ctx.build_id, ITEMS, round_id=round_id)
    return scenario.known(items, data.table(ctx.build_id, PLACES), ctx.build.other_weights())


@data.drawn
def names(ctx: PageContext, round_id: str) -> dict[str, str]:
    """Return what the reader sees for each materia, criterion and place.

    Args:
        ctx: The page's context.
        round_id: The round.
    """
    t, items = ctx.t, data.table(ctx.build_id, ITEMS, round_id=round_id)
    labels = {row["materia_id"]: t.pick(row, "materia") for row in items.to_dict("records")}
    for criterion in set(items["criterion"]) - {"overall"}:
        labels[criterion] = t("simulador.criterion", criterion=t.code("criterion", criterion))
    places = data.table(ctx.build_id, PLACES)
    labels |= dict(zip(places["entity_id"], places[f"entity_{ctx.lang}"], strict=True))
    labels[scenario.COUNTRY] = t("simulador.country")
    return labels


@data.drawn
def headline(ctx: PageContext, what_if: Scenario, outcome: Outcome, labels: dict[str, str]) -> str:
    """Return what would become of the national mean, or of the place chosen, as a what-if.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        outcome: Scores in per cent before and after the scenario.
        labels: What the reader sees for each materia, criterion and place.
    """
    t, year, row = ctx.t, _year(ctx, what_if), outcome.groups.iloc[0]
    if scenario.is_idle(what_if):
        return t("simulador.idle", before=t.percent(row["before_pct"], 2), year=year)
    if pd.isna(row["after_pct"]):
        return t("simulador.no_weights")
    key = "headline"
    own = outcome.municipalities[outcome.municipalities["cut"] == what_if.scope]
    place = own if len(own) else outcome.groups[outcome.groups["member"] == what_if.scope]
    if what_if.scope != scenario.COUNTRY and place["after_pct"].notna().any():
        key, row = "headline_place", place.iloc[0]
    before, after = (t.percent(row[f"{when}_pct"], 2) for when in ("before", "after"))
    where = labels[what_if.scope]
    if before == after:
        return t(f"simulador.{key}_same", before=before, year=year, place=where)
    return t(f"simulador.{key}", before=before, after=after, year=year, place=where)


@data.drawn
def words(ctx: PageContext, what_if: Scenario, labels: dict[str, str]) -> str:
    """Return the scenario in a sentence.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        labels: What the reader sees for each materia, criterion and place.
    """
    t = ctx.t
    if scenario.is_idle(what_if):
        return t("simulador.nothing")
    sentences = [] if what_if.weighting == STORED else [t(f"simulador.base_{_whose(ctx)}")]
    sentences += [
        t("simulador.times_said", name=labels[name], factor=t.number(factor, decimals(factor)))
        for name, factor in what_if.factors.items()
        if factor != 1
    ]
    if what_if.solved:
        listed = t.listing([item_name(t, item, labels) for item in what_if.solved])
        sentences.append(t("simulador.solved_said", listed=listed, where=labels[what_if.scope]))
    return t("simulador.said", listed="; ".join(sentences))


def _whose(ctx: PageContext) -> str:
    """Return whose the weights lent are: a third party's, or of whoever delivered them."""
    levels = data.table(ctx.build_id, scenario.LENT)["origin"]
    return "said" if THIRD_PARTY in set(levels) else "delivered_said"


@data.drawn
def kpis(ctx: PageContext, what_if: Scenario, outcome: Outcome) -> list[Kpi]:
    """Return the national mean, the outer bands and the chosen place, before and after.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        outcome: Scores in per cent before and after the scenario.
    """
    t, country, origin = ctx.t, outcome.groups.iloc[0], chip(outcome.groups)
    n = t.count("kpi.score_detail", int(country["n_municipalities"]))
    label = t("simulador.kpi_country")
    cards = [_mean(ctx, what_if, label, country, n, origin=origin, metric="ta_score")]
    bands = outcome.bands[outcome.bands["member"] == scenario.COUNTRY].sort_values("band_order")
    for row in (bands.iloc[-1], bands.iloc[0]):
        size = int(row["after_count"] - row["before_count"])
        label = t("simulador.kpi_band", band=t.pick(row, "band"))
        value = t.number(row["after_count"])
        cards.append(
            Kpi(
                label,
                value,
                origin,
                t("simulador.before", value=t.number(row["before_count"])),
                change=_signed(ctx, size),
                cite=cite(ctx, what_if, f"{label}: {value}", ("band_count",)),
            )
        )
    return [*cards, _chosen(ctx, what_if, outcome, origin)]


def _chosen(ctx: PageContext, what_if: Scenario, outcome: Outcome, origin: str) -> Kpi:
    t = ctx.t
    own = outcome.municipalities[outcome.municipalities["cut"] == what_if.scope]
    if not own.empty:
        row = own.iloc[0]
        detail, metric = t("simulador.kpi_own"), "municipality_score"
        return _mean(ctx, what_if, row["comuna"], row, detail, origin=origin, metric=metric)
    group = outcome.groups[outcome.groups["member"] == what_if.scope]
    if what_if.scope != scenario.COUNTRY and not group.empty:
        row = group.iloc[0]
        n = t.count("kpi.score_detail", int(row["n_municipalities"]))
        return _mean(ctx, what_if, row["name"], row, n, origin=origin, metric="ta_score")
    country = outcome.groups.iloc[0]
    label, value = t("simulador.kpi_move"), t.number(country["risen_count"])
    fallen = t("simulador.fallen", n=t.number(country["fallen_count"]))
    moved = cite(ctx, what_if, f"{label}: {value}", ("municipality_score",))
    return Kpi(label, value, origin, fallen, cite=moved)


def _mean(
    ctx: PageContext,
    what_if: Scenario,
    label: str,
    row: pd.Series,
    detail: str,
    *,
    origin: str,
    metric: str,
) -> Kpi:
    t = ctx.t
    if pd.isna(row["after_pct"]):
        return Kpi(label, "–", origin, detail, change=t("simulador.no_mean"))
    before = t("simulador.before", value=t.percent(row["before_pct"], 2))
    value = t.percent(row["after_pct"], 2)
    return Kpi(
        label,
        value,
        origin,
        f"{before} · {detail}",
        change=t.points(row["change_pts"], 2),
        cite=cite(ctx, what_if, f"{label}: {value}", (metric,)),
    )


@data.drawn
def share(ctx: PageContext, what_if: Scenario) -> Safe:
    """Return the link that reopens the scenario, and the one that starts again.

    Args:
        ctx: The page's context.
        what_if: The scenario.
    """
    t = ctx.t
    address = permalink(ctx, page=PAGE, **scenario.query(what_if))
    usual = PAGE + ("" if ctx.lang == "es" else f"?lang={ctx.lang}")
    copy = tag("button", t("word.copy"), type="button", data_faro_copy=t("word.copied"))
    link = tag("dd", tag("pre", address, tabindex="0"), copy)
    return tag(
        "div",
        tag("a", t("simulador.reset"), href=usual, target="_self", class_="faro-reset"),
        folded(t("simulador.share"), tag("dl", tag("div", link), class_="faro-cite is-link")),
        class_="faro-actions",
    )


@data.drawn
def ideas(ctx: PageContext, what_if: Scenario, labels: dict[str, str]) -> Safe:
    """Return a few scenarios to start from, chosen by where most municipalities fail.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        labels: What the reader sees for each materia, criterion and place.
    """
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS, round_id=what_if.round_id)
    rows = rows[rows["weight"].notna() & rows["full_marks_pct"].notna()]
    if rows.empty:
        return Safe("")
    worst = str(rows.sort_values(["full_marks_pct", "materia_order"])["materia_id"].iloc[0])
    best = str(rows.sort_values(["full_marks_pct", "materia_order"])["materia_id"].iloc[-1])
    starts = [
        ("idea_double", worst, Scenario(what_if.round_id, {worst: 2.0})),
        ("idea_solve", worst, Scenario(what_if.round_id, {}, (worst,))),
        ("idea_drop", best, Scenario(what_if.round_id, {best: 0.0})),
    ]
    if ctx.build.other_weights():
        starts.append(("idea_other", worst, Scenario(what_if.round_id, weighting=INSTRUMENT_2025)))
    links = []
    for key, materia, idea in starts:
        query = scenario.query(idea) | ({} if ctx.lang == "es" else {"lang": ctx.lang})
        words_ = t(f"simulador.{key}", materia=labels[materia])
        links.append(
            tag("a", words_, href=f"{PAGE}?{urlencode(query, safe=':,.')}", target="_self")
        )
    lead = [emphasised(t("simulador.ideas")), origin_chip(t, marking.origin_of(rows))]
    return tag("p", *lead, *links, class_="faro-downloads faro-ideas")


def _signed(ctx: PageContext, size: int) -> str:
    if not size:
        return ctx.t("chart.what_if.same")
    return f"+{ctx.t.number(size)}" if size > 0 else ctx.t.number(size)


def _year(ctx: PageContext, what_if: Scenario) -> str:
    items = data.table(ctx.build_id, ITEMS, round_id=what_if.round_id)
    return str(items["year"].iloc[0])
