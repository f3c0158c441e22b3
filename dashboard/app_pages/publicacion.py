"""Publicación: how fresh active transparency stays between two yearly rounds."""

from dashboard.state import page_context
from presentation.pages import publicacion

publicacion.show(page_context())
