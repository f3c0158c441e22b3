"""The management models: which there are, in which versions, and in which countries."""

from __future__ import annotations

import pandas as pd

from pipelines.ingest.names.countries import HOME
from presentation import data
from presentation.cards.cards import html_card
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

MODELS, VERSIONS = "core_model__model", "core_model__version"
TOOLS, DIMENSIONS = "core_model__tool", "core_model__dimension"
ADOPTION, CHANGES = "out_modelos__adoption", "out_modelos__version_change"
LINKS, MEMBERS = "out_modelos__link", "core_model__country"
COUNTRIES = "core_territory__country"
SOURCES = "core_published__source"
PAGE = "modelos"
ALONE = ("map", "others")
VIEWS = ("map", "versions", "others")


@data.drawn
def models(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and short names of the models, in their order.

    Args:
        ctx: The page's context.
    """
    rows = data.table(ctx.build_id, MODELS).sort_values("model_order")
    return rows["model_id"].tolist(), rows[f"short_{ctx.lang}"].tolist()


@data.drawn
def versions(ctx: PageContext, model: str) -> tuple[list[str], list[str]]:
    """Return ids and names of the versions of a model, oldest first.

    Args:
        ctx: The page's context.
        model: Id of the model.
    """
    rows = data.table(ctx.build_id, VERSIONS, model_id=model).sort_values("version_order")
    return rows["version_id"].tolist(), rows[f"name_{ctx.lang}"].tolist()


def default_model(ctx: PageContext) -> str:
    """Return the model of the version the address asks for; else the first model.

    Args:
        ctx: The page's context.
    """
    return _model_of(ctx).get(ctx.carried("version") or "", models(ctx)[0][0])


def belongs_elsewhere(ctx: PageContext, version: str | None, model: str) -> bool:
    """Return whether a version is one of another model: left behind by a change of model.

    Args:
        ctx: The page's context.
        version: Id of the version asked for, if any.
        model: Id of the model.
    """
    return _model_of(ctx).get(version or "", model) != model


@data.drawn
def _model_of(ctx: PageContext) -> dict[str, str]:
    """Return version → model."""
    rows = data.table(ctx.build_id, VERSIONS)
    return dict(zip(rows["version_id"], rows["model_id"], strict=True))


def adoption(ctx: PageContext, version: str) -> pd.DataFrame:
    """Return who uses the tools of a version, by country; empty when nothing is delivered.

    Args:
        ctx: The page's context.
        version: Id of the version of a model.
    """
    return data.figures(ctx.build_id, "model_tool_adopters", version_id=version)


@data.drawn
def about(ctx: PageContext, model: str) -> tuple[str, str]:
    """Return the name of a model and what it is for, with who publishes it.

    Args:
        ctx: The page's context.
        model: Id of the model.
    """
    [row] = data.table(ctx.build_id, MODELS, model_id=model).to_dict("records")
    published = ctx.t("modelos.publisher", who=ctx.t.pick(row, "publisher"))
    return ctx.t.pick(row, "name"), f"{ctx.t.pick(row, 'purpose')} {published}"


@data.drawn
def used_in(ctx: PageContext, version: str) -> list[str]:
    """Return the countries in which a version has data of use, Chile first; Chile where none.

    Args:
        ctx: The page's context.
        version: Id of the version of a model.
    """
    codes = sorted(set(adoption(ctx, version)["country"]), key=lambda code: (code != HOME, code))
    return codes or [HOME]


@data.drawn
def countries(ctx: PageContext, model: str) -> Safe:
    """Return the countries of a model: their municipalities, and what is known of its use.

    Args:
        ctx: The page's context.
        model: Id of the model.
    """
    t = ctx.t
    members = data.table(ctx.build_id, MEMBERS, model_id=model)["country"]
    known = data.table(ctx.build_id, COUNTRIES).set_index("country")
    rows = known.reindex(members).reset_index().sort_values("country_order")
    used = data.figures(ctx.build_id, "model_tool_adopters", model_id=model)
    used = set(used.loc[used["model_tool_adopters"].notna(), "country"])
    none = tag("span", t("modelos.no_data"), class_="none")
    body = [
        [
            t.country(row["country"]),
            t.number(row["municipalities"]) if row["state"] == "listed" else none,
            universe if isinstance(universe := row[f"universe_{ctx.lang}"], str) else none,
            t("modelos.delivered") if row["country"] in used else none,
        ]
        for row in rows.to_dict("records")
    ]
    listed = int((rows["state"] == "listed").sum())
    heads = ("country", "municipalities", "universe", "use_of")
    title = t.count("modelos.countries", len(rows), listed=t.number(listed))
    cells = [(t(f"modelos.{head}"), head == "municipalities") for head in heads]
    table = data_table(cells, body, caption=title)
    return html_card(
        ctx,
        tag("div", table, class_="faro-changes"),
        name="countries",
        title=title,
        subtitle=t("modelos.countries_subtitle"),
        rows=rows.assign(source_ids=rows[f"source_{ctx.lang}"]),
        table=COUNTRIES,
        page=PAGE,
        model=model,
    )


def standing(ctx: PageContext, version: str, *frames: pd.DataFrame) -> list[str]:
    """Return since when a version holds, what is to be known of it, and its sources.

    Args:
        ctx: The page's context.
        version: Id of the version of a model.
        *frames: Rows with the sources they rest on.
    """
    t = ctx.t
    [row] = data.table(ctx.build_id, VERSIONS, version_id=version).to_dict("records")
    since, until = (_day(ctx, row[name]) for name in ("valid_from", "valid_to"))
    held = t("modelos.held", since=since, until=until) if until else t("modelos.since", since=since)
    ids = sorted({source_id for frame in frames for source_id in frame["source_id"].dropna()})
    rows = data.table(ctx.build_id, SOURCES).set_index("source_id")
    named = "; ".join(
        f"{source_id}, «{rows.loc[source_id, 'title']}»"
        for source_id in ids
        if source_id in rows.index
    )
    note = row[f"note_{ctx.lang}"]
    remark = f"{held} {note} " if isinstance(note, str) else f"{held} "
    return [remark, t("modelos.traced", sources=named)]


def _day(ctx: PageContext, text: object) -> str:
    """Write a year, or a day as the language writes it; nothing where it is not known."""
    if not isinstance(text, str):
        return ""
    return ctx.t.date(pd.Timestamp(text)) if len(text) == len("2012-04-26") else text
