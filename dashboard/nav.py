"""The list of pages in the menu of Streamlit. Paths are neutral and never translated."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st

from pipelines import institution
from pipelines.institution import DELIVER, OPERATE, READ
from presentation.pages import PAGES, SECTIONS
from presentation.words import Text

HERE = Path(__file__).parent / "app_pages"
# Those of an institution, in the menu where one runs Faro.
OWN = {"institution": ("calendario", "avisos", "registro")}
NEEDS = {"entregas": DELIVER, "registro": OPERATE}


def known() -> tuple[str, ...]:
    """Return the pages there are here, whoever asks."""
    return PAGES + (tuple(OWN["institution"]) if institution.is_on() else ())


def sections(t: Text) -> dict[str, list[st.Page]]:
    """Return the pages under the headings of the menu; those under no heading stand in it.

    Where an institution runs Faro they are those that the reader's role has.
    """
    found, who = pages(t), institution.current()
    listed = SECTIONS | (OWN if institution.is_on() else {})
    menu = {
        t(f"nav.section.{section}") if section else "": [
            found[name] for name in names if who.may(NEEDS.get(name, READ))
        ]
        for section, names in listed.items()
    }
    return {heading: pages for heading, pages in menu.items() if pages}


def pages(t: Text) -> dict[str, st.Page]:
    """Return the pages by their url path, titled in the language of the reader."""
    return {name: copy.copy(page) for name, page in _made(t.lang, known()).items()}


@lru_cache
def _made(lang: str, names: tuple[str, ...]) -> dict[str, st.Page]:
    """Make the pages once: each looks up its file, and a run notes on its page that it is open."""
    t = Text(lang)
    return {
        name: st.Page(
            HERE / f"{name}.py", title=t(f"nav.{name}"), url_path=name, default=name == PAGES[0]
        )
        for name in names
    }
