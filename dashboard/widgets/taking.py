"""A button that takes rows away: the one place that names what a page makes on the spot."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.routes import answers
from dashboard.routes.media import MEDIA
from pipelines import serving
from pipelines.marking import Marked, file_name
from pipelines.origins import Origin
from pipelines.serving import Build, changing
from presentation.cards.html import put, tag


def take_button(
    of: Build | None,
    label: str,
    make: Callable[[], bytes],
    *,
    stem: str,
    ending: str,
    origin: Origin,
    key: str,
) -> None:
    """Show a button whose file says in its name where it is simulated, or may still change.

    Args:
        of: The build whose figures it holds, if any.
        label: What the button says.
        make: Makes the file when asked for.
        stem: What the file is, without its ending.
        ending: Kind of file.
        origin: The worst origin of its figures.
        key: Of the button.
    """
    may_change = of is not None and serving.provisional(of)
    name = file_name(stem, ending, origin, provisional=may_change)

    def made() -> bytes:
        body = Marked(make(), origin)
        return bytes(changing.with_column(body, ending) if may_change else body)

    if build_id := answers.held():  # Streamlit's address of it would open for everybody
        kept_at = answers.keep(build_id, name, ending, made())
        put(tag("p", tag("a", label, href=kept_at, download=True)))
        return
    st.download_button(
        label,
        made,
        file_name=name,
        mime=MEDIA[ending],
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
