"""Narratives that editors write before they are delivered, beside those of the build."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.institution.narratives import FIELDS, Narrative
from pipelines.spreadsheets import rows_csv
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.desk.record import Record
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import folded


def fields(ctx: PageContext, record: Record) -> dict[str, str]:
    """Return the fields of the form that a narrative may be of, by their ids, in its order.

    Args:
        ctx: The page's context.
        record: The commitment.
    """
    return {
        str(row["field_id"]): str(row[f"label_{ctx.lang}"])
        for row in record.fields
        if not row["is_personal"]
    }


def shown(ctx: PageContext, record: Record, written: Sequence[Narrative]) -> Safe:
    """Return, field by field, what was written here, what the build has, and earlier wordings.

    Args:
        ctx: The page's context.
        record: The commitment.
        written: Every wording, the newest first.
    """
    if not written:
        return tag("p", ctx.t("narratives.none"), class_="faro-empty")
    by_field: dict[str, list[Narrative]] = {}
    for wording in written:
        by_field.setdefault(wording.field_id, []).append(wording)
    return join(
        _field(ctx, name, _in_build(ctx, record, field_id), by_field[field_id])
        for field_id, name in fields(ctx, record).items()
        if field_id in by_field
    )


def _in_build(ctx: PageContext, record: Record, field_id: str) -> Safe | None:
    """Return what the build has for a field, with its origin; None for nothing."""
    t, text = ctx.t, record.text_of(field_id, ctx.lang)
    if not text:
        return None
    label = [t("narratives.in_build"), " ", origin_chip(t, str(record.texts[field_id]["origin"]))]
    return tag("blockquote", tag("p", *label), tag("p", text))


def _field(
    ctx: PageContext, name: str, in_build: Safe | None, written: Sequence[Narrative]
) -> Safe:
    t = ctx.t
    newest, *older = written
    parts = [tag("h3", name), _wording(ctx, newest)]
    if in_build is not None:
        parts.append(in_build)
    if older:
        lines = [_wording(ctx, wording) for wording in older]
        parts.append(folded(t.count("narratives.earlier", len(older)), *lines))
    return tag("section", *parts)


def _wording(ctx: PageContext, wording: Narrative) -> Safe:
    t = ctx.t
    by = t("narratives.by", role=wording.author_role, at=t.moment(wording.at))
    said_in = {"es": wording.text_es, "en": wording.text_en}
    text = said_in[ctx.lang] or "".join(
        t("ogp.other_language", text=other) for other in said_in.values() if other
    )
    body = tag("bdi", text) if text else tag("em", t("narratives.taken_back"))
    return tag("div", tag("p", body), tag("p", by, class_="faro-source"))


def delivery(standing: Sequence[Narrative]) -> bytes:
    """Return the wordings that stand as the delivery ``relato`` that they become one of.

    Args:
        standing: The wordings that nobody withdrew.
    """
    cells = [[wording.row[name] for name in FIELDS] for wording in standing]
    return rows_csv(list(FIELDS), cells, bom=False, delimiter=";", ends="\n")
