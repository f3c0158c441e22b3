"""A date of reference kept in the URL: what expired or stood still *as of* that day."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from pipelines import clock
from presentation.cards.html import notice
from presentation.context import PageContext

KEY = "asof"
FIRST, LAST = dt.date(2012, 1, 1), dt.date(2040, 12, 31)
_WRITTEN = "_asof_written"


def choose_date(ctx: PageContext) -> dt.date:
    """Draw the date of reference, bound to the query key ``asof``; today unless it is given.

    Nonsense in the URL gives a note and today.
    """
    usual = clock.today()
    asked, written = st.query_params.get(KEY), st.session_state.get(_WRITTEN)
    wanted = _read(asked)
    if asked is not None and asked != written:
        st.session_state[KEY] = wanted or usual
    elif asked is None and written is not None:
        st.session_state[KEY] = usual  # the reader went back to an address without it
    st.session_state.setdefault(KEY, usual)
    value = st.date_input(
        ctx.t("filter.asof"),
        min_value=FIRST,
        max_value=LAST,
        key=KEY,
        format="DD/MM/YYYY" if ctx.lang == "es" else "YYYY/MM/DD",
    )
    day = value if isinstance(value, dt.date) else usual
    if day == usual:
        st.query_params.pop(KEY, None)
    elif asked != day.isoformat():
        st.query_params[KEY] = day.isoformat()
    st.session_state[_WRITTEN] = None if day == usual else day.isoformat()
    if asked is not None and wanted is None:
        notice(ctx.t("notice.bad_url", what=f"{KEY}={asked[:40]}"))
    return day


def _read(text: str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
