"""Municipio: everything about one municipality, fit for one printed page."""

from dashboard.state import page_context
from presentation.pages import municipio

municipio.show(page_context())
