"""Herramientas: what the tools are, who uses them, which go together."""

from dashboard.state import page_context
from presentation.pages import herramientas

herramientas.show(page_context())
