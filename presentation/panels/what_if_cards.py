"""The cards of a what-if: its charts, the base it stands on, the weights item by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.marking import origin_of, with_origin
from pipelines.origins import THIRD_PARTY
from pipelines.serving import STORED, Outcome, Scenario
from presentation import data, worked_out
from presentation.cards.cards import card, card_head, html_card
from presentation.cards.cite import Cite, cite_block
from presentation.cards.exact import exact
from presentation.cards.figure import plot
from presentation.cards.kpi import origin_chip
from presentation.charts.base import Plot
from presentation.charts.credits import sourced
from presentation.choices import scenario
from presentation.choices.scenario import ITEMS, LENT, chip
from presentation.context import PageContext
from presentation.links import what_if_link
from presentation.markup.html import Safe, file_links, tag
from presentation.markup.tables import data_table, later, linked, over
from presentation.rows import records
from presentation.words import Text

CHECKS = "out_fiscalizacion__total_check"
SAID = ["origin", "source_ids"]  # what a line of sources says
PAGE = "simulador"
COLUMNS = {
    "means": ("name", "n_municipalities", "before_pct", "after_pct", "change_pts"),
    "bands": ("band", "before_count", "after_count"),
    "movers": ("comuna", "region", "delivered_pct", "before_pct", "after_pct", "change_pts"),
}
PARTS = {"means": "group", "bands": "band", "movers": "municipality"}


def call(ctx: PageContext, what_if: Scenario) -> str:
    """Return what a scenario is asked with: no query gives what is worked out of it.

    Args:
        ctx: The page's context.
        what_if: The scenario.
    """
    return (
        f'serving.open("{ctx.build_id}").what_if(Scenario({what_if.round_id!r}, '
        f"{dict(what_if.factors)!r}, {what_if.solved!r}, {what_if.scope!r}, {what_if.weighting!r}))"
    )


def cite(
    ctx: PageContext, what_if: Scenario, title: str, metrics: Sequence[str] = (), *, name: str = ""
) -> Cite:
    """Return what is needed to cite a what-if: its words say so; its metrics say what is moved.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        title: What the figure says, in a sentence.
        metrics: Ids of the metrics it moves.
        name: The card, for the permanent link.
    """
    sentence = ctx.t("simulador.cited", title=title)
    return Cite(
        sentence, call(ctx, what_if), PAGE, dict(scenario.query(what_if)), metrics, card=name
    )


def chart(ctx: PageContext, what_if: Scenario, name: str) -> None:
    """Show one chart of a what-if with all that must stand beside it.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        name: The card, for the permanent link.
    """
    t = ctx.t
    drawn = worked_out.what_if_chart(ctx.build_id, what_if, name, ctx.lang)
    place = f"what_if_{name}"
    if drawn.is_empty:
        words = "simulador.still" if scenario.is_idle(what_if) else "simulador.still_asked"
        nothing = tag("p", t(words), class_="faro-empty")
        card(place, card_head(t("simulador.still_title"), ""), nothing)
        return
    head = card_head(drawn.takeaway, drawn.subtitle)
    origin = tag("p", origin_chip(t, chip(drawn.rows)))
    card(place, head, origin, plot(drawn, name=place), _foot(ctx, what_if, name, drawn))


@data.drawn
def _foot(ctx: PageContext, what_if: Scenario, name: str, drawn: Plot) -> Safe:
    t, columns = ctx.t, COLUMNS[name]
    heads = [
        (t(f"simulador.col_{column}"), column not in ("name", "comuna", "region", "band"))
        for column in columns
    ]
    lines = [[_cell(ctx, row, column) for column in columns] for row in records(drawn.rows)]
    links = [
        (ending.upper(), what_if_link(ctx.build_id, part, ending, what_if, lang=lang))
        for part, ending, lang in (
            (PARTS[name], "csv", None),
            (PARTS[name], "xlsx", None),
            (name, "png", ctx.lang),
            (name, "svg", ctx.lang),
        )
    ]
    files = file_links(links, called=f"what_if · {PARTS[name]}")
    assert drawn.origin is not None, "a chart that is shown has been marked"
    origin = t(f"origin.{chip(drawn.rows)}")
    sources = scenario.sources(what_if, lambda: data.table(ctx.build_id, LENT))
    source = sourced(t, origin, sources, ctx.build)
    table = data_table(heads, lines, caption=t("simulador.cited", title=drawn.takeaway))
    cited = cite(ctx, what_if, drawn.takeaway, name=f"what_if_{name}")
    return tag(
        "div",
        tag("p", source, class_="faro-source", data_origin=drawn.origin),
        tag(
            "div",
            later(t("word.table"), table),
            later(t("word.download"), files),
            over(t("cite.title"), cite_block(ctx, cited, drawn.origin)),
            class_="faro-actions",
        ),
    )


def _cell(ctx: PageContext, row: dict[str, Any], name: str) -> Any:
    t = ctx.t
    if name == "band":
        return t.pick(row, "band")
    if name == "name":
        return t("group.all") if row["dimension"] == "country" else _place(t, row)
    value = row[name]
    if isinstance(value, str):
        return linked(t, row, name)
    if value is None or pd.isna(value):
        return tag("span", t("simulador.no_mean"), class_="none")
    if name.endswith("_pct"):
        return t.percent(value, 2)
    return t.points(value, 2) if name.endswith("_pts") else t.number(value)


def _place(t: Text, row: dict[str, Any]) -> Any:
    code = row["member"].removeprefix("R") if row["dimension"] == "region" else None
    return linked(t, {"region_code": code, "region": row["name"]}, "region")


@data.drawn
def base(ctx: PageContext, what_if: Scenario, outcome: Outcome) -> Safe:
    """Return the card that says which base the scenario stands on, and how it differs.

    Args:
        ctx: The page's context.
        what_if: The scenario.
        outcome: Scores in per cent before and after the scenario.
    """
    t, country = ctx.t, outcome.groups.iloc[0]
    checks = data.table(ctx.build_id, CHECKS, round_id=what_if.round_id, revision="as_published")
    printed = data.figures(ctx.build_id, "ta_score", round_id=what_if.round_id, group_id="all")
    gap = country["before_pct"] - country["delivered_pct"]
    mean = t.percent(printed["ta_score"].iloc[0], 2) if len(printed) else t.missing
    lines = [
        [t("simulador.base_published"), mean],
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
        name="base",
        title=title,
        subtitle=t("simulador.base_subtitle"),
        rows=checks,
        table=CHECKS,
        query=call(ctx, what_if),
        page=PAGE,
        **scenario.query(what_if),
    )


@data.drawn
def weights(ctx: PageContext, what_if: Scenario) -> Safe:
    """Return the card of the weights stored and those of the scenario, item by item.

    Args:
        ctx: The page's context.
        what_if: The scenario.
    """
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS, round_id=what_if.round_id)
    rows = rows[rows["weight"].notna()].sort_values(["materia_order", "criterion"])
    others = _others(ctx, rows)
    lines = [_weight(ctx, what_if, row, others) for row in records(rows)]
    keys = [("materia", False), ("criterion", False), ("weight", True)]
    keys += [("other_weight", True)] if others else []
    keys += [("new_weight", True), ("met", True)]
    unit = t(f"simulador.unit_{'proportion' if what_if.weighting == STORED else 'share'}")
    heads = [(t(f"simulador.col_{key}", unit=unit), num) for key, num in keys]
    is_made_up = (rows["weight_status"] == "illustrative").any()
    title = t("simulador.weights_illustrative" if is_made_up else "simulador.weights_official")
    subtitle, shown = t("simulador.weights_subtitle"), rows
    if others:  # the line of sources tells of them beside what the title is marked for
        title = with_origin(title, origin_of(rows), ctx.lang)
        lent = data.table(ctx.build_id, LENT)[SAID]
        whose = "other" if THIRD_PARTY in set(lent["origin"]) else "given"
        subtitle, shown = f"{subtitle} {t(f'simulador.weights_{whose}')}", pd.concat([rows, lent])
    table = data_table(heads, lines, caption=title)
    short = table.replace('class="faro-scroll"', 'class="faro-scroll" style="max-height:16rem"')
    return html_card(
        ctx,
        Safe(short),
        name="weights",
        title=title,
        subtitle=subtitle,
        rows=shown,
        table=ITEMS,
        query=exact(ctx.build, {ITEMS: rows}),
        page=PAGE,
        **scenario.query(what_if),
    )


def _others(ctx: PageContext, rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return what each item weighs in the instrument of 2025, in percent of the total.

    Criteria keep the shares of their materia that they are stored with.
    """
    lent = ctx.build.other_weights()
    if not lent:
        return {}
    shares = rows["weight"] / rows.groupby("materia_id")["weight"].transform("sum")
    return {
        (row.materia_id, row.criterion): 100 * lent.get(row.materia_id, 0.0) * share
        for row, share in zip(rows.itertuples(), shares, strict=True)
    }


def _weight(
    ctx: PageContext,
    what_if: Scenario,
    row: dict[str, Any],
    others: dict[tuple[str, str], float],
) -> list[Any]:
    t, materia, criterion = ctx.t, row["materia_id"], row["criterion"]
    factor = what_if.factors.get(materia, 1.0) * what_if.factors.get(criterion, 1.0)
    is_solved = materia in what_if.solved or f"{materia}.{criterion}" in what_if.solved
    other = others.get((materia, criterion), 0.0)
    new = (row["weight"] if what_if.weighting == STORED else other) * factor
    stored = what_if.weighting == STORED
    text = t.number(new, decimals(new)) if stored else t.percent(new, 2)
    return [
        t.pick(row, "materia"),
        t.code("criterion", criterion),
        t.number(row["weight"], decimals(row["weight"])),
        *([t.percent(other, 2)] if others else []),
        text if factor == 1 and stored else tag("b", text),
        t("simulador.solved") if is_solved else t.percent(row["full_marks_pct"], 0),
    ]


def decimals(value: float) -> int:
    """Return how many decimals a weight is written with.

    Args:
        value: The weight, as it is stored.
    """
    return 0 if float(value).is_integer() else 2
