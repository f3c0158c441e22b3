"""Citing a figure: permanent link, APA, BibTeX, and the query that gives it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.components.html import Safe, tag
from dashboard.state import PageContext, permalink


@dataclass(frozen=True)
class Cite:
    """What is needed to cite a figure: its words, its query, and where it is shown."""

    title: str
    query: str
    page: str
    choices: Mapping[str, str | None] = field(default_factory=dict)


def cite_block(ctx: PageContext, cite: Cite) -> Safe:
    """Return permalink, APA, BibTeX and query of a figure."""
    return citation(ctx, cite.title, permalink(ctx, page=cite.page, **cite.choices), cite.query)


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
