"""The management models: which there are, their versions side by side, their links, countries."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from dashboard.components.cards import html_card
from dashboard.components.html import Safe, join, tag
from dashboard.components.tables import data_table
from dashboard.state import PageContext, carried

MODELS, VERSIONS = "core_model__model", "core_model__version"
TOOLS, DIMENSIONS = "core_model__tool", "core_model__dimension"
ADOPTION, CHANGES = "out_modelos__adoption", "out_modelos__version_change"
LINKS = "out_modelos__link"
PAGE = "modelos"
SIGNS = {"kept": "=", "renamed": "≈", "added": "+", "dropped": "−"}
RELATIONS = {"same": "=", "part_of": "⊂", "related": "~"}


def models(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and short names of the models, in their order."""
    rows = data.table(ctx.build_id, MODELS).sort_values("model_order")
    return rows["model_id"].tolist(), rows[f"short_{ctx.lang}"].tolist()


def versions(ctx: PageContext, model: str) -> tuple[list[str], list[str]]:
    """Return ids and names of the versions of a model, oldest first."""
    rows = data.table(ctx.build_id, VERSIONS, model_id=model).sort_values("version_order")
    return rows["version_id"].tolist(), rows[f"name_{ctx.lang}"].tolist()


def default_model(ctx: PageContext) -> str:
    """Return the model of the version the address asks for; else the first model."""
    rows = data.table(ctx.build_id, VERSIONS).set_index("version_id")["model_id"]
    return str(rows.get(carried("version") or "", models(ctx)[0][0]))


def belongs_elsewhere(ctx: PageContext, version: str | None, model: str) -> bool:
    """Return whether a version is one of another model: left behind by a change of model."""
    rows = data.table(ctx.build_id, VERSIONS).set_index("version_id")["model_id"]
    return str(rows.get(version or "", model)) != model


def adoption(ctx: PageContext, version: str) -> pd.DataFrame:
    """Return who uses the tools of a version, by country; empty when nothing is delivered."""
    return data.table(ctx.build_id, ADOPTION, version_id=version)


def about(ctx: PageContext, model: str) -> tuple[str, str]:
    """Return the name of a model and what it is for, with who publishes it."""
    [row] = data.table(ctx.build_id, MODELS, model_id=model).to_dict("records")
    published = ctx.t("modelos.publisher", who=ctx.t.pick(row, "publisher"))
    return ctx.t.pick(row, "name"), f"{ctx.t.pick(row, 'purpose')} {published}"


@data.drawn
def changes(ctx: PageContext, version: str) -> Safe:
    """Return every comparison in which a version stands, each as a card."""
    rows = data.table(ctx.build_id, CHANGES)
    rows = rows[(rows["version_id"] == version) | (rows["from_version_id"] == version)]
    pairs = rows.sort_values("change_order").groupby("version_id", sort=True)
    return join([_compared(ctx, part) for _, part in pairs])


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
    return tag(
        "div",
        html_card(
            ctx,
            tag("div", table, class_="faro-changes"),
            title=title,
            subtitle=t("modelos.changes_subtitle"),
            rows=rows.assign(source_ids=", ".join(both)),
            table=CHANGES,
            page=PAGE,
            where={"version_id": str(first["version_id"])},
            version=str(first["version_id"]),
        ),
        class_="faro-stacked",
    )


def _change(ctx: PageContext, row: dict) -> list[Safe | str]:
    t, kind = ctx.t, str(row["change_kind"])
    none = tag("span", t("modelos.not_there"), class_="none")
    sign = tag("span", SIGNS[kind], aria_hidden="true", class_="sign")
    said = tag("span", sign, " ", t(f"modelos.kind.{kind}"), class_=f"faro-change {kind}")
    before = none if kind == "added" else t.pick(row, "from_tool")
    after = none if kind == "dropped" else t.pick(row, "tool")
    return [t.pick(row, "dimension"), before, said, after]


@data.drawn
def links(ctx: PageContext, model: str) -> Safe:
    """Return the crosswalk of a model: its tool, the other one, the relation and the reason."""
    t = ctx.t
    rows = data.table(ctx.build_id, LINKS)
    rows = rows[(rows["from_model_id"] == model) | (rows["to_model_id"] == model)]
    if rows.empty:
        return tag("p", t("modelos.no_links"), class_="faro-empty")
    same = int((rows["relation"] == "same").sum())
    body = [_link(ctx, row, model) for row in rows.to_dict("records")]
    heads = ("modelos.here", "modelos.relation", "modelos.there", "modelos.reason")
    title = t.count("modelos.links", same, total=t.number(len(rows)))
    table = data_table([(t(head), False) for head in heads], body, caption=title)
    return html_card(
        ctx,
        tag("div", table, class_="faro-changes"),
        title=title,
        subtitle=t("modelos.links_subtitle"),
        rows=rows.assign(origin="computed"),
        table=LINKS,
        page=PAGE,
        model=model,
    )


def _link(ctx: PageContext, row: dict, model: str) -> list[Safe | str]:
    t, relation = ctx.t, str(row["relation"])
    is_from = row["from_model_id"] == model
    here, there = ("from", "to") if is_from else ("to", "from")
    asked = relation if is_from or relation != "part_of" else "holds"
    sign = {"holds": "⊃"}.get(asked, RELATIONS[relation])
    said = tag("span", tag("span", sign, aria_hidden="true", class_="sign"), " ",
               t(f"modelos.relation_of.{asked}"), class_=f"faro-change {relation}")  # fmt: skip
    name = tag("span", t.pick(row, f"{there}_tool"), " ",
               tag("span", t.pick(row, f"{there}_model"), class_="faro-chip"))  # fmt: skip
    return [t.pick(row, f"{here}_tool"), said, name, t.pick(row, "reason")]
