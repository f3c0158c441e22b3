"""Who is logged in: the button that logs in or out, and the page of who has to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.widgets import saving
from pipelines import institution
from pipelines.errors import FaroError
from pipelines.institution import READ
from presentation.cards.notices import blank
from presentation.markup.html import notice, put, tag
from presentation.words import Text

OUT_OF_REACH = ("no_database", "no_audit")
log = logging.getLogger("faro.dashboard")


def may_read() -> bool:
    """Return whether who looks may read this site; nobody may where its settings are wrong."""
    try:
        return institution.current().may(READ)
    except FaroError:
        return False


def ask_to_log_in(t: Text) -> None:
    """Show the page of who may not read: what to do, and nothing else."""
    if _is_unknown():
        blank(t("account.unknown_title"), t("account.unknown"))
        return
    is_here = _is_here()
    blank(t("account.title"), t("account.no_role" if is_here else "account.needed"))
    _button(t, is_here=is_here)


def _is_here() -> bool:
    """Return whether a login stands; one that is over is as none."""
    try:
        return bool(institution.current().pseudonym)
    except FaroError:
        return False


def _is_unknown() -> bool:
    try:
        return institution.current().is_unknown
    except FaroError:
        return False


@contextmanager
def kept_elsewhere(t: Text) -> Iterator[None]:
    """Say of what the institution keeps, where a page needs it, that it is out of reach for now.

    Raises:
        FaroError: The page fails for another reason.
    """
    try:
        yield
    except FaroError as error:
        if error.code not in OUT_OF_REACH:
            raise
        log.error("a page is not shown: %s", error)
        blank(t("account.unknown_title"), t("account.kept"))


def not_for_you(t: Text) -> None:
    """Say that the page is for another role."""
    blank(t("account.other_title"), t("account.other"))


def account(t: Text) -> None:
    """Show role and pseudonym of who is logged in, and the button that logs in or out.

    By the pseudonym they can ask what is written down of them, and to be forgotten.
    """
    if not institution.is_on() or institution.settings().login == "off":
        return
    who = institution.current()
    if who.is_unknown:
        notice(t("account.unknown_reads"), kind="attention")
    with st.container(
        key="account", horizontal=True, horizontal_alignment="right", vertical_alignment="center"
    ):
        if who.pseudonym:
            roles = t.listing([t(f"role.{role}") for role in sorted(who.roles)])
            words = t("account.as", roles=roles, pseudonym=who.pseudonym)
            put(tag("span", words, class_="faro-account"))
            saving.offer(t)
        _button(t, is_here=bool(who.pseudonym) or who.is_unknown)


def _button(t: Text, *, is_here: bool) -> None:
    if is_here:
        st.button(t("account.logout"), key="logout", on_click=st.logout, type="tertiary")
    else:
        st.button(t("account.login"), key="login", on_click=st.login, type="tertiary")
