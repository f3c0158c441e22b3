"""Modelos: the map of a model, its versions side by side, and how it reads in the others."""

from dashboard.state import page_context
from presentation.pages import modelos

modelos.show(page_context())
