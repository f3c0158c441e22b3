"""Up to six entities over one metric: what can be compared, among whom, and the table of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.charts import printed
from presentation.charts.comparison import COUNTRY, LIMIT, first_choice, why_empty, written
from presentation.charts.simulated import is_simulated
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, linked

POINTS = "out_comparacion__entity_period"
FILES = "core_catalogue__ta_file"

__all__ = ["COUNTRY", "LIMIT"]


@data.drawn
def metrics(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return the metrics with figures of more than the country, and their names.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, POINTS)
    others = set(rows.loc[(rows["entity_id"] != COUNTRY) & rows["value"].notna(), "metric_id"])
    facts = [fact for fact in ctx.build.metrics.values() if fact.comparable and fact.id in others]
    return [fact.id for fact in facts], [fact.name.in_language(ctx.lang) for fact in facts]


@data.drawn
def parts(ctx: PageContext, metric: str) -> tuple[list[str], list[str]]:
    """Return the TA files of a metric measured by file, most published first; none otherwise.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
    """
    rows = data.table(ctx.build_id, POINTS, metric_id=metric, entity_id=COUNTRY)
    rows = rows[rows["part_id"] != ""].sort_values(["year", "value"], ascending=False)
    ids = list(dict.fromkeys(rows["part_id"]))
    if not ids:
        return [], []
    names = data.table(ctx.build_id, FILES).set_index("ta_file")
    return ids, [ctx.t.pick(names.loc[part], "name") for part in ids]


@data.drawn
def entities(ctx: PageContext, metric: str, part: str) -> pd.DataFrame:
    """Return who has a place in a metric, in order, by id.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
    """
    rows = data.table(ctx.build_id, POINTS, metric_id=metric, part_id=part)
    ordered = rows.sort_values("entity_order").drop_duplicates("entity_id")
    return ordered.set_index("entity_id")


@data.drawn
def named(ctx: PageContext, metric: str, part: str) -> dict[str, str]:
    """Return the name of each who has a place in a metric, in order.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
    """
    known = entities(ctx, metric, part)
    return {str(entity): ctx.t.pick(row, "entity") for entity, row in known.iterrows()}


@data.drawn
def usual(ctx: PageContext, metric: str, part: str) -> list[str]:
    """Return who is shown when nobody chose.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
    """
    return first_choice(data.table(ctx.build_id, POINTS, metric_id=metric, part_id=part))


@data.drawn
def headline(ctx: PageContext, metric: str, who: list[str], names: pd.DataFrame) -> str:
    """Return what is compared, in words.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        who: Ids of those compared, in their order.
        names: Who may be compared, by id.
    """
    name = ctx.build.metrics[metric].name.in_language(ctx.lang)
    listed = ctx.t.listing([ctx.t.pick(names.loc[entity], "entity") for entity in who])
    return ctx.t("comparar.headline", metric=name, listed=listed)


@data.drawn
def rows_of(ctx: PageContext, metric: str, part: str, who: list[str]) -> pd.DataFrame:
    """Return the figures compared, the country last.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
        who: Ids of those compared, in their order.
    """
    rows = data.table(ctx.build_id, POINTS, metric_id=metric, part_id=part)
    place = {
        entity: at
        for at, entity in enumerate([*(entity for entity in who if entity != COUNTRY), COUNTRY])
    }
    rows = rows[rows["entity_id"].isin(place)]
    return rows.assign(at=rows["entity_id"].map(place)).sort_values(["at", "year"])


@data.drawn
def table(ctx: PageContext, metric: str, part: str, who: list[str]) -> Safe:
    """Return the card of the table: an entity a row, a round or year a column.

    Args:
        ctx: The page's context.
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
        who: Ids of those compared, in their order.
    """
    t, rows = ctx.t, rows_of(ctx, metric, part, who)
    facts = ctx.build.metrics[metric]
    periods = rows.sort_values("year").drop_duplicates("period_id")
    heads = [(t("comparar.who"), False), (t("comparar.n"), True)]
    heads += [(str(year), True) for year in periods["year"]]
    heads.append((t("comparar.change"), True))
    lines = []
    for _, own in rows.groupby("at"):
        by_period = own.set_index("period_id")
        cells = [_cell(ctx, by_period, period) for period in periods["period_id"]]
        name = linked(t, own.iloc[0].to_dict(), f"entity_{t.lang}")
        lines.append([name, _n(ctx, own), *cells, _change(ctx, own)])
    name = facts.name.in_language(ctx.lang)
    title = t("comparar.table_title", metric=name)
    sentences = [facts.definition.in_language(ctx.lang), t("comparar.table_subtitle")]
    sentences += [t("comparar.made_up")] if is_simulated(rows) else []
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="compared",
        title=title,
        subtitle=" ".join(sentences),
        rows=rows,
        table=POINTS,
        page="comparar",
        metric=metric,
        part=part or None,
        who=",".join(who),
    )


def choices(metric: str, part: str, who: list[str]) -> dict[str, str | None]:
    """Return the choices as the address says them.

    Args:
        metric: Id of the metric compared.
        part: Id of the TA file, of a metric measured by file.
        who: Ids of those compared, in their order.
    """
    return {"metric": metric, "part": part or None, "who": ",".join(who)}


def _n(ctx: PageContext, own: pd.DataFrame) -> Any:
    known = own["n_municipalities"].dropna()
    return "–" if known.empty else ctx.t.number(known.iloc[-1])


def _cell(ctx: PageContext, own: pd.DataFrame, period: str) -> Any:
    t = ctx.t
    if period not in own.index:
        return tag("span", t("tiles.none"), class_="none")
    row = own.loc[period]
    if pd.isna(row["value"]):
        why = why_empty(own.loc[[period]], t)
        return tag("span", t("comparar.few"), class_="none", title=why)
    text = written(row, t)
    if row["origin"] != "simulated":
        return text
    return tag("span", f"~ {text}", class_="faro-sim", title=t("origin.simulated"))


def _change(ctx: PageContext, own: pd.DataFrame) -> Any:
    t = ctx.t
    known = own[own["change"].notna()]
    if known.empty:
        return tag("span", "–", aria_label=t("comparar.no_change"))
    row = known.iloc[-1]
    since = int(row["previous_year"])
    if not row["comparable_with_previous"]:
        return tag("span", t("comparar.not_comparable", year=since), class_="none")
    facts = ctx.build.metrics[str(row["metric_id"])]
    size = round(float(row["change"]), 1)
    if facts.unit == "percent":
        moved = printed.change(t, size, row["change_low_pts"], row["change_high_pts"])
        return t("comparar.since", change=moved, year=since)
    text = t.number(size, 0 if row["entity_kind"] == "municipality" else 1)
    return t("comparar.since", change=f"+{text}" if size > 0 else text, year=since)
