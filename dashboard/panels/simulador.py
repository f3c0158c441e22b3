"""A what-if: the base it stands on, the levers, what would move, and who would move most."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import data, scenario
from dashboard.charts.base import Plot
from dashboard.components.cards import PLOT, card_head, html_card
from dashboard.components.cite import Cite, cite_block
from dashboard.components.elements import plot
from dashboard.components.html import Safe, emphasised, put, tag
from dashboard.components.kpi import Kpi, origin_chip
from dashboard.components.levers import item_name
from dashboard.components.tables import data_table, folded
from dashboard.handouts import template_link
from dashboard.scenario_files import ITEMS, chip, what_if_link
from dashboard.state import PageContext, permalink
from pipelines.serving import Outcome, Scenario

CHECKS = "out_fiscalizacion__total_check"
PUBLISHED = "out_fiscalizacion__round_group"
PLACES = "out_comparacion__entity"
PAGE = "simulador"
COLUMNS = {
    "means": ("name", "n_municipalities", "before_pct", "after_pct", "change_pts"),
    "bands": ("band", "before_count", "after_count"),
    "movers": ("comuna", "region", "delivered_pct", "before_pct", "after_pct", "change_pts"),
}
PARTS = {"means": "group", "bands": "band", "movers": "municipality"}


@data.drawn
def rounds(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the rounds delivered with detail and weights, latest first, and their names."""
    rows = data.table(ctx.build_id, ITEMS)
    rows = rows[rows["weight"].notna()].sort_values("year", ascending=False)
    ids = list(dict.fromkeys(rows["round_id"]))
    names = data.table(ctx.build_id, "core_fiscalizacion__round").set_index("round_id")
    return ids, [str(names.loc[one, f"label_{ctx.lang}"]) for one in ids]


@data.drawn
def awaiting(ctx: PageContext) -> Safe:
    """Return the card that says what to deliver, with the templates to fill in."""
    t = ctx.t
    links = [
        tag("a", t(f"simulador.deliver_{kind}"), href=template_link(kind), download=True)
        for kind in ("fiscalizacion_wide", "fiscalizacion_long", "ponderacion")
    ]
    return tag(
        "div",
        card_head(t("notice.empty_title"), t("simulador.deliver")),
        tag("p", emphasised(t("delivered.how")), class_="faro-empty"),
        tag("p", t("delivered.template"), *links, class_="faro-downloads"),
    )


@data.drawn
def known(ctx: PageContext, round_id: str) -> scenario.Known:
    """Return what a scenario of the round may name."""
    items = data.table(ctx.build_id, ITEMS, round_id=round_id)
    return scenario.known(items, data.table(ctx.build_id, PLACES))


@data.drawn
def names(ctx: PageContext, round_id: str) -> dict[str, str]:
    """Return what the reader sees for each materia, criterion and place."""
    t, items = ctx.t, data.table(ctx.build_id, ITEMS, round_id=round_id)
    found = {row["materia_id"]: t.pick(row, "materia") for row in items.to_dict("records")}
    for one in set(items["criterion"]) - {"overall"}:
        found[one] = t("simulador.criterion", criterion=t.code("criterion", one))
    places = data.table(ctx.build_id, PLACES)
    found |= dict(zip(places["entity_id"], places[f"entity_{ctx.lang}"], strict=True))
    found[scenario.COUNTRY] = t("simulador.country")
    return found


@data.drawn
def headline(ctx: PageContext, asked: Scenario, outcome: Outcome, labels: dict[str, str]) -> str:
    """Return what would become of the national mean, or of the place chosen, as a what-if."""
    t, year, row = ctx.t, _year(ctx, asked), outcome.groups.iloc[0]
    if scenario.is_idle(asked):
        return t("simulador.idle", before=t.percent(row["before_pct"], 2), year=year)
    if pd.isna(row["after_pct"]):
        return t("simulador.no_weights")
    key = "headline"
    own = outcome.municipalities[outcome.municipalities["cut"] == asked.scope]
    place = own if len(own) else outcome.groups[outcome.groups["member"] == asked.scope]
    if asked.scope != scenario.COUNTRY and place["after_pct"].notna().any():
        key, row = "headline_place", place.iloc[0]
    before, after = (t.percent(row[f"{when}_pct"], 2) for when in ("before", "after"))
    where = labels[asked.scope]
    if before == after:
        return t(f"simulador.{key}_same", before=before, year=year, place=where)
    return t(f"simulador.{key}", before=before, after=after, year=year, place=where)


@data.drawn
def words(ctx: PageContext, asked: Scenario, labels: dict[str, str]) -> str:
    """Return the scenario in a sentence."""
    t = ctx.t
    if scenario.is_idle(asked):
        return t("simulador.nothing")
    said = [
        t("simulador.times_said", name=labels[name], factor=t.number(factor, _decimals(factor)))
        for name, factor in asked.factors.items()
        if factor != 1
    ]
    if asked.solved:
        listed = t.listing([item_name(t, one, labels) for one in asked.solved])
        said.append(t("simulador.solved_said", listed=listed, where=labels[asked.scope]))
    return t("simulador.said", listed="; ".join(said))


@data.drawn
def kpis(ctx: PageContext, asked: Scenario, outcome: Outcome) -> list[Kpi]:
    """Return the national mean, the outer bands and the chosen place, before and after."""
    t, country, origin = ctx.t, outcome.groups.iloc[0], chip(outcome.groups)
    n = t.count("kpi.score_detail", int(country["n_municipalities"]))
    cards = [_mean(ctx, asked, t("simulador.kpi_country"), country, n, origin)]
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
                cite=cite(ctx, asked, f"{label}: {value}"),
            )
        )
    return [*cards, _chosen(ctx, asked, outcome, origin)]


def _chosen(ctx: PageContext, asked: Scenario, outcome: Outcome, origin: str) -> Kpi:
    t = ctx.t
    own = outcome.municipalities[outcome.municipalities["cut"] == asked.scope]
    if not own.empty:
        row = own.iloc[0]
        return _mean(ctx, asked, row["comuna"], row, t("simulador.kpi_own"), origin)
    group = outcome.groups[outcome.groups["member"] == asked.scope]
    if asked.scope != scenario.COUNTRY and not group.empty:
        row = group.iloc[0]
        n = t.count("kpi.score_detail", int(row["n_municipalities"]))
        return _mean(ctx, asked, row["name"], row, n, origin)
    country = outcome.groups.iloc[0]
    label, value = t("simulador.kpi_move"), t.number(country["risen_count"])
    fallen = t("simulador.fallen", n=t.number(country["fallen_count"]))
    return Kpi(label, value, origin, fallen, cite=cite(ctx, asked, f"{label}: {value}"))


def _mean(
    ctx: PageContext, asked: Scenario, label: str, row: pd.Series, detail: str, origin: str
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
        cite=cite(ctx, asked, f"{label}: {value}"),
    )


def cite(ctx: PageContext, asked: Scenario, title: str) -> Cite:
    """Return what is needed to cite a what-if: its words say that it is one."""
    call = (
        f'serving.open("{ctx.build_id}").what_if(Scenario({asked.round_id!r}, '
        f"{dict(asked.factors)!r}, {asked.solved!r}, {asked.scope!r}))"
    )
    return Cite(ctx.t("simulador.cited", title=title), call, PAGE, dict(scenario.query(asked)))


def chart(ctx: PageContext, asked: Scenario, name: str) -> None:
    """Show one chart of a what-if with all that must stand beside it."""
    t = ctx.t
    drawn = data.what_if_chart(ctx.build_id, asked, name, ctx.lang)
    with st.container(key=f"card_what_if_{name}"):
        if drawn.is_empty:
            words = "simulador.still" if scenario.is_idle(asked) else "simulador.still_asked"
            put(card_head(t("simulador.still_title"), ""))
            put(tag("p", t(words), class_="faro-empty"))
            return
        put(card_head(drawn.takeaway, drawn.subtitle))
        put(tag("p", origin_chip(t, chip(drawn.rows))))
        plot(drawn, key=f"what_if_{name}_{ctx.lang}", config=PLOT)
        put(_foot(ctx, asked, name, drawn))


@data.drawn
def _foot(ctx: PageContext, asked: Scenario, name: str, drawn: Plot) -> Safe:
    t, columns = ctx.t, COLUMNS[name]
    heads = [
        (t(f"simulador.col_{one}"), one not in ("name", "comuna", "region", "band"))
        for one in columns
    ]
    lines = [[_cell(ctx, row, one) for one in columns] for row in drawn.rows.to_dict("records")]
    links = [
        tag(
            "a",
            ending.upper(),
            href=what_if_link(ctx.build_id, part, ending, asked, lang=lang),
            download=True,
            target="_self",
        )
        for part, ending, lang in (
            (PARTS[name], "csv", None),
            (PARTS[name], "xlsx", None),
            (name, "png", ctx.lang),
            (name, "svg", ctx.lang),
        )
    ]
    files = tag("p", tag("code", f"what_if · {PARTS[name]}"), *links, class_="faro-downloads")
    origin = t(f"origin.{chip(drawn.rows)}")
    source = t("note.source", origin=origin, sources=asked.round_id, build=ctx.build_id)
    table = data_table(heads, lines, caption=t("simulador.cited", title=drawn.takeaway))
    return tag(
        "div",
        tag("p", source, class_="faro-source"),
        tag(
            "div",
            folded(t("word.table"), table),
            folded(t("word.download"), files),
            folded(t("word.cite"), cite_block(ctx, cite(ctx, asked, drawn.takeaway))),
            class_="faro-actions",
        ),
    )


@data.drawn
def base(ctx: PageContext, asked: Scenario, outcome: Outcome) -> Safe:
    """Return the card that says which base the scenario stands on, and how it differs."""
    t, country = ctx.t, outcome.groups.iloc[0]
    checks = data.table(ctx.build_id, CHECKS, round_id=asked.round_id, revision="as_published")
    printed = data.table(ctx.build_id, PUBLISHED, round_id=asked.round_id, group_id="all")
    gap = country["before_pct"] - country["delivered_pct"]
    said = t.percent(printed["mean_pct"].iloc[0], 2) if len(printed) else t.missing
    lines = [
        [t("simulador.base_published"), said],
        [t("simulador.base_delivered"), t.percent(country["delivered_pct"], 3)],
        [t("simulador.base_recomputed"), t.percent(country["before_pct"], 3)],
        [t("simulador.base_gap"), t.points(gap, 3)],
        [t("simulador.base_differing"), t.number(country["differing_count"])],
        [t("simulador.base_largest"), t.points(country["largest_difference_pts"], 3, signed=False)],
    ]
    title = t.count("simulador.base_title", int(country["differing_count"]), gap=t.points(gap, 3))
    heads = [(t("simulador.base_what"), False), (t("simulador.base_value"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        title=title,
        subtitle=t("simulador.base_subtitle"),
        rows=checks,
        table=CHECKS,
        page=PAGE,
        where={"round_id": asked.round_id, "revision": "as_published"},
        **scenario.query(asked),
    )


@data.drawn
def weights(ctx: PageContext, asked: Scenario) -> Safe:
    """Return the card of the weights stored and those of the scenario, item by item."""
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS, round_id=asked.round_id)
    rows = rows[rows["weight"].notna()].sort_values(["materia_order", "criterion"])
    lines = [_weight(ctx, asked, row) for row in rows.to_dict("records")]
    keys = [("materia", False), ("criterion", False), ("weight", True), ("new_weight", True)]
    heads = [(t(f"simulador.col_{key}"), num) for key, num in [*keys, ("met", True)]]
    is_made_up = (rows["weight_status"] == "illustrative").any()
    title = t("simulador.weights_illustrative" if is_made_up else "simulador.weights_official")
    table = data_table(heads, lines, caption=title)
    short = table.replace('class="faro-scroll"', 'class="faro-scroll" style="max-height:22rem"')
    return html_card(
        ctx,
        Safe(short),
        title=title,
        subtitle=t("simulador.weights_subtitle"),
        rows=rows,
        table=ITEMS,
        page=PAGE,
        where={"round_id": asked.round_id},
        **scenario.query(asked),
    )


def _weight(ctx: PageContext, asked: Scenario, row: dict[str, Any]) -> list[Any]:
    t, materia, criterion = ctx.t, row["materia_id"], row["criterion"]
    factor = asked.factors.get(materia, 1.0) * asked.factors.get(criterion, 1.0)
    new = row["weight"] * factor
    is_solved = materia in asked.solved or f"{materia}.{criterion}" in asked.solved
    text = t.number(new, _decimals(new))
    return [
        t.pick(row, "materia"),
        t.code("criterion", criterion),
        t.number(row["weight"], _decimals(row["weight"])),
        tag("b", text) if factor != 1 else text,
        t("simulador.solved") if is_solved else t.percent(row["full_marks_pct"], 0),
    ]


@data.drawn
def share(ctx: PageContext, asked: Scenario) -> Safe:
    """Return the link that reopens the scenario, and the one that starts again."""
    t = ctx.t
    address = permalink(ctx, page=PAGE, **scenario.query(asked))
    usual = PAGE + ("" if ctx.lang == "es" else f"?lang={ctx.lang}")
    copy = tag("button", t("word.copy"), type="button", data_faro_copy=t("word.copied"))
    link = tag("dd", tag("pre", address, tabindex="0"), copy)
    return tag(
        "div",
        tag("a", t("simulador.reset"), href=usual, target="_self", class_="faro-reset"),
        folded(t("simulador.share"), tag("dl", tag("div", link), class_="faro-cite")),
        class_="faro-actions",
    )


@data.drawn
def ideas(ctx: PageContext, asked: Scenario, labels: dict[str, str]) -> Safe:
    """Return a few scenarios to start from, chosen by where most municipalities fail."""
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS, round_id=asked.round_id)
    rows = rows[rows["weight"].notna() & rows["full_marks_pct"].notna()]
    if rows.empty:
        return Safe("")
    worst = str(rows.sort_values(["full_marks_pct", "materia_order"])["materia_id"].iloc[0])
    best = str(rows.sort_values(["full_marks_pct", "materia_order"])["materia_id"].iloc[-1])
    starts = [
        ("idea_double", worst, Scenario(asked.round_id, {worst: 2.0})),
        ("idea_solve", worst, Scenario(asked.round_id, {}, (worst,))),
        ("idea_drop", best, Scenario(asked.round_id, {best: 0.0})),
    ]
    links = []
    for key, materia, one in starts:
        query = scenario.query(one) | ({} if ctx.lang == "es" else {"lang": ctx.lang})
        words_ = t(f"simulador.{key}", materia=labels[materia])
        links.append(
            tag("a", words_, href=f"{PAGE}?{urlencode(query, safe=':,.')}", target="_self")
        )
    return tag("p", emphasised(t("simulador.ideas")), *links, class_="faro-downloads faro-ideas")


def _cell(ctx: PageContext, row: dict[str, Any], name: str) -> Any:
    t = ctx.t
    if name == "band":
        return t.pick(row, "band")
    if name == "name":
        return t("group.all") if row["dimension"] == "country" else str(row["name"])
    value = row[name]
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return tag("span", t("simulador.no_mean"), class_="none")
    if name.endswith("_pct"):
        return t.percent(value, 2)
    return t.points(value, 2) if name.endswith("_pts") else t.number(value)


def _signed(ctx: PageContext, size: int) -> str:
    if not size:
        return ctx.t("chart.what_if.same")
    return f"+{ctx.t.number(size)}" if size > 0 else ctx.t.number(size)


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else 2


def _year(ctx: PageContext, asked: Scenario) -> str:
    items = data.table(ctx.build_id, ITEMS, round_id=asked.round_id)
    return str(items["year"].iloc[0])
