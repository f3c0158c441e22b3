"""Ayuda: a guide for each kind of reader, and what the words of the field mean here."""

from dashboard.state import page_context
from presentation.pages import ayuda

ayuda.show(page_context())
