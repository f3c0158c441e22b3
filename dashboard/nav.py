"""The list of pages. Paths are neutral and never translated."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.text import Text

HERE = Path(__file__).parent / "app_pages"
PAGES = (
    *("resumen", "cobertura", "herramientas", "cumplimiento"),
    *("publicacion", "municipio", "comparar", "simulador"),
    *("gobierno_abierto", "datos", "entregas"),
)


def pages(t: Text) -> dict[str, st.Page]:
    """Return the pages by their url path, titled in the language of the reader."""
    return {
        name: st.Page(
            HERE / f"{name}.py", title=t(f"nav.{name}"), url_path=name, default=name == PAGES[0]
        )
        for name in PAGES
    }
