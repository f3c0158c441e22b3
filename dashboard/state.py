"""What the reader chose, kept in the URL with neutral ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import urlsplit

import streamlit as st

from dashboard import url_dates, url_lists
from pipelines import environment, serving
from pipelines.errors import FaroError
from pipelines.serving import Build
from presentation.context import PageContext
from presentation.markup.html import notice
from presentation.words import LANGUAGES

_WRITTEN = "_written_to_url"
_PAGE = "_page_of_url"
_BUILD = "_build_of_url"


def choose_language() -> tuple[str, str | None]:
    """Draw the language switch; return the language and the nonsense the URL asked for, if any."""
    wanted = st.query_params.get("lang")
    lang = st.segmented_control(
        "Idioma · Language",
        LANGUAGES,
        default=LANGUAGES[0],
        required=True,
        key="lang",
        bind="query-params",
        label_visibility="collapsed",
    )
    return str(lang), None if wanted in (None, *LANGUAGES) else f"lang={wanted}"


def open_build() -> tuple[Build, tuple[str, str] | None]:
    """Open the build the URL asks for, or the latest.

    Returns:
        The build; and where that is not the one wanted, the id wanted and the code of why not.

    What a session has opened stays open: from page to page, and when a newer one is served. The
    address carries it, so that reloading shows the same; a notice offers the newer one.

    Raises:
        FaroError: There is no build at all.
    """
    wanted = st.query_params.get("build") or st.session_state.get(_BUILD)
    lost = None
    try:
        build = serving.open(wanted)
    except FaroError as error:
        if not wanted:
            raise
        build, lost = serving.open(), (wanted, error.code)
    if st.query_params.get("build") != build.build_id:
        st.query_params["build"] = build.build_id
    st.session_state[_BUILD] = build.build_id
    return build, lost


def unknown_page() -> str | None:
    """Return the unknown page the reader asked for, if the server says so."""
    page = st.query_params.get("asked")
    return f"/{page[:40]}" if page else None


class PageIsWhole(Exception):
    """A page has shown all it can."""


def done() -> NoReturn:
    """End the page here; what stands around it is shown all the same.

    Raises:
        PageIsWhole: Always. ``st.stop`` would end everything, and lose what waits to be sent.
    """
    raise PageIsWhole


def choose(
    ctx: PageContext,
    key: str,
    options: Sequence[str],
    labels: Sequence[str],
    *,
    default: str,
    as_tabs: bool = False,
    as_slider: bool = False,
) -> str:
    """Draw a filter bound to the query key ``key``; nonsense gives a note and the default.

    Args:
        ctx: The page's context.
        key: Query key, also the key of ``filter.<key>``.
        options: Neutral ids.
        labels: What the reader sees, in the order of ``options``.
        default: The id used when the URL says nothing; it is left out of the URL.
        as_tabs: Show the options side by side instead of in a list.
        as_slider: Show the options along a line: numbers in their order.
    """
    state: dict[str, tuple[str, str]] = st.session_state.setdefault(_WRITTEN, {})
    here = st.session_state.get(_PAGE, "")
    wanted, (page, written) = st.query_params.get(key), state.get(key, ("", None))
    nonsense = wanted is not None and wanted not in options
    if nonsense:
        st.session_state[key] = default
    elif wanted is not None and ((wanted, here) != (written, page) or key not in st.session_state):
        st.session_state[key] = wanted
    elif wanted is None and written in options and page != here:
        st.session_state[key] = written  # the choice follows the reader from page to page
    elif wanted is None and written is not None and st.session_state.get(key) == written:
        st.session_state[key] = default  # the reader went back to an address without it
    elif st.session_state.get(key, default) not in options:
        st.session_state[key] = default
    names = dict(zip(options, labels, strict=True))
    st.session_state.setdefault(key, default)
    label = ctx.t(f"filter.{key}")
    if as_tabs:
        value = st.segmented_control(
            label,
            options,
            format_func=names.__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
        )
    elif as_slider:
        value = st.select_slider(label, options, format_func=names.__getitem__, key=key)
    else:
        value = st.selectbox(
            label, options, format_func=names.__getitem__, key=key, filter_mode="contains"
        )
    if value == default:
        st.query_params.pop(key, None)
    elif wanted != value:
        st.query_params[key] = str(value)
    if value != default:
        state[key] = (here, str(value))
    elif page == here or wanted is not None or written in options:
        state.pop(key, None)  # a choice this page cannot offer waits for one that can
    if nonsense:
        notice(ctx.t("notice.bad_url", what=f"{key}={str(wanted)[:40]}"))
    return str(value)


def carried(key: str) -> str | None:
    """Return what the reader chose for ``key``: here, on an earlier page, or in the address."""
    written: dict[str, tuple[str, str]] = st.session_state.get(_WRITTEN, {})
    return st.query_params.get(key) or written.get(key, ("", None))[1]


def enter(page: str) -> None:
    """Note which page is being drawn, so that choices know whether they come from another.

    A widget of another page is new to Streamlit, whatever its key: the address says what it holds.
    """
    if st.session_state.get(_PAGE) != page:
        for written in (url_lists.WRITTEN, url_dates.WRITTEN):
            st.session_state.pop(written, None)
    st.session_state[_PAGE] = page


def here() -> str:
    """Return the page being drawn by its url path; the first page has none of its own."""
    return str(st.session_state.get(_PAGE) or "resumen")


def site() -> str:
    """Return scheme and host of the site as it is set up, else of the address the reader is at."""
    named = environment.ADDRESS.value
    if named:
        return named
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
