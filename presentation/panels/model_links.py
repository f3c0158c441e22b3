"""Versions of a model side by side, and how its tools are read in other models."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, linked, to_page
from presentation.panels.modelos import CHANGES, LINKS, PAGE, TOOLS, VERSIONS
from presentation.subjects import of_tools

SIGNS = {"kept": "=", "renamed": "≈", "added": "+", "dropped": "−"}
RELATIONS = {"same": "=", "part_of": "⊂", "holds": "⊃", "related": "~"}


@data.drawn
def changes(ctx: PageContext, version: str) -> list[tuple[str, Safe]]:
    """Return every comparison in which a version stands: the name of its card, and the card.

    Args:
        ctx: The page's context.
        version: Id of the version of a model.
    """
    rows = data.table(ctx.build_id, CHANGES)
    rows = rows[(rows["version_id"] == version) | (rows["from_version_id"] == version)]
    known = data.table(ctx.build_id, VERSIONS).set_index("version_id")
    own = known["model_id"] == known.loc[version, "model_id"]
    ids = sorted(set(rows["version_id"]), key=lambda version_id: (not own[version_id], version_id))
    parts = (
        (version_id, rows[rows["version_id"] == version_id].sort_values("change_order"))
        for version_id in ids
    )
    return [(f"versions_{version_id}", _compared(ctx, part)) for version_id, part in parts]


def _compared(ctx: PageContext, rows: pd.DataFrame) -> Safe:
    t, first = ctx.t, rows.iloc[0]
    names = data.table(ctx.build_id, VERSIONS).set_index("version_id")[f"name_{ctx.lang}"]
    before, after = names[first["from_version_id"]], names[first["version_id"]]
    many = {kind: t.number(int((rows["change_kind"] == kind).sum())) for kind in SIGNS}
    body = [_change(ctx, row) for row in rows.to_dict("records")]
    heads = [t("modelos.dimension"), before, t("modelos.change"), after]
    title = t("modelos.changes", before=before, after=after, **many)
    traced = data.table(ctx.build_id, VERSIONS).set_index("version_id")["source_id"]
    both = sorted({traced[first["from_version_id"]], traced[first["version_id"]]})
    table = data_table([(head, False) for head in heads], body, caption=title)
    return html_card(
        ctx,
        tag("div", table, class_="faro-changes"),
        name=f"versions_{first['version_id']}",
        title=title,
        subtitle=t("modelos.changes_subtitle"),
        rows=rows.assign(source_ids=", ".join(both)),
        table=CHANGES,
        page=PAGE,
        version=str(first["version_id"]),
    )


def _change(ctx: PageContext, row: dict) -> list[Safe | str]:
    t, kind = ctx.t, str(row["change_kind"])
    none = tag("span", t("modelos.not_there"), class_="none")
    change = _signed(SIGNS[kind], t(f"modelos.kind.{kind}"), kind)
    name = f"tool_{t.lang}"
    first = {"tool_id": row["from_tool_id"], "version_id": row["from_version_id"]}
    before = none if kind == "added" else linked(t, first | {name: row[f"from_{name}"]}, name)
    after = none if kind == "dropped" else linked(t, row, name)
    return [t.pick(row, "dimension"), before, change, after]


@data.drawn
def links(ctx: PageContext, model: str) -> Safe:
    """Return the crosswalk of a model: its tool, the other one, the relation and the reason.

    Args:
        ctx: The page's context.
        model: Id of the model.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, LINKS)
    rows = rows[(rows["from_model_id"] == model) | (rows["to_model_id"] == model)]
    if rows.empty:
        return tag("p", t("modelos.no_links"), class_="faro-empty")
    same = int((rows["relation"] == "same").sum())
    pages = of_tools(data.table(ctx.build_id, TOOLS))
    body = [_link(ctx, row, model, pages) for row in rows.to_dict("records")]
    heads = ("modelos.here", "modelos.relation", "modelos.there", "modelos.reason")
    title = t.count("modelos.only_links", len(rows))
    title = t.count("modelos.links", same, total=t.number(len(rows))) if same else title
    table = data_table([(t(head), False) for head in heads], body, caption=title)
    return html_card(
        ctx,
        tag("div", table, class_="faro-changes"),
        name="links",
        title=title,
        subtitle=t("modelos.links_subtitle"),
        rows=rows.assign(origin="computed"),
        table=LINKS,
        page=PAGE,
        model=model,
    )


def _link(ctx: PageContext, row: dict, model: str, pages: dict[str, str]) -> list[Safe | str]:
    t, relation = ctx.t, str(row["relation"])
    is_from = row["from_model_id"] == model
    here, there = ("from", "to") if is_from else ("to", "from")
    shown = relation if is_from or relation != "part_of" else "holds"
    other = tag("span", t.pick(row, f"{there}_model"), class_="faro-chip")
    mine, theirs = (
        to_page(t, t.pick(row, f"{side}_tool"), pages.get(row[f"{side}_id"]))
        for side in (here, there)
    )
    name = tag("span", theirs, " ", other)
    words = _signed(RELATIONS[shown], t(f"modelos.relation_of.{shown}"), relation)
    return [mine, words, name, t.pick(row, "reason")]


def _signed(sign: str, words: str, kind: str) -> Safe:
    return tag(
        "span", tag("span", sign, aria_hidden="true"), " ", words, class_=f"faro-change {kind}"
    )
