"""Cards: a takeaway, its figure, where it comes from, and how to take it away or cite it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, data
from dashboard.charts.base import Chart, Recipe
from dashboard.components.html import Safe, put, tag
from dashboard.components.tables import contract_table, folded
from dashboard.downloads import link
from dashboard.state import PageContext, permalink

PLOT: dict[str, Any] = {
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "svg"},
}


def headline(eyebrow: str, title: str, lead: str) -> None:
    """Show the head of a page: its name, the sentence that says where we stand, and a lead."""
    name = tag("span", eyebrow, class_="eyebrow")
    put(tag("header", tag("h1", name, title), tag("p", lead), class_="faro-head"))


def card_head(title: str, subtitle: str) -> Safe:
    """Return the head of a card."""
    return tag("header", tag("h2", title), tag("p", subtitle), class_="faro-card-head")


def chart_card(ctx: PageContext, recipe_id: str, *, page: str, **choices: str | None) -> None:
    """Show a chart with everything that must stand beside it.

    Args:
        ctx: The page's context.
        recipe_id: A chart of :mod:`dashboard.charts`.
        page: Url path of the page, for the permanent link.
        **choices: The reader's choices the chart takes.
    """
    recipe = charts.RECIPES[recipe_id]
    chart = data.chart(ctx.build_id, recipe_id, ctx.lang, **choices)
    with st.container(key=f"card_{recipe_id}"):
        put(card_head(chart.takeaway, chart.subtitle))
        if chart.is_empty:
            put(tag("p", ctx.t("notice.empty"), class_="faro-empty"))
            return
        options = {**PLOT["toImageButtonOptions"], "filename": f"faro_{recipe_id}_{ctx.build_id}"}
        st.plotly_chart(
            chart.figure,
            key=f"chart_{recipe_id}_{ctx.lang}",
            alt=chart.alt,
            theme=None,
            config={**PLOT, "toImageButtonOptions": options},
        )
        put(
            source_note(ctx, chart.rows, origin=recipe.origin),
            actions(ctx, recipe, chart, page=page, choices=choices),
        )


def source_note(ctx: PageContext, *frames: pd.DataFrame, origin: str = "published") -> Safe:
    """Return the line that says where figures come from: origin · sources · build.

    Args:
        ctx: The page's context.
        *frames: The rows shown.
        origin: What to say of rows that carry no origin of their own.
    """
    t = ctx.t
    origins = {o for f in frames if "origin" in f for o in f["origin"].dropna()} or {origin}
    sources = {
        source
        for frame in frames
        for name in ("source_ids", "source_id")
        if name in frame
        for cell in frame[name].dropna()
        for source in str(cell).split(", ")
        if source
    }
    ordered = [o for o in ("published", "delivered", "computed", "simulated") if o in origins]
    return tag(
        "p",
        t(
            "note.source",
            origin=t.listing([t(f"origin.{o}") for o in ordered]).capitalize(),
            sources=", ".join(sorted(sources)) or t.missing,
            build=ctx.build_id,
        ),
        class_="faro-source",
    )


def actions(
    ctx: PageContext,
    recipe: Recipe,
    chart: Chart,
    *,
    page: str,
    choices: dict[str, Any],
) -> Safe:
    """Return the row under a chart: table, download, cite. No widget, no rerun."""
    t, name = ctx.t, recipe.tables[0]
    twin = contract_table(
        chart.rows, ctx.build.describe(name), recipe.columns, t, caption=chart.takeaway
    )
    address = permalink(ctx, page=page, **choices)
    return tag(
        "div",
        folded(t("word.table"), twin),
        folded(t("word.download"), downloads(ctx, name)),
        folded(t("word.cite"), citation(ctx, chart.takeaway, address, sql(name))),
        class_="faro-actions",
    )


def downloads(ctx: PageContext, table: str) -> Safe:
    """Return the links that download a table."""
    links = [
        tag("a", label, href=link(ctx.build_id, table, ending), download=True, target="_self")
        for label, ending in (
            ("CSV", "csv"),
            ("XLSX", "xlsx"),
            ("Parquet", "parquet"),
            ("JSON", "json"),
        )
    ]
    return tag("p", tag("code", table), *links, class_="faro-downloads")


def sql(table: str, **where: str | int) -> str:
    """Return the query that gives the rows behind a figure, to be read and repeated by a person."""
    conditions = " and ".join(
        f"{name} = {value}" if isinstance(value, int) else f"{name} = '{value}'"
        for name, value in where.items()
    )
    return f"select * from {table}" + (f" where {conditions}" if conditions else "")  # noqa: S608


def citation(ctx: PageContext, title: str, address: str, sql: str) -> Safe:
    """Return permalink, citation and query of a figure."""
    t = ctx.t
    year, publisher = str(ctx.build.manifest["built_at"])[:4], t("cite.publisher")
    apa = f"{publisher} ({year}). {title}. [{t('word.build')} {ctx.build_id}]. {address}"
    bibtex = (
        f"@misc{{faro_{ctx.build_id},\n  title = {{{title}}},\n  author = {{{{{publisher}}}}},\n"
        f"  year = {{{year}}},\n  version = {{{ctx.build_id}}},\n  url = {{{address}}}\n}}"
    )
    blocks = [("permalink", address), ("apa", apa), ("bibtex", bibtex), ("sql", sql)]
    return tag(
        "dl",
        *(
            tag(
                "div",
                tag("dt", t(f"cite.{key}")),
                tag(
                    "dd",
                    tag("pre", text, tabindex="0"),
                    tag("button", t("word.copy"), type="button", data_faro_copy=t("word.copied")),
                ),
            )
            for key, text in blocks
        ),
        class_="faro-cite",
    )
