"""Deliveries: what each kind is, its template, and what happens with a file."""

from __future__ import annotations

from pipelines import receiving
from presentation.context import PageContext
from presentation.links import template_link
from presentation.markup.html import Safe, emphasised, file_link, tag
from presentation.markup.tables import data_table


def kinds(ctx: PageContext) -> tuple[list[str], list[str]]:
    """Return ids and titles of the kinds of delivery.

    Args:
        ctx: The page's context.
    """
    guides = receiving.guides()
    return [guide.id for guide in guides], [guide.title.in_language(ctx.lang) for guide in guides]


def privacy(ctx: PageContext, limit: int) -> Safe:
    """Return the line that says what becomes of a file, with the words of the uploader.

    Args:
        ctx: The page's context.
        limit: The largest file taken, in megabytes.
    """
    t = ctx.t
    return tag(
        "p",
        t("entregas.privacy"),
        class_="faro-source",
        data_faro_upload=t("entregas.choose"),
        data_faro_replace=t("entregas.replace"),
        data_faro_remove=t("entregas.remove"),
        data_faro_too_large=t("entregas.too_large", limit=limit),
    )


def guide(ctx: PageContext, kind_id: str) -> Safe:
    """Return what a kind is, its template, and its columns.

    Args:
        ctx: The page's context.
        kind_id: Id of the kind.
    """
    t, lang = ctx.t, ctx.lang
    [chosen] = [guide for guide in receiving.guides() if guide.id == kind_id]
    title = chosen.title.in_language(lang)
    heads = [(t(f"entregas.{key}"), False) for key in ("column", "meaning", "required", "accepted")]
    rows = [
        [
            tag("strong", entry.label.in_language(lang)),
            entry.meaning.in_language(lang),
            entry.required.in_language(lang),
            entry.accepted.in_language(lang) or entry.type.in_language(lang),
        ]
        for entry in chosen.columns
    ]
    words = t("entregas.template")
    link = file_link(words, template_link(kind_id), aria_label=f"{words}: {title}")
    return tag(
        "div",
        tag("h3", title),
        tag("p", chosen.description.in_language(lang)),
        tag("p", link, tag("span", t("entregas.template_help")), class_="faro-downloads"),
        data_table(heads, rows, caption=title),
        tag("p", emphasised(t("entregas.formats")), class_="faro-source"),
        class_="faro-guide",
    )
