"""The map of a model: a block a dimension, a tile a tool, with what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.delivered import chips
from presentation.charts.simulated import is_simulated, words
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.panels.model_tiles import Known, bar, proposed, text_or_nothing, tile
from presentation.panels.modelos import ADOPTION, DIMENSIONS, PAGE, TOOLS, standing

CHALLENGES = "core_model__challenge"
METRICS = ("model_tool_share", "model_tool_adopters")
PLAIN = ("tool_order", "name", "time_kind", "time_months", "source_id")
TWIN = (
    "tool_order",
    "tool",
    "adopters",
    "starters",
    "read_count",
    "part_count",
    "municipalities",
    "share_pct",
    "origin",
)


@data.drawn
def drawn_map(ctx: PageContext, version: str, country: str) -> Safe:
    """Return the map of a version as a card.

    Args:
        ctx: The page's context.
        version: Id of the version.
        country: Country whose adoption is drawn.
    """
    t = ctx.t
    tools = data.table(ctx.build_id, TOOLS, version_id=version).sort_values("tool_order")
    blocks = data.table(ctx.build_id, DIMENSIONS, version_id=version)
    used = data.figures(ctx.build_id, "model_tool_share", version_id=version, country=country)
    used = used.sort_values("tool_order")
    known = Known(ctx, version, used)
    columns = [
        _dimension(ctx, row, tools[tools["dimension_id"] == row["dimension_id"]], known)
        for row in blocks.sort_values("dimension_order").to_dict("records")
    ]
    counted = len(used) > 0
    return html_card(
        ctx,
        chips(ctx, used) if counted else "",
        tag("div", *columns, class_="faro-map"),
        _key(ctx, used),
        tag("p", *standing(ctx, version, tools, blocks), class_="faro-source"),
        name="map",
        title=words(sentence(ctx, tools, blocks, used), used, t),
        subtitle=t("modelos.map_subtitle"),
        rows=used if counted else tools,
        table=ADOPTION if counted else TOOLS,
        page=PAGE,
        twin=TWIN if counted else PLAIN,
        metrics=METRICS if counted else (),
        version=version,
    )


def sentence(
    ctx: PageContext, tools: pd.DataFrame, blocks: pd.DataFrame, used: pd.DataFrame
) -> str:
    """Return what the map says: how many tools, how long they take, which is used most.

    Args:
        ctx: The page's context.
        tools: The tools of the version.
        blocks: Its dimensions.
        used: Who uses them, in one country.
    """
    t = ctx.t
    stated = int(blocks["is_stated"].sum())
    first = t.count("modelos.tools", len(tools))
    where = t.count("modelos.in_dimensions", stated) if stated else t("modelos.in_none")
    text = f"{first} {where}; {_times(ctx, tools)}"
    known = used[used["in_use_count"].notna()]
    if known.empty:
        return text
    top = known.loc[known["in_use_count"].astype(int).idxmax()]
    total, many = t.number(top["municipalities"]), t.number(top["in_use_count"])
    which = "modelos.most_read" if pd.isna(top["model_tool_adopters"]) else "modelos.most_used"
    return text + t(which, tool=t.pick(top, "tool"), n=many, total=total)


def _times(ctx: PageContext, tools: pd.DataFrame) -> str:
    t, months = ctx.t, tools["time_months"].dropna()
    if months.empty:
        return t("modelos.no_times")
    low, high = int(months.min()), int(months.max())
    span = t("modelos.span", low=t.number(low), high=t.count("modelos.months", high))
    span = t.count("modelos.months", low) if low == high else span
    return t.count("modelos.times", len(months), span=span)


def _dimension(ctx: PageContext, row: Mapping[str, Any], tools: pd.DataFrame, known: Known) -> Safe:
    is_stated = bool(row["is_stated"])
    remarks = [text for name in ("purpose", "note") if (text := text_or_nothing(ctx, row, name))]
    return tag(
        "section",
        tag(
            "header",
            tag("h3", ctx.t.pick(row, "name"), proposed(ctx, row)),
            *(tag("p", remark) for remark in remarks),
            _challenges(ctx, row) if is_stated else "",
        ),
        tag("ol", *(tile(ctx, tool, known) for tool in tools.to_dict("records"))),
        class_=None if is_stated else "loose",
        style=f"--tools:{max(len(tools), 1)}",  # its width is by how many it has
    )


def _challenges(ctx: PageContext, row: Mapping[str, Any]) -> Safe:
    t = ctx.t
    rows = data.table(
        ctx.build_id, CHALLENGES, version_id=row["version_id"], dimension_id=row["dimension_id"]
    )
    if rows.empty:
        return tag("p", t("modelos.no_challenges"), class_="challenges none")
    challenges = rows.sort_values("challenge_order").to_dict("records")
    texts = [
        tag("li", t.pick(challenge, "text"), proposed(ctx, challenge)) for challenge in challenges
    ]
    return tag("div", tag("h4", t("modelos.challenges")), tag("ul", *texts), class_="challenges")


def _key(ctx: PageContext, used: pd.DataFrame) -> Safe:
    t = ctx.t
    if used.empty:
        return tag("p", t("modelos.key_none"), class_="faro-source")
    simulated = is_simulated(used)
    parts = [
        tag("span", bar((name, 100), simulated=simulated), t(f"modelos.key.{name}"))
        for name in ("own", "read")
    ]
    return tag("p", *parts, class_="faro-key faro-map-key")
