"""What takes rows away: the one place that names what a page makes on the spot."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.routes import answers
from dashboard.routes.media import MEDIA
from pipelines import serving
from pipelines.marking import Marked, file_name
from pipelines.origins import Origin
from pipelines.serving import Build, changing
from presentation.markup.html import put, tag


def take_link(
    of: Build,
    label: str,
    make: Callable[[], bytes],
    *,
    stem: str,
    ending: str,
    origin: Origin,
) -> None:
    """Show a link to a file that is made with the page: it comes and goes with what it stands in.

    Args:
        of: The build whose figures it holds.
        label: What the link says.
        make: Makes the file.
        stem: What the file is, without its ending.
        ending: Kind of file.
        origin: The worst origin of its figures.
    """
    name, made = _marked(of, make, stem, ending, origin)
    _link(of.build_id, label, name, ending, made())


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
    """Show a button whose file is made when it is asked for.

    Args:
        of: The build whose figures it holds, if any.
        label: What the button says.
        make: Makes the file when asked for.
        stem: What the file is, without its ending.
        ending: Kind of file.
        origin: The worst origin of its figures.
        key: Of the button.
    """
    name, made = _marked(of, make, stem, ending, origin)
    if build_id := answers.held():  # Streamlit's address of it would open for everybody
        _link(build_id, label, name, ending, made())
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


def _marked(
    of: Build | None, make: Callable[[], bytes], stem: str, ending: str, origin: Origin
) -> tuple[str, Callable[[], bytes]]:
    """Return a name that says where the file is simulated or may still change, and its maker."""
    may_change = of is not None and serving.provisional(of)

    def made() -> bytes:
        body = Marked(make(), origin)
        return bytes(changing.with_column(body, ending) if may_change else body)

    return file_name(stem, ending, origin, provisional=may_change), made


def _link(build_id: str, label: str, name: str, ending: str, body: bytes) -> None:
    kept_at = answers.keep(build_id, name, ending, body)
    put(tag("p", tag("a", label, href=kept_at, download=True), class_="faro-downloads"))
