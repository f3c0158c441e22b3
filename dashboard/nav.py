"""The list of pages in the menu of Streamlit. Paths are neutral and never translated.

A page is a script in ``app_pages/`` where only a session can show it, else the module of its name
in ``presentation/pages/``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from dashboard.session import page_context
from pipelines import institution
from pipelines.institution import DELIVER, OPERATE, READ, WATCH
from presentation.menu import PAGES, SECTIONS
from presentation.pages import show_of
from presentation.words import Text

HERE = Path(__file__).parent / "app_pages"
# Those of an institution, under the last heading where one runs Faro.
OWN = ("calendario", "avisos", "propio", "replica", "registro")
NEEDS = {"entregas": DELIVER, "propio": WATCH, "replica": DELIVER, "registro": OPERATE}


def known() -> tuple[str, ...]:
    """Return the pages there are here, whoever asks."""
    return PAGES + (OWN if institution.is_on() else ())


def may(page: str) -> bool:
    """Return whether who looks has the role that a page needs."""
    return institution.current().may(NEEDS.get(page, READ))


def sections(t: Text) -> dict[str, list[st.Page]]:
    """Return the pages under the headings of the menu; those under no heading stand in it.

    Where an institution runs Faro, those that the role of the reader lacks are there and not shown.
    """
    by_name = pages(t)
    last = list(SECTIONS)[-1]
    listed = SECTIONS | ({last: SECTIONS[last] + OWN} if institution.is_on() else {})
    return {
        t(f"nav.section.{section}") if section else "": [by_name[name] for name in names]
        for section, names in listed.items()
        if names
    }


def pages(t: Text) -> dict[str, st.Page]:
    """Return the pages by their url path, titled in the language of the reader."""
    lacking = frozenset(name for name in known() if not may(name))
    made = _made(t.lang, known(), lacking)
    return {name: copy.copy(page) for name, page in made.items()}


@lru_cache
def _made(lang: str, names: tuple[str, ...], lacking: frozenset[str]) -> dict[str, st.Page]:
    """Make the pages once: each looks up its file, and a run notes on its page that it is open."""
    t = Text(lang)
    return {
        name: st.Page(
            _shown_by(name),
            title=t(f"nav.{name}"),
            url_path=name,
            default=name == PAGES[0],
            visibility="hidden" if name in lacking else "visible",
        )
        for name in names
    }


def source_of(name: str) -> str:
    """Return the file of a page, seen from ``app.py``: AppTest goes to a page by its file."""
    script = HERE / f"{name}.py"
    return f"app_pages/{name}.py" if script.exists() else f"../presentation/pages/{name}.py"


def _shown_by(name: str) -> Path | Callable[[], None]:
    """Return what Streamlit runs to show a page."""
    script = HERE / f"{name}.py"
    return script if script.exists() else lambda: show_of(name)(page_context())
