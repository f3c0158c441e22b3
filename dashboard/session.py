"""The context of a page of this session: its build, its language, its widgets and its boxes."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.url_dates import choose_date
from dashboard.widgets.staging import Containers
from pipelines.serving import Build
from presentation.context import PageContext
from presentation.words import Text


class Widgets:
    """Choices made in widgets, kept in the address."""

    choose = staticmethod(state.choose)
    carried = staticmethod(state.carried)
    day = staticmethod(choose_date)

    def forget(self, key: str) -> None:
        """Take a choice out of the address.

        Args:
            key: Query key.
        """
        st.query_params.pop(key, None)


def page_context() -> PageContext:
    """Return the context of the page being drawn.

    Raises:
        FaroError: There is no build at all.
    """
    build = state.open_build()[0]
    return context(build, Text(st.session_state.get("lang", "es"), build))


def context(build: Build, t: Text) -> PageContext:
    """Return the context of a page of this session.

    Args:
        build: The build shown.
        t: Text in the language of the reader.
    """
    return PageContext(build=build, t=t, site=state.site(), choices=Widgets(), stage=Containers())
