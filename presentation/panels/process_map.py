"""The process drawn: who does what in each stage, and which unit generates each item."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.scrolling import scrolling
from presentation.markup.tables import data_table
from presentation.panels.proceso_ta import PAGE, STAGES
from presentation.words import Text

ROLES, ACTIVITIES, ITEMS = "core_proceso__role", "core_proceso__activity", "out_proceso__item"


@data.drawn
def drawn(ctx: PageContext) -> Safe:
    """Return the stages as columns and the roles as rows, with the control along all of them.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    stages = data.table(ctx.build_id, STAGES).sort_values("stage_order")
    roles = data.table(ctx.build_id, ROLES).sort_values("role_order")
    done = data.table(ctx.build_id, ACTIVITIES).sort_values("activity_order")
    title = t(
        "proceso.map_title",
        stages=t.number((~stages["is_transversal"]).sum()),
        roles=t.number(len(roles)),
        steps=t.number(len(done)),
    )
    return html_card(
        ctx,
        _lanes(t, stages, roles, done, title),
        name="process",
        title=title,
        subtitle=t("proceso.map_subtitle"),
        rows=done.rename(columns={"source_id": "source_ids"}),
        table=ACTIVITIES,
        page=PAGE,
    )


def _lanes(
    t: Text, stages: pd.DataFrame, roles: pd.DataFrame, done: pd.DataFrame, title: str
) -> Safe:
    """Return the table: a column a stage, a row a role, and the control under all."""
    steps, control = stages[~stages["is_transversal"]], stages[stages["is_transversal"]].iloc[0]
    heads = [
        tag(
            "th",
            tag("span", f"{row['stage_order']} · {t.pick(row, 'name')}", class_="step"),
            tag("small", t.pick(row, "purpose")),
            scope="col",
        )
        for row in steps.to_dict("records")
    ]
    lines = [
        tag(
            "tr",
            tag("th", t.pick(role, "name"), tag("small", t.pick(role, "function")), scope="row"),
            *(_cell(t, done, role["role_id"], stage) for stage in steps["stage_id"]),
        )
        for role in roles.to_dict("records")
    ]
    along = done[done["stage_id"] == control["stage_id"]]
    foot = tag(
        "tr",
        tag("th", t.pick(control, "name"), tag("small", t.pick(control, "purpose")), scope="row"),
        tag("td", _list(t, along), colspan=str(len(steps)), class_="along"),
    )
    head = tag("tr", tag("th", t("proceso.role"), scope="col"), *heads)
    return scrolling(
        head, [*lines, foot], caption=title, class_="faro-lanes", style="max-height:none"
    )


def _cell(t: Text, done: pd.DataFrame, role: str, stage: str) -> Safe:
    own = done[(done["role_id"] == role) & (done["stage_id"] == stage)]
    if own.empty:
        return tag("td", tag("span", "–", aria_hidden="true"), class_="idle")
    return tag("td", _list(t, own))


def _list(t: Text, rows: pd.DataFrame) -> Safe:
    lines = [tag("li", t.pick(row, "text")) for row in rows.to_dict("records")]
    return tag("ul", *lines)


@data.drawn
def items(ctx: PageContext) -> Safe:
    """Return each item with the unit and kind proposed, beside what the audit shows.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, ITEMS).sort_values("item_order")
    proposed = int((rows["item_origin"] == "illustrative").sum())
    periodic = int((rows["update_kind"] == "periodic").sum())
    title = t.count("proceso.items_title", proposed, all=t.number(len(rows)), periodic=periodic)
    keys = (("item", False), ("unit", False), ("kind", False), ("basis", False), ("files", False))
    lines = [
        [
            f"{row['item_id']} {t.pick(row, 'item')}",
            t.pick(row, "unit"),
            t.code("update_kind", row["update_kind"]),
            t.code("proposal", row["item_origin"]),
            _files(ctx, row),
        ]
        for row in rows.to_dict("records")
    ]
    return html_card(
        ctx,
        data_table([(t(f"proceso.items.{k}"), n) for k, n in keys], lines, caption=title),
        name="items",
        title=title,
        subtitle=t("proceso.items_subtitle"),
        rows=rows.assign(origin="computed"),  # names are published, units proposed
        table=ITEMS,
        page=PAGE,
    )


def _files(ctx: PageContext, row: dict) -> str:
    t = ctx.t
    if not row["file_count"]:
        return t("proceso.items.no_file")
    monthly = t.number(row["monthly_file_count"])
    return t.count("proceso.items.monthly", int(row["file_count"]), monthly=monthly)
