"""One OGP commitment at a date: promise, assessments, suggested level, evidence, what remains."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipelines.errors import FaroError
from pipelines.origins import DELIVERED, PUBLISHED, worst
from presentation import data, worked_out
from presentation.cards.cards import card_head, html_card
from presentation.cards.kpi import origin_chip
from presentation.context import PageContext
from presentation.desk import FORMATS, forms
from presentation.desk.record import LOCAL, Record, in_words
from presentation.links import report_link
from presentation.markup.html import Safe, external_link, file_link, join, tag
from presentation.markup.tables import data_table, folded
from presentation.panels import visits

FIELDS = (
    *("problem", "objective", "description", "results", "relevance", "ambition"),
    *("next_steps", "person_role", "actors_government", "actors_society"),
)


def at(ctx: PageContext, code: str, as_of: date) -> tuple[Record, str | None]:
    """Return a commitment at a date; a date it has nothing to say on gives a note and today.

    Args:
        ctx: The page's context.
        code: The commitment, as ``CL0048``.
        as_of: The day asked for.
    """
    try:
        return worked_out.record(ctx.build_id, code, as_of), None
    except FaroError as error:
        return worked_out.record(ctx.build_id, code, ctx.today), error.in_language(ctx.lang)


@data.drawn
def title(ctx: PageContext, record: Record) -> str:
    """Return code and title.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
    """
    return f"{record.code} · {record.about[f'title_{ctx.lang}']}"


@data.drawn
def lead(ctx: PageContext, record: Record) -> str:
    """Return plan, area, lead institution and dates in a line.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
    """
    t, about = ctx.t, record.about
    dated = isinstance(about["start_text"], str) and isinstance(about["end_text"], str)
    parts = [about[f"plan_{ctx.lang}"], about[f"areas_{ctx.lang}"], record.text("lead", ctx.lang)]
    parts.append(forms.dates(record, t) if dated else t("ogp.no_date"))
    if isinstance(about["starred"], str):
        parts.append(t("ogp.star_said", value=t(f"ogp.starred.{about['starred']}")))
    if ctx.lang == "es" and about["title_es_basis"] == "translation":
        parts.append(t("ogp.translated"))
    return " · ".join(str(part) for part in parts if part)


def views(record: Record) -> tuple[str, ...]:
    """Return the parts of the page of a commitment; two have a register of what was done.

    Args:
        record: The commitment at the date chosen.
    """
    register = ("register",) if record.code in (LOCAL, visits.COMMITMENT) else ()
    return ("promise", "progress", *register, "evidence")


def has_dates(record: Record) -> bool:
    """Return whether any milestone can stand on a timeline.

    Args:
        record: The commitment at the date chosen.
    """
    return any(not pd.isna(row["end_date"]) for row in record.milestones)


@data.drawn
def promise(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return what was promised, field by field, each figure in its place.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    texts = [(name, forms.written(record, name, t)) for name in FIELDS]
    body = [
        tag("div", tag("dt", t(f"ogp.field.{name}")), tag("dd", text, *_beside(ctx, record, name)))
        for name, text in texts
        if text
    ]
    url = record.about["url"]
    site = external_link(url, t("ogp.ogp_page")) if isinstance(url, str) else ""
    return card(
        ctx,
        record,
        tag("dl", *body, class_="faro-record in-columns") if body else _blank(t.missing),
        tag("p", site, class_="faro-source"),
        name="promise",
        subtitle=t("ogp.promise_delivered") if record.about.get("origin") == DELIVERED else "",
        rows=pd.DataFrame([_with_origin(record, n) for n, text in texts if text]),
        table="core_ogp__text",
        page=page,
    )


def _with_origin(record: Record, name: str) -> dict[str, Any]:
    """Return a text with the worst origin of its words and of the figures in it."""
    row = dict(record.texts[name])
    stated = [record.indicators[figure].known.latest for figure in record.figures_of(name)]
    levels = [str(latest["origin"]) for latest in stated if latest is not None]
    return {**row, "origin": worst([str(row.get("origin") or PUBLISHED), *levels])}


def _beside(ctx: PageContext, record: Record, name: str) -> list[Safe]:
    """Return Faro's summary beside an official text, and the texts that stood before it."""
    t, summary = ctx.t, record.summary(name, ctx.lang)
    notes = [tag("p", tag("small", t("ogp.summary", text=summary)))] if summary else []
    own = [r for r in record.versions if r["field_id"] == name and r["wording"] == "official"]
    lines = [
        tag("li", f"{t.date(r['from_text'])} · {r['author_role']}: {_own(ctx, r)}")
        for r in own[1:]
        if isinstance(r["from_text"], str)
    ]
    return [*notes, folded(t("ogp.earlier"), tag("ul", *lines))] if lines else notes


def _own(ctx: PageContext, row: Any) -> str:
    return in_words(row, str(row[f"text_{ctx.lang}"]), ctx.lang)


@data.drawn
def remaining(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return what remains: the words of the document, open milestones, targets not reached.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    text = forms.written(record, "remaining", t)
    left = [tag("li", what, " — ", tag("strong", how)) for what, how in forms.remaining(record, t)]
    body = [tag("p", text, class_="faro-why")] if text else []
    aims = [i for i in record.indicators.values() if i.has_aim]
    known = record.milestones or aims
    none = _blank(t("ogp.remaining_none" if known else "ogp.remaining_unknown"))
    body.append(tag("ul", *left) if left else none)
    return card(
        ctx,
        record,
        tag("div", *body, class_="faro-suggestion"),
        name="remaining",
        rows=pd.DataFrame(record.milestones),
        table="out_ogp__milestone",
        page=page,
    )


@data.drawn
def evidence(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return the history of entries with their evidence.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    heads = [(t(f"ogp.{key}"), False) for key in ("date", "kind_head", "note", "file")]
    lines = [
        [
            t.date(row["date"]),
            join([t(f"ogp.entry.{row['entry_kind']}"), " ", origin_chip(t, row["origin"])]),
            forms.entry(record, row, t),
            _file(ctx, row),
        ]
        for row in record.progress
    ]
    body = (
        data_table(heads, lines, caption=t("ogp.evidence"))
        if lines
        else _blank(t("ogp.evidence_none"))
    )
    return card(
        ctx,
        record,
        body,
        tag("p", kind_link(ctx, "avance", t("ogp.deliver")), class_="faro-source"),
        name="evidence",
        rows=pd.DataFrame(record.progress or [{"origin": "delivered"}]),
        table="out_ogp__progress",
        page=page,
    )


def _file(ctx: PageContext, row: Any) -> Any:
    if not isinstance(row["evidence_file"], str):
        return tag("span", "—", class_="none")
    state = ctx.t(f"ogp.evidence_state.{row['evidence_state']}")
    return f"{row['evidence_file']} ({state})"


@data.drawn
def reports(ctx: PageContext, record: Record) -> Safe:
    """Return the links to every report of the commitment at this date.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
    """
    t = ctx.t
    links = [
        file_link(
            t(f"ogp.format.{name}"),
            report_link(ctx.build_id, record.code, name, ctx.lang, record.as_of),
        )
        for name in FORMATS
    ]
    head = card_head(t("ogp.reports"), t("ogp.reports_subtitle"))
    return tag("div", head, tag("ul", *(tag("li", link) for link in links), class_="faro-reports"))


def card(
    ctx: PageContext,
    record: Record,
    *body: Any,
    name: str,
    rows: pd.DataFrame,
    table: str,
    page: str,
    title: str | None = None,
    subtitle: str = "",
    query: str = "",
) -> Safe:
    """Return a card about a commitment; ``name`` is that of its texts too.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        name: The card, and of its texts.
        rows: The rows shown, for the source note.
        table: The curated table they come from.
        page: Url path of the page it stands on, for the permanent link.
        title: What it says; that of its texts where None.
        subtitle: What it stands on; that of its texts where empty.
        query: What gives the rows, where the table alone does not.
        *body: What it shows, as HTML.
    """
    return html_card(
        ctx,
        *body,
        name=name,
        title=title or ctx.t(f"ogp.{name}"),
        subtitle=subtitle or ctx.t(f"ogp.{name}_subtitle"),
        rows=rows,
        table=table,
        page=page,
        query=query,
        commitment=record.code,
        as_of=record.as_of.isoformat(),
    )


def kind_link(ctx: PageContext, kind: str, label: str) -> Safe:
    """Return the link to where a kind of delivery is checked and its template taken.

    Args:
        ctx: The page's context.
        kind: Id of the kind.
        label: Words of the link.
    """
    query = f"entregas?kind={kind}" + ("" if ctx.lang == "es" else f"&lang={ctx.lang}")
    return tag("a", label, href=query, target="_self")


def _blank(words: str) -> Safe:
    return tag("p", words, class_="faro-empty")
