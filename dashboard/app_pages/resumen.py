"""Resumen: how do we stand, what it means, where to look."""

from dashboard.state import page_context
from presentation.pages import resumen

resumen.show(page_context())
