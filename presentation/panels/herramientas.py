"""Tools: what they are, who uses them, which go together."""

from __future__ import annotations

import pandas as pd

from pipelines.origins import PUBLISHED
from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.exact import exact
from presentation.cards.kpi import origin_chip
from presentation.cards.universe import universe_name
from presentation.charts.simulated import words
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.rows import records

TOOLS, DIMENSIONS = "core_catalogue__tool", "core_catalogue__dimension"
USED = "out_adopcion__tool_municipality"
FIGURES, INDICATORS = "core_published__figure", "core_catalogue__indicator"
SOURCES = "core_published__source"
PRINTED = ("mgtm_tools", "mgtm2_new_tools", "mgtm2_counterpart_municipalities")
PAGE = "herramientas"
VIEWS = ("use", "who", "catalogue")


def adoption(ctx: PageContext) -> pd.DataFrame:
    """Return the furthest stage of each municipality and tool; empty when nothing may be said.

    Args:
        ctx: The page's context.
    """
    return ctx.sayable(data.table(ctx.build_id, USED))


@data.drawn
def tools(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and names of the tools, in their order.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, TOOLS).sort_values("tool_order")
    return rows["tool_id"].tolist(), rows[f"name_{ctx.lang}"].tolist()


@data.drawn
def rounds(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and labels of the rounds with scores and adoption, newest first.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "tool_score_difference")
    rows = rows[rows["tool_score_difference"].notna()].drop_duplicates("round_id")
    rows = rows.sort_values("year", ascending=False)
    return rows["round_id"].tolist(), rows[f"round_label_{ctx.lang}"].tolist()


def users(ctx: PageContext, chosen: Filters | None = None) -> pd.DataFrame:
    """Return how many municipalities of a universe use each tool, and any (``all``), in order.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters; None for the country.
    """
    where = {"region_code": "all", "rurality": "all"}
    if chosen is not None:
        where = {"region_code": chosen.region or "all", "rurality": chosen.rurality or "all"}
    rows = ctx.sayable(data.figures(ctx.build_id, "tool_users", **where)).sort_values("tool_order")
    return rows.set_index("tool_id")


@data.drawn
def most_used(ctx: PageContext, otherwise: str) -> str:
    """Return the id of the tool that most municipalities use, or another where none may be said.

    Args:
        ctx: The page's context.
        otherwise: Id of the tool returned where none may be said.
    """
    rows = users(ctx).drop("all", errors="ignore")
    return otherwise if rows.empty else str(rows["tool_users"].idxmax())


@data.drawn
def headline(ctx: PageContext, chosen: Filters) -> str:
    """Return the sentence that says how many municipalities use a tool, and which the most.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, rows = ctx.t, users(ctx, chosen)
    if rows.empty:
        return t("herramientas.headline_none", **_counts(ctx))
    counts = rows["tool_users"]
    most = counts.drop("all").idxmax()
    ids, names = tools(ctx)
    title = t.count(
        "herramientas.headline",
        int(counts["all"]),
        all=t.number(rows["municipalities"]["all"]),
        tool=names[ids.index(most)],
        most=t.number(counts[most]),
    )
    return words(f"{universe_name(ctx, chosen)}: {title}" if chosen.narrows else title, rows, t)


@data.drawn
def catalogue(ctx: PageContext) -> Safe:
    """Return the tools, grouped by the dimension the model gives them.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, TOOLS).sort_values("tool_order")
    used, blocks = users(ctx), []
    for title, part in _groups(ctx, rows):
        items = [_entry(ctx, row, used) for row in records(part)]
        blocks.append(tag("section", tag("h3", title), tag("dl", *items)))
    title = t("herramientas.catalogue", **_counts(ctx))
    shown = pd.concat([rows.assign(origin="published"), used[["origin"]]])
    return html_card(
        ctx,
        tag("div", *blocks, class_="faro-guide faro-tools"),
        name="catalogue",
        title=title,
        subtitle=t("herramientas.catalogue_subtitle"),
        rows=shown,
        table=TOOLS,
        query=exact(ctx.build, {TOOLS: rows}),
        metrics=() if used.empty else ("tool_users",),
        page=PAGE,
    )


@data.drawn
def published(ctx: PageContext) -> Safe:
    """Return what sources print of the tools: how many there are, how many municipalities began.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, FIGURES, indicator=PRINTED).assign(origin=PUBLISHED)
    named = data.table(ctx.build_id, INDICATORS).set_index("indicator")
    sources = data.table(ctx.build_id, SOURCES).set_index("source_id")["title"]
    heads = [("printed_what", False), ("printed_value", True), ("printed_source", False)]
    lines = [
        [
            tag(
                "span",
                named.loc[row["indicator"], f"name_{ctx.lang}"],
                tag("small", named.loc[row["indicator"], f"definition_{ctx.lang}"]),
            ),
            t.number(row["value"]),
            f"{sources[row['source_id']]}, {row['year']}",
        ]
        for row in records(rows)
    ]
    title = t("herramientas.printed")
    return html_card(
        ctx,
        data_table([(t(f"herramientas.{key}"), num) for key, num in heads], lines, caption=title),
        name="printed",
        title=title,
        subtitle=t("herramientas.printed_subtitle"),
        rows=rows,
        table=FIGURES,
        page=PAGE,
    )


def _counts(ctx: PageContext) -> dict[str, str]:
    versions = data.table(ctx.build_id, TOOLS)["model_version"].value_counts()
    return {"first": ctx.t.number(versions["mgtm"]), "second": ctx.t.number(versions["mgtm2"])}


def _entry(ctx: PageContext, row: dict, used: pd.DataFrame) -> Safe:
    tool, use = row["tool_id"], ""
    if tool in used.index:
        count = ctx.t.count("herramientas.used", int(used["tool_users"][tool]))
        use = tag("dd", tag("strong", count), " ", origin_chip(ctx.t, used["origin"][tool]))
    name, text = row[f"name_{ctx.lang}"], row[f"description_{ctx.lang}"]
    return tag("div", tag("dt", f"{row['tool_order']} · {name}"), tag("dd", text), use)


def _groups(ctx: PageContext, rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    t, groups = ctx.t, []
    dimensions = data.table(ctx.build_id, DIMENSIONS).sort_values("dimension_order")
    for row in records(dimensions):
        part = rows[rows["dimension_id"] == row["dimension_id"]]
        groups.append((row[f"name_{ctx.lang}"], part))
    loose = rows[rows["dimension_id"].isna() | (rows["dimension_id"] == "")]
    groups.append((t("herramientas.no_dimension"), loose[loose["model_version"] == "mgtm"]))
    groups.append((t("herramientas.mgtm2"), loose[loose["model_version"] == "mgtm2"]))
    return [(title, part) for title, part in groups if not part.empty]
