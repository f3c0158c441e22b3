"""Parts of a page that are drawn again alone, and the build that their page shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from dashboard.widgets.standing import standing_alone
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.serving import Build
from presentation.kept import shown

_SHOWN = "_build_shown"


def show(build: Build) -> str:
    """Note which build the page shows, for the parts of it that are drawn again alone.

    Args:
        build: The build.
    """
    st.session_state[_SHOWN] = build.build_id
    return build.build_id


def fragment(part: Callable[..., None]) -> Callable[..., None]:
    """Draw a part of a page again alone, as of the build that the page shows.

    Who looks is asked again; where they may not see that build any more, the page begins anew.

    Args:
        part: Shows the part.
    """

    @st.fragment
    @wraps(part)
    def drawn(*given: Any, **how: Any) -> None:
        build_id = str(st.session_state.get(_SHOWN) or serving.latest_id())
        try:
            serving.open(build_id)
        except FaroError:
            st.rerun()
        with shown(build_id), standing_alone(f"{part.__module__}.{part.__qualname__}"):
            part(*given, **how)

    return drawn
