"""Add a decision or a note to a commitment from its page: the same door as any delivered file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.widgets.deliveries import accept_box
from pipelines import receiving
from pipelines.receiving import Received
from pipelines.spreadsheets import rows_csv
from presentation import data
from presentation.context import PageContext
from presentation.desk import forms
from presentation.desk.record import Record
from presentation.markup.html import put, tag

_SENT = "_entered"


def enter_box(ctx: PageContext, record: Record, shown_on: st.Page) -> Any:
    """Offer the two forms where the site takes files in.

    What is written becomes a delivery of one row, is checked like any other, and is taken in only
    when the reader confirms.

    Args:
        ctx: The page's context.
        record: Of the commitment.
        shown_on: The page that shows what was taken in.

    Returns:
        The place of the progress bar while it is being taken in (see ``deliveries.follow``).
    """
    if not receiving.writing_enabled():
        return None
    t = ctx.t
    decision, note = st.tabs([t("ogp.enter.decision"), t("ogp.enter.note")])
    with decision:
        _decision(ctx, record)
    with note:
        _note(ctx, record)
    received: Received | None = st.session_state.get(_SENT)
    if received is None:
        return None
    for group in received.report.groups:
        put(tag("p", group.findings[0].reason.in_language(ctx.lang), class_="faro-accept error"))
    return accept_box(ctx, received, shown_on)


def _decision(ctx: PageContext, record: Record) -> None:
    t = ctx.t
    scheme = scheme_at(ctx, record)
    levels = record.levels[record.levels["scheme_id"] == scheme]
    names = dict(zip(levels["value_id"], levels[f"label_{ctx.lang}"], strict=True))
    with st.form("decision", border=False, clear_on_submit=True):
        level = st.selectbox(t("ogp.enter.level"), list(names), format_func=names.__getitem__)
        reason = st.text_area(t("ogp.enter.reason"), help=t("ogp.enter.no_people"), max_chars=600)
        if st.form_submit_button(t("ogp.enter.check")):
            row = {
                "commitment_id": record.code,
                "scheme_id": scheme,
                "value_id": str(level),
                "assessed_by": "self",
                "date": record.as_of.isoformat(),
                "reason" if ctx.lang == "es" else "reason_en": reason,
            }
            _check("decision", record, row)


def _note(ctx: PageContext, record: Record) -> None:
    t = ctx.t
    with st.form("note", border=False, clear_on_submit=True):
        text = st.text_area(t("ogp.enter.text"), help=t("ogp.enter.no_people"), max_chars=600)
        file = st.text_input(t("ogp.enter.file"), max_chars=120)
        if st.form_submit_button(t("ogp.enter.check")):
            row = {
                "commitment_id": record.code,
                "date": record.as_of.isoformat(),
                "entry_kind": "note",
                "note_text": text,
                "evidence_file": file,
            }
            _check("avance", record, row)


def scheme_at(ctx: PageContext, record: Record) -> str:
    """Return the completion scheme that a self-assessment uses at the date of a record.

    A vocabulary delivered serves the commitments that are judged in it, and no other.
    """
    own = forms.own_scheme(record)
    if own is not None:
        return own
    rows = data.table(ctx.build_id, "core_ogp__scheme", topic="completion")
    rows = rows[rows["scheme_id"].isin(forms.SCHEMES.values())].sort_values("scheme_from")
    began = rows[rows["scheme_from"] <= record.as_of.year]
    return str((began if len(began) else rows.head(1)).iloc[-1]["scheme_id"])


def _check(name: str, record: Record, row: dict[str, str]) -> None:
    cells = [" ".join(value.split()) for value in row.values()]
    content = rows_csv(list(row), [cells], bom=False, delimiter=";", ends="\n")
    file = f"{name}_{record.code}_{record.as_of.isoformat()}.csv"
    st.session_state.pop("_job", None)
    st.session_state[_SENT] = receiving.check_upload(file, content)
