"""What a request passes through: its stages, terms and channels, and what sources printed."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.exact import exact
from presentation.context import PageContext
from presentation.markup.html import Safe, join
from presentation.markup.tables import linked, records_table
from presentation.panels.solicitudes import COMUNAS, PAGE, PUBLISHED
from presentation.sorting import by_name

STAGES, ROLES, TERMS = (f"core_solicitudes__{name}" for name in ("stage", "role", "term"))
CHANNELS, TOOLS = "core_solicitudes__channel", "core_catalogue__tool"


@data.drawn
def process(ctx: PageContext) -> Safe:
    """Return the stages of a request with their role and the tools of the MGTM that serve them.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, STAGES).sort_values("stage_order")
    roles = data.table(ctx.build_id, ROLES).set_index("role_id")[f"name_{ctx.lang}"]
    tools = data.table(ctx.build_id, TOOLS).set_index("tool_id")
    lines = [
        [
            f"{row['stage_order']} · {t.pick(row, 'name')}",
            t.pick(row, "purpose"),
            roles[row["role_id"]],
            join(_tools(ctx, tools, str(row["tool_ids"]))),
            t.code("proposal", row["stage_origin"]),
        ]
        for row in rows.to_dict("records")
    ]
    keys = ("stage", "purpose", "role", "tools", "basis")
    heads = [(t(f"solicitudes.head.{k}"), False) for k in keys]
    title = t("solicitudes.process_title", n=t.number(len(rows)))
    return html_card(
        ctx,
        records_table(heads, lines, caption=title),
        name="process",
        title=title,
        subtitle=t("solicitudes.process_subtitle"),
        rows=rows.assign(origin="computed"),  # stages are proposed, tools are printed
        table=STAGES,
        page=PAGE,
    )


def _tools(ctx: PageContext, tools: pd.DataFrame, ids: str) -> list[Safe | str]:
    """Return the tools of a list of ids, with their numbers and commas between them."""
    parts: list[Safe | str] = []
    for tool_id in ids.split("; "):
        own = tools.loc[tool_id]
        row = {"tool_id": tool_id, "tool_es": f"{own['tool_order']} {ctx.t.pick(own, 'name')}"}
        parts += [", ", linked(ctx.t, row, "tool_es")]
    return parts[1:]


@data.drawn
def frame(ctx: PageContext) -> Safe:
    """Return terms, mechanisms, costs, channels and roles, each with its source or that none is.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    terms = data.table(ctx.build_id, TERMS).sort_values("term_order")
    channels = data.table(ctx.build_id, CHANNELS).sort_values("channel_order")
    roles = data.table(ctx.build_id, ROLES).sort_values("role_order")
    lines = [
        [
            t.pick(row, "name"),
            t("solicitudes.not_printed")
            if pd.isna(row["working_days"])
            else t.count("solicitudes.days", int(row["working_days"])),
            t.pick(row, "basis"),
            _source(ctx, row),
        ]
        for row in terms.to_dict("records")
    ]
    lines += [
        [t.pick(row, "name"), t("solicitudes.channel"), t.pick(row, "note"), _source(ctx, row)]
        for row in channels.to_dict("records")
    ]
    lines += [
        [t.pick(row, "name"), t("solicitudes.role"), t.pick(row, "function"), _source(ctx, row)]
        for row in roles.to_dict("records")
    ]
    keys = ("what", "value", "note", "source")
    heads = [(t(f"solicitudes.head.{k}"), False) for k in keys]
    title = t("solicitudes.frame_title", days=t.count("solicitudes.days", _days(terms)))
    return html_card(
        ctx,
        records_table(heads, lines, caption=title),
        name="frame",
        title=title,
        subtitle=t("solicitudes.frame_subtitle"),
        rows=pd.concat([terms, channels, roles]),
        table=TERMS,
        query=exact(ctx.build, {TERMS: terms, CHANNELS: channels, ROLES: roles}),
        page=PAGE,
    )


def _days(terms: pd.DataFrame) -> int:
    return int(terms.loc[terms["term_id"] == "answer", "working_days"].iloc[0])


def _source(ctx: PageContext, row: dict) -> str:
    source = row["source_id"]
    return source if isinstance(source, str) and source else ctx.t("note.no_source")


@data.drawn
def published(ctx: PageContext) -> Safe:
    """Return what sources have published on the requests of municipalities.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, PUBLISHED).sort_values(
        ["comuna", "year", "figure_id"], key=by_name
    )
    regions = data.table(ctx.build_id, COMUNAS).set_index("cut")["region_code"]
    rows = rows.assign(region_code=rows["cut"].map(regions))  # by which its name leads
    lines = [
        [
            join([linked(t, row, "comuna"), " · ", linked(t, row, "region")]),
            t.code("solicitudes.indicator", row["indicator"]),
            t.quantity(row["value"], row["unit"], int(row["printed_decimals"])),
            str(row["year"]),
            f"{row['figure_id']} · {row['source_ids']}",
            t.remark(row),
        ]
        for row in rows.to_dict("records")
    ]
    keys = ("municipality", "figure", "value", "year", "source", "note")
    heads = [(t(f"solicitudes.head.{k}"), k in ("value", "year")) for k in keys]
    title = t.count("solicitudes.published", len(rows))
    return html_card(
        ctx,
        records_table(heads, lines, caption=title),
        name="published",
        title=title,
        subtitle=t("solicitudes.published_subtitle"),
        rows=rows,
        table=PUBLISHED,
        page=PAGE,
    )
