"""The list of pages in the menu of Streamlit. Paths are neutral and never translated."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st

from presentation.pages import PAGES, SECTIONS
from presentation.words import Text

HERE = Path(__file__).parent / "app_pages"


def sections(t: Text) -> dict[str, list[st.Page]]:
    """Return the pages under the headings of the menu; those under no heading stand in it."""
    found = pages(t)
    return {
        t(f"nav.section.{section}") if section else "": [found[name] for name in names]
        for section, names in SECTIONS.items()
        if names
    }


def pages(t: Text) -> dict[str, st.Page]:
    """Return the pages by their url path, titled in the language of the reader."""
    return {name: copy.copy(page) for name, page in _made(t.lang).items()}


@lru_cache
def _made(lang: str) -> dict[str, st.Page]:
    """Make the pages once: each looks up its file, and a run notes on its page that it is open."""
    t = Text(lang)
    return {
        name: st.Page(
            HERE / f"{name}.py", title=t(f"nav.{name}"), url_path=name, default=name == PAGES[0]
        )
        for name in PAGES
    }
