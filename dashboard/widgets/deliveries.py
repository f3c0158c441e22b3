"""What a sender does: have a file checked, take the report away, hand the file in."""

from __future__ import annotations

import logging
import time
from typing import Any

import streamlit as st

from pipelines import receiving
from pipelines.errors import FaroError
from pipelines.receiving import Job, Received
from presentation.context import PageContext
from presentation.markup.html import emphasised, put, tag

_CHECKED, _JOB = "_checked", "_job"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
log = logging.getLogger("faro.dashboard")


def check(ctx: PageContext, sent: Any) -> Received | None:
    """Return the checked file, or None when none was sent; each file is checked once."""
    if sent is None:
        for key in (_CHECKED, _JOB):
            if key == _CHECKED or not _is_running():
                st.session_state.pop(key, None)
        return None
    file_id, received = st.session_state.get(_CHECKED, (None, None))
    if file_id != sent.file_id:
        with st.spinner(ctx.t("entregas.checking")):
            received = receiving.check_upload(sent.name, sent.getvalue())
        st.session_state[_CHECKED] = (sent.file_id, received)
        if not _is_running():
            st.session_state.pop(_JOB, None)
    return received


def forget_check() -> None:
    """Have the file that was sent checked anew: what it is held against has changed."""
    st.session_state.pop(_CHECKED, None)


def handouts(ctx: PageContext, received: Received) -> None:
    """Show the buttons that download the annotated copy and the report."""
    t, stem = ctx.t, received.name.rpartition(".")[0]
    if received.report.format is None:
        return
    with st.container(horizontal=True, key="handouts"):
        st.download_button(
            t("entregas.annotated"),
            lambda: _annotated(received, ctx.lang),
            file_name=f"{stem}_{t('entregas.annotated_suffix')}.xlsx",
            mime=XLSX,
            key="annotated",
            on_click="ignore",
            icon=":material/edit_note:",
        )
        st.download_button(
            t("entregas.report"),
            received.report_json,
            file_name=f"{stem}_{t('entregas.report_suffix')}.json",
            mime="application/json",
            key="report",
            on_click="ignore",
            icon=":material/data_object:",
        )


def _annotated(received: Received, lang: str) -> bytes:
    try:
        return received.annotated(lang)
    except FaroError as error:
        log.warning("no annotated copy: %s", error.code)
        raise


def accept_box(ctx: PageContext, received: Received, shown_on: st.Page) -> Any:
    """Offer to take the file in, or say why not, or how it ended.

    Args:
        ctx: The page's context.
        received: The checked file.
        shown_on: The page that shows a file once it is taken in.

    Returns:
        The place of the progress bar while a file is being taken in (see :func:`follow`).
    """
    job: Job | None = st.session_state.get(_JOB)
    place = st.empty()  # one place for all: the button goes when the bar comes
    if job is not None and job.is_running:
        return place
    with place.container():
        if job is not None:
            _ended(ctx, job, shown_on)
        else:
            _offer(ctx, received)
    return None


def _offer(ctx: PageContext, received: Received) -> None:
    t = ctx.t
    code = receiving.refusal(received)
    if code is not None:
        if code != "refused":
            put(tag("p", emphasised(t(f"accept.{code}")), class_="faro-accept"))
        return
    key = "accept.replaces" if receiving.replaces(received) else "accept.offer"
    put(tag("p", emphasised(t(key, name=received.name)), class_="faro-accept"))
    st.button(t("accept.button"), key="accept", type="primary", on_click=_start, args=(received,))


def follow(ctx: PageContext, place: Any) -> None:
    """Draw the progress of the file being taken in until it ends; call it last on the page."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None or place is None:
        return
    while job.is_running:
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        place.progress(share, text=ctx.t("accept.building", name=job.name, step=job.step))
        time.sleep(0.2)
    st.rerun()


def _start(received: Received) -> None:
    if _is_running():  # pressed twice
        return
    try:
        st.session_state[_JOB] = receiving.start(received)
    except FaroError as error:
        st.session_state[_JOB] = Job(received.name, error=error)


def _is_running() -> bool:
    job: Job | None = st.session_state.get(_JOB)
    return job is not None and job.is_running


def _ended(ctx: PageContext, job: Job, shown_on: st.Page) -> None:
    t = ctx.t
    if job.outcome is None:
        if isinstance(job.error, FaroError):
            reason = job.error.in_language(ctx.lang)
        else:
            log.error("accepting failed", exc_info=job.error)
            reason = t("accept.unexpected")
        words = emphasised(t("accept.failed"))
        put(tag("p", words, " ", reason, class_="faro-accept error", role="alert"))
        return
    key = "accept.done" if job.outcome.fresh else "accept.stood"
    words = emphasised(t(key, name=job.name, build=job.outcome.build_id))
    put(tag("p", words, class_="faro-accept", role="status"))
    query = {"section": "conservation", "build": job.outcome.build_id} | (
        {"lang": ctx.lang} if ctx.lang != "es" else {}
    )
    st.page_link(
        shown_on,
        label=t("accept.see"),
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=query,
    )
