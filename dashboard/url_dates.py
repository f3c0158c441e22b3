"""A date in the URL: what was known, expired or stood still *as of* that day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pipelines import clock
from presentation.context import PageContext
from presentation.markup.html import notice

FIRST, LAST = date(2012, 1, 1), date(2040, 12, 31)
WRITTEN = "_date_of_url"


def choose_date(ctx: PageContext, key: str) -> date:
    """Draw a date bound to the query key ``key``; today is left out of the URL.

    Nonsense gives a note and today.
    """
    wanted, today = st.query_params.get(key), clock.today()
    written: dict[str, str] = st.session_state.setdefault(WRITTEN, {})
    day = _read(wanted)
    if wanted is not None and day is None:
        notice(ctx.t("notice.bad_url", what=f"{key}={wanted[:40]}"))
        st.session_state[key] = today
    elif day is not None and (wanted != written.get(key) or key not in st.session_state):
        st.session_state[key] = day
    elif wanted is None and written.get(key, today.isoformat()) != today.isoformat():
        st.session_state[key] = today  # the reader went back to an address without it
    st.session_state.setdefault(key, today)
    shape = "DD-MM-YYYY" if ctx.lang == "es" else "YYYY-MM-DD"
    value = st.date_input(
        ctx.t(f"filter.{key}"), key=key, min_value=FIRST, max_value=LAST, format=shape
    )
    chosen = value if isinstance(value, date) else today
    if chosen == today:
        st.query_params.pop(key, None)
    elif wanted != chosen.isoformat():
        st.query_params[key] = chosen.isoformat()
    written[key] = chosen.isoformat()
    return chosen


def _read(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
