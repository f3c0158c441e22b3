"""How an OGP commitment was assessed, and the level its rule suggests: a person decides."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.exact import exact
from presentation.context import PageContext
from presentation.desk import forms
from presentation.desk.record import Record, in_words
from presentation.markup.html import Safe, tag
from presentation.panels.commitment import card, kind_link

FACTS, SUGGESTED = "faro-facts", "out_ogp__suggestion"


@data.drawn
def assessments(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return self-assessments and IRM assessments, visibly apart.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    sides = [
        tag(
            "section",
            tag("h3", t(f"ogp.{who}_title")),
            tag("p", t(f"ogp.{who}_help"), class_="who"),
            _values(ctx, [row for row in record.assessments if row["assessed_by"] == who]),
            class_=f"side {who}",
        )
        for who in ("self", "irm")
    ]
    return card(
        ctx,
        record,
        tag("div", *sides, class_="faro-sides"),
        name="assessments",
        rows=pd.DataFrame(record.assessments),
        table="out_ogp__assessment",
        page=page,
    )


def _values(ctx: PageContext, rows: list[Any]) -> Safe:
    t = ctx.t
    if not rows:
        return tag("p", t("ogp.nothing_assessed"), class_="none")
    return tag(
        "dl",
        *(
            tag(
                "div",
                tag("dt", row[f"scheme_{ctx.lang}"]),
                tag(
                    "dd",
                    tag("strong", _level(ctx, row)),
                    tag("span", _when(ctx, row), class_="when"),
                ),
            )
            for row in rows
        ),
    )


def _level(ctx: PageContext, row: Any) -> str:
    if row["assessment_state"] != "given":
        return ctx.t(f"ogp.assessment.{row['assessment_state']}")
    return str(row[f"value_{ctx.lang}"])


def _when(ctx: PageContext, row: Any) -> str:
    t = ctx.t
    dated = t.date(row["date_text"]) if isinstance(row["date_text"], str) else t("ogp.no_date")
    note = row[f"note_{ctx.lang}"]
    sources = str(row["source_ids"])
    notes = [in_words(row, note, t.lang)] if isinstance(note, str) and note else []
    return " · ".join([dated, sources, *notes])


@data.drawn
def suggestion(ctx: PageContext, record: Record, *, page: str) -> Safe:
    """Return the suggested level with its rule and inputs, and what a person decided.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, suggested = ctx.t, record.suggestion
    level = suggested["value_id"] if suggested is not None else None
    if suggested is None or not isinstance(level, str):
        none = suggested is not None and not suggested["requirements"]
        head = t("ogp.suggested_none")
        why = t("ogp.no_requirements" if none else "ogp.no_answers")
    else:
        scheme = record.levels[record.levels["scheme_id"] == "completion_2014_self"]
        name = scheme.set_index("value_id").loc[level, f"label_{ctx.lang}"]
        head, why = t("ogp.suggested", level=name), str(suggested[f"reason_{ctx.lang}"])
    inputs = [
        (t(f"ogp.in_{key}"), t.number(suggested[column]) if suggested is not None else t.missing)
        for key, column in (
            ("requirements", "requirements"),
            ("met", "requirements_met"),
            ("unknown", "requirements_unknown"),
            ("evidence", "evidence_count"),
        )
    ]
    half = t.percent(50, 0)
    rules = [
        t(f"ogp.rule_{name}", half=half)
        for name in ("not_started", "limited", "substantial", "complete")
    ]
    body = [
        tag("p", why, class_="faro-why"),
        tag("h3", t("ogp.inputs")),
        tag("dl", *(tag("div", tag("dt", k), tag("dd", v)) for k, v in inputs), class_=FACTS),
        tag("h3", t("ogp.rule")),
        tag("ul", *(tag("li", line) for line in rules)),
        tag("p", _decision(ctx, record), class_="faro-decided"),
        tag("p", kind_link(ctx, "evaluacion", t("ogp.decide"))),
    ]
    return card(
        ctx,
        record,
        tag("div", *body, class_="faro-suggestion"),
        name="suggested",
        title=head,
        rows=pd.DataFrame([{"origin": "computed", "source_ids": record.about["source_ids"]}]),
        table=SUGGESTED,
        query=exact(ctx.build, {SUGGESTED: pd.DataFrame([] if suggested is None else [suggested])}),
        page=page,
    )


def _decision(ctx: PageContext, record: Record) -> str:
    row = record.own_decision
    return " ".join(forms.undecided(record, ctx.t)) if row is None else forms.decided(row, ctx.t)
